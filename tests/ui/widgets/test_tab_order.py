from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.tab_order import end_with


def test_the_buttons_come_last_in_their_order(qtbot: QtBot) -> None:
    dialog = Dialog(None, verb="Copy")
    qtbot.addWidget(dialog)
    line = QLineEdit()
    dialog.body.addWidget(line)
    end_with(dialog, dialog.cancel_button, dialog.verb_button)
    assert line.nextInFocusChain() is dialog.cancel_button
    assert dialog.cancel_button.nextInFocusChain() is dialog.verb_button
    assert dialog.verb_button.nextInFocusChain() is dialog
