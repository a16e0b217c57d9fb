from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.buttons import ActionButton, Button


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    place = QWidget()
    qtbot.addWidget(place)
    return place


def test_icon_only_button_has_a_name(place: QWidget) -> None:
    button = Button(icon_name="x", name="Dismiss", parent=place)
    assert (button.accessibleName(), button.toolTip()) == ("Dismiss", "Dismiss")


def test_action_button_shows_and_does_its_action(place: QWidget, qtbot: QtBot) -> None:
    action = QAction("Delete", place)
    button = ActionButton(action, parent=place)
    assert button.text() == "Delete"
    with qtbot.waitSignal(action.triggered):
        button.click()


def test_action_button_says_why_it_is_off(place: QWidget) -> None:
    action = QAction("Delete", place)
    button = ActionButton(action, parent=place)
    assert button.toolTip() == ""
    action.setEnabled(False)
    action.setToolTip("Select users first")
    assert not button.isEnabled()
    assert button.accessibleDescription() == button.toolTip() == "Select users first"


def test_action_button_follows_a_new_text(place: QWidget) -> None:
    action = QAction("Delete", place)
    button = ActionButton(action, parent=place)
    action.setText("Delete 3 users")
    assert button.text() == "Delete 3 users"


def test_another_role_brings_its_own_icon(place: QWidget) -> None:
    button = Button("Add", icon_name="plus", parent=place)
    before = button.icon().cacheKey()
    button.set_role("accent")
    assert button.property("role") == "accent"
    assert button.icon().cacheKey() != before


def test_enter_presses_the_button_that_has_the_focus_and_not_the_default_one(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    cancel, save = Button("Cancel", parent=dialog), Button("Save", parent=dialog)
    save.setDefault(True)
    pressed: list[str] = []
    cancel.clicked.connect(lambda: pressed.append("cancel"))
    save.clicked.connect(lambda: pressed.append("save"))
    dialog.show()
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert pressed == ["cancel"]
