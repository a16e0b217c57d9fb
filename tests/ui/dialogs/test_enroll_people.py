from __future__ import annotations

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.enroll_people import PeoplePage
from tests.usecases.enrolling.made_up import ANN, BOB


def test_who_is_selected_is_chosen_and_counted(qtbot: QtBot) -> None:
    page = PeoplePage()
    qtbot.addWidget(page)
    chosen: list[list[RememberedUser]] = []
    page.chosen.connect(chosen.append)
    page.show_people([ANN, BOB])
    page.table.select_key(BOB.id)
    assert chosen[-1] == [BOB]
    page.table.selectAll()
    assert chosen[-1] == [ANN, BOB]
    page.show_people([ANN, BOB])  # nothing new: the selection stays
    assert page.table.selected_records() == [ANN, BOB]


def test_people_are_searched_and_entered_by_keyboard(qtbot: QtBot) -> None:
    page = PeoplePage()
    qtbot.addWidget(page)
    page.show_people([ANN, BOB])
    activated: list[bool] = []
    page.activated.connect(lambda: activated.append(True))
    QTest.keyClicks(page.search_field, "bob")
    page.table.enter()
    assert page.table.selected_records() == [BOB]
    page.table.record_activated.emit(BOB)
    assert activated
