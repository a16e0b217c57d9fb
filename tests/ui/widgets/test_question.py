from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.question import Question, TextQuestion


def test_question_says_what_will_be_done(qtbot: QtBot) -> None:
    question = Question(None, title="Delete?", text="Bob goes.", verb="Delete Bob", danger=True)
    qtbot.addWidget(question)
    assert question.windowTitle() == "Delete?"
    assert question.accessibleDescription() == "Bob goes."
    assert question.verb_button.text() == "Delete Bob"


def test_text_question_stays_open_until_the_line_is_right(qtbot: QtBot) -> None:
    question = TextQuestion(
        None,
        title="Rename",
        label="Name",
        verb="Rename",
        text="",
        check=lambda text: None if text else "Please fill in this field.",
    )
    qtbot.addWidget(question)
    line = question.findChildren(QLineEdit)[0]
    question.accept()
    assert question.result() != QDialog.DialogCode.Accepted
    assert line.accessibleDescription() == "Please fill in this field."
    line.setText("Back door")
    assert line.accessibleDescription() == ""
    question.accept()
    assert question.result() == QDialog.DialogCode.Accepted
    assert question.entered == "Back door"


def test_secret_is_not_shown(qtbot: QtBot) -> None:
    question = TextQuestion(
        None, title="Set key", label="API key", verb="Set", text="", check=lambda _: None
    )
    qtbot.addWidget(question)
    question.set_secret(True)
    question.set_help("It is on the device.")
    line = question.findChildren(QLineEdit)[0]
    assert line.echoMode() == QLineEdit.EchoMode.Password
    assert line.accessibleDescription() == "It is on the device."
