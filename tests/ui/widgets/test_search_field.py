from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.search_field import SearchField


def test_field_is_named_after_what_it_searches(qtbot: QtBot) -> None:
    field = SearchField("Search users")
    qtbot.addWidget(field)
    assert field.accessibleName() == field.placeholderText() == "Search users"


def test_every_key_searches_and_escape_clears(qtbot: QtBot) -> None:
    field = SearchField("Search users")
    qtbot.addWidget(field)
    heard: list[str] = []
    field.searched.connect(heard.append)
    QTest.keyClicks(field, "an")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert heard == ["a", "an", ""]


def test_down_gives_the_focus_away(qtbot: QtBot) -> None:
    field = SearchField("Search users")
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.left_down):
        QTest.keyClick(field, Qt.Key.Key_Down)
