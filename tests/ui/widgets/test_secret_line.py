from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.secret_line import SecretLine


def test_the_text_is_hidden_until_one_wants_to_see_it(qtbot: QtBot) -> None:
    line = SecretLine()
    qtbot.addWidget(line)
    assert line.echoMode() == QLineEdit.EchoMode.Password
    assert line.eye.toolTip() == "Show"
    line.eye.trigger()
    assert line.echoMode() == QLineEdit.EchoMode.Normal
    assert line.eye.toolTip() == "Hide"
