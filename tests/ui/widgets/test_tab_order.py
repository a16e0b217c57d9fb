from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.tab_order import end_with


def test_the_buttons_come_after_the_body_in_their_order(qtbot: QtBot) -> None:
    dialog = Dialog(None, verb="Copy")
    qtbot.addWidget(dialog)
    back, line = Button("Back"), QLineEdit()
    dialog.buttons.insertWidget(0, back)
    dialog.body.addWidget(line)
    end_with(dialog, back, dialog.cancel_button, dialog.verb_button)
    passed: list[QWidget] = []
    each = line.nextInFocusChain()
    while each is not None and each is not line:
        if each is not dialog:  # the Tab key passes it over
            passed.append(each)
        each = each.nextInFocusChain()
    assert passed == [back, dialog.cancel_button, dialog.verb_button]
