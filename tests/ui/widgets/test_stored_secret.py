from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.stored_secret import SHOWN_S, StoredSecretLine


@pytest.fixture
def line(qtbot: QtBot) -> StoredSecretLine:
    line = StoredSecretLine()
    qtbot.addWidget(line)
    line.set_stored("0123", "Set")
    line.show()
    return line


def test_what_is_stored_is_not_in_the_line(line: StoredSecretLine) -> None:
    assert (line.text(), line.entered, line.placeholderText()) == ("", "", "Set")


def test_looking_takes_a_click_and_is_told_of(line: StoredSecretLine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(line.revealed):
        line.eye.trigger()
    assert line.text() == "0123"
    assert line.echoMode() == QLineEdit.EchoMode.Normal
    assert line.entered == ""


def test_looking_ends_by_itself(line: StoredSecretLine) -> None:
    line.eye.trigger()
    assert line._showing.isActive()
    assert line._showing.interval() == SHOWN_S * 1000 == 15_000
    line._showing.timeout.emit()
    assert line.text() == ""
    assert line.echoMode() == QLineEdit.EchoMode.Password


def test_hiding_the_dialog_ends_looking(line: StoredSecretLine) -> None:
    line.eye.trigger()
    line.hide()
    assert line.text() == ""


def test_what_is_stored_cannot_be_copied(line: StoredSecretLine) -> None:
    QGuiApplication.clipboard().setText("before")
    line.eye.trigger()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(line, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"


def test_what_is_typed_is_masked_and_keeps_its_zeros(line: StoredSecretLine, qtbot: QtBot) -> None:
    QTest.keyClicks(line, "007")
    assert line.entered == "007"
    assert line.echoMode() == QLineEdit.EchoMode.Password
    line.eye.trigger()
    assert not line.is_revealed  # it is theirs; nothing stored is shown
    line.eye.trigger()
    assert line.entered == "007"


def test_editing_what_is_shown_makes_it_typed(line: StoredSecretLine) -> None:
    line.eye.trigger()
    QTest.keyClicks(line, "4")
    assert line.entered == "01234"
    line.conceal()
    assert line.entered == "01234"


def test_digits_of_other_scripts_are_taken(line: StoredSecretLine) -> None:
    line.insert("")
    line.setText("٠٧")
    line.textEdited.emit("٠٧")
    assert line.entered == "07"
