from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from rollcall.ui.dialogs.enroll_method import CardNumberPage, MethodPage
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.offers import offer
from tests.usecases.enrolling.made_up import ANN


@pytest.fixture
def page(qtbot: QtBot) -> MethodPage:
    page = MethodPage()
    qtbot.addWidget(page)
    return page


def show(page: MethodPage, chosen: Method | None = Method.FACE) -> None:
    person = replace(ANN, face=True)
    offers = [offer(each, person, can=each is not Method.PALM) for each in Method]
    page.show_offers(offers, person, device="Gate", chosen=chosen)


def button(page: MethodPage, name: str) -> QRadioButton:
    return next(each for each in page.findChildren(QRadioButton) if each.text() == name)


def test_what_cannot_be_chosen_is_greyed_and_says_why(page: MethodPage) -> None:
    show(page)
    palm = button(page, "Palm")
    assert not palm.isEnabled()
    assert palm.toolTip() == palm.accessibleDescription() == "Gate cannot capture palms."
    face = button(page, "Face")
    assert face.isChecked()
    assert "takes its place" in face.accessibleDescription()


def test_a_choice_is_told_once_and_showing_tells_nothing(page: MethodPage) -> None:
    told: list[str] = []
    page.chosen.connect(told.append)
    show(page)
    assert told == []
    button(page, "Fingerprint").click()
    assert told == ["finger"]
    show(page, None)
    assert not any(each.isChecked() for each in page.findChildren(QRadioButton))


def test_a_card_number_is_judged_while_it_is_typed(qtbot: QtBot) -> None:
    page = CardNumberPage()
    qtbot.addWidget(page)
    told: list[str] = []
    page.edited.connect(told.append)
    line = page.findChild(QLineEdit)
    assert line is not None
    assert line.accessibleName() == "Card number"
    help_text = line.accessibleDescription()
    QTest.keyClicks(line, "00")
    assert line.accessibleDescription() == help_text  # only just begun
    QTest.keyClicks(line, "7x")
    assert line.accessibleDescription() == "Only digits are possible here."
    assert told[-1] == "007x"
    page.show_number("42")
    assert line.text() == "42"
    assert line.accessibleDescription() == help_text
