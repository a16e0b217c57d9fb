from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.crash_dialog import CrashDialog


def test_report_is_plain_and_can_be_copied(qtbot: QtBot) -> None:
    dialog = CrashDialog("<b>Traceback</b>")
    qtbot.addWidget(dialog)
    assert dialog.findChildren(QPlainTextEdit)[0].toPlainText() == "<b>Traceback</b>"
    copy = next(each for each in dialog.findChildren(QPushButton) if "Copy" in each.text())
    copy.click()
    assert QGuiApplication.clipboard().text() == "<b>Traceback</b>"
