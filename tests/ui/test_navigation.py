from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from rollcall import assets
from rollcall.ui.navigation import PageKey, page_title, pages
from rollcall.ui.page import Page


def nothing() -> Page:
    raise AssertionError


@pytest.mark.parametrize("key", PageKey)
def test_every_page_has_a_name_and_an_icon(key: PageKey, qtbot: QtBot) -> None:
    (spec,) = pages({key: nothing})
    assert page_title(key)
    assert (assets.root() / "icons" / f"{spec.icon}.svg").is_file()


def test_pages_stand_in_their_order_and_absent_ones_are_absent() -> None:
    found = pages(dict.fromkeys((PageKey.SETTINGS, PageKey.USERS, PageKey.OVERVIEW), nothing))
    assert [spec.key for spec in found] == ["overview", "users", "settings"]
    assert [spec.is_lower for spec in found] == [False, False, True]
