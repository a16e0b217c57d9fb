from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.ranges_field import RangesField


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[RangesField]:
    window = QWidget()
    qtbot.addWidget(window)
    field = RangesField(parent=window)
    layout = QVBoxLayout(window)
    layout.addWidget(field.toggle)
    layout.addWidget(field)
    window.show()
    yield field
    window.close()


def test_it_is_folded_until_wanted(field: RangesField) -> None:
    assert not field.isVisible()
    field.toggle.click()
    assert field.isVisible()
    assert field.line.accessibleName() == "Also look in"


def test_what_is_folded_away_does_not_count(field: RangesField) -> None:
    field.toggle.click()
    QTest.keyClicks(field.line, "10.0.0.0/24")
    assert field.text == "10.0.0.0/24"
    field.toggle.click()
    assert field.text == ""


def test_a_problem_is_said_until_it_is_mended(field: RangesField, qtbot: QtBot) -> None:
    field.toggle.click()
    field.set_problem("This is not a range.")
    assert field.line.accessibleDescription() == "This is not a range."
    QTest.keyClicks(field.line, "1")
    assert field.problem == ""
    with qtbot.waitSignal(field.entered):
        QTest.keyClick(field.line, Qt.Key.Key_Return)
