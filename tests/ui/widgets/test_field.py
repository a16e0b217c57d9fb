from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.field import Field


def test_field_names_its_editor(qtbot: QtBot) -> None:
    field = Field(QLineEdit(), "&Address", "As shown on the device.")
    qtbot.addWidget(field)
    assert field.editor.accessibleName() == "Address"
    assert field.editor.accessibleDescription() == "As shown on the device."


def test_problem_is_said_and_read_out(qtbot: QtBot) -> None:
    field = Field(QLineEdit(), "Address", "Help")
    qtbot.addWidget(field)
    field.set_problem("This is not an address.")
    assert field.problem == field.editor.accessibleDescription() == "This is not an address."
    assert field.editor.property("problem") is True
    field.set_problem(None)
    assert field.problem == ""
    assert field.editor.accessibleDescription() == "Help"
