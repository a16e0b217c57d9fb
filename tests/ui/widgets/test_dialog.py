from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.label import Label


def test_verb_is_what_enter_does(qtbot: QtBot) -> None:
    dialog = Dialog(None, title="Add device", verb="Add")
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "Add device"
    assert dialog.verb_button.isDefault()
    with qtbot.waitSignal(dialog.accepted):
        dialog.verb_button.click()


def test_what_destroys_is_not_what_enter_does(qtbot: QtBot) -> None:
    dialog = Dialog(None, verb="Delete 3 users", danger=True)
    qtbot.addWidget(dialog)
    assert dialog.cancel_button.isDefault()
    assert dialog.verb_button.property("role") == "danger"


def test_dialog_without_a_verb_only_closes(qtbot: QtBot) -> None:
    dialog = Dialog(None, cancel="Close")
    qtbot.addWidget(dialog)
    assert dialog.verb_button.isHidden()
    with qtbot.waitSignal(dialog.rejected):
        dialog.cancel_button.click()


def test_long_words_make_it_higher_not_wider(qtbot: QtBot) -> None:
    dialog = Dialog(None, verb="Go", width=400)
    qtbot.addWidget(dialog)
    before = dialog.sizeHint()
    dialog.body.addWidget(Label("word " * 200, wrap=True))
    assert dialog.sizeHint().width() <= 480
    assert dialog.sizeHint().height() > before.height() + 60


class Wizard(Dialog):
    steps = 0

    def accept(self) -> None:
        self.steps += 1


@pytest.fixture
def wizard(qtbot: QtBot) -> Wizard:
    wizard = Wizard(None, verb="Next")
    qtbot.addWidget(wizard)
    wizard.show()
    return wizard


def test_double_click_is_one_click_for_the_verb_may_be_another_by_then(wizard: Wizard) -> None:
    QTest.mouseClick(wizard.verb_button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(wizard.verb_button, Qt.MouseButton.LeftButton)
    assert wizard.steps == 1


def test_held_enter_does_not_run_through_a_wizard(wizard: Wizard) -> None:
    enter, nothing = Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier
    for receiver in (wizard, wizard.verb_button):
        for is_held in (False, True):
            event = QKeyEvent(QEvent.Type.KeyPress, enter, nothing, "", is_held)
            QApplication.sendEvent(receiver, event)
    assert wizard.steps == 2
