from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.models.users import Credential, UserFilter
from rollcall.ui.pages.user_filters import UserFilters
from rollcall.ui.widgets.buttons import Button


@pytest.fixture
def filters(qtbot: QtBot) -> UserFilters:
    filters = UserFilters()
    qtbot.addWidget(filters)
    filters.retranslate()
    filters.set_departments([("Office", "Office"), ("", "No department")])
    filters.set_privileges([("admin", "Administrator")])
    filters.resize(900, 40)
    filters.show()
    return filters


def clear_button(filters: UserFilters) -> Button:
    return next(b for b in filters.findChildren(Button) if b.text() == "Clear filters")


def test_chips_say_what_to_show(filters: UserFilters, qtbot: QtBot) -> None:
    department, privilege, has, lacks = filters.chips
    assert filters.filter == UserFilter()
    with qtbot.waitSignal(filters.changed):
        department.choose("")
    privilege.choose("admin")
    has.choose("face")
    lacks.choose("card")
    assert filters.filter == UserFilter(
        department="", privilege="admin", has=Credential.FACE, lacks=Credential.CARD
    )
    assert [chip.text() for chip in filters.chips] == [
        "Department: No department",
        "Privilege: Administrator",
        "Has: Face",
        "Lacks: Card",
    ]


def test_clearing_is_offered_when_there_is_something_to_clear(
    filters: UserFilters, qtbot: QtBot
) -> None:
    assert not clear_button(filters).isVisible()
    filters.search_field.setText("ann")
    assert clear_button(filters).isVisible()
    filters.chips[0].choose("Office")
    told: list[int] = []
    filters.changed.connect(lambda: told.append(1))
    clear_button(filters).click()
    assert told == [1]  # once, not once a chip
    assert filters.is_empty
    assert filters.search_field.text() == ""
    assert not clear_button(filters).isVisible()


def test_choice_stays_while_nobody_has_it(filters: UserFilters) -> None:
    filters.chips[0].choose("Office")
    filters.set_departments([])
    assert filters.filter.department == "Office"


def test_columns_can_be_asked_for(filters: UserFilters, qtbot: QtBot) -> None:
    with qtbot.waitSignal(filters.columns_asked):
        filters.columns_button.click()
