from __future__ import annotations

import pytest
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.pages.user_stack import UserStack
from rollcall.ui.widgets.label import Label


@pytest.fixture
def stack(qtbot: QtBot) -> UserStack:
    stack = UserStack(QWidget())
    stack.set_devices([("A1", "Front door")])
    stack.retranslate()
    qtbot.addWidget(stack)
    stack.show()
    return stack


def button(stack: UserStack) -> QPushButton:
    (found,) = [each for each in stack.findChildren(QPushButton) if each.isVisible()]
    return found


def told(signal: SignalInstance) -> list[tuple[object, ...]]:
    heard: list[tuple[object, ...]] = []
    signal.connect(lambda *arguments: heard.append(arguments))
    return heard


def test_devices_to_choose_from_are_buttons(stack: UserStack) -> None:
    heard = told(stack.device_chosen)
    stack.show_devices(is_any=True)
    button(stack).click()
    assert heard == [("A1",)]


def test_without_devices_it_leads_to_them(stack: UserStack) -> None:
    heard = told(stack.devices_asked)
    stack.show_devices(is_any=False)
    button(stack).click()
    assert heard == [()]


def test_without_a_match_everybody_can_be_shown_again(stack: UserStack) -> None:
    heard = told(stack.clear_asked)
    stack.show_no_match()
    button(stack).click()
    assert heard == [()]


def test_why_there_is_nobody_is_said(stack: UserStack) -> None:
    stack.show_nobody("Front door has no users.")
    seen = [each.text() for each in stack.findChildren(Label) if each.isVisible()]
    assert "Front door has no users." in seen
    stack.show_table()
    assert not [each for each in stack.findChildren(Label) if each.isVisible()]
