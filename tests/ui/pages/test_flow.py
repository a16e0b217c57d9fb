from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.pages.flow import FlowLayout
from rollcall.ui.theme import Space


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    row = QWidget()
    qtbot.addWidget(row)
    layout = FlowLayout()
    row.setLayout(layout)
    for text in ("Department", "Privilege", "Has"):
        layout.addWidget(QPushButton(text))
    row.resize(800, 100)
    row.show()
    return row


def places(row: QWidget) -> list[tuple[int, int]]:
    return [(each.x(), each.y()) for each in row.findChildren(QPushButton) if each.isVisible()]


def test_widgets_stand_in_one_line_where_they_fit(row: QWidget) -> None:
    lefts = [left for left, _top in places(row)]
    assert lefts == sorted(lefts)
    assert len({top for _left, top in places(row)}) == 1
    layout = row.layout()
    assert layout is not None
    assert layout.heightForWidth(800) == Space.CONTROL_HEIGHT
    assert layout.sizeHint().height() == Space.CONTROL_HEIGHT


def test_widgets_go_on_in_the_next_line(row: QWidget) -> None:
    row.resize(row.findChildren(QPushButton)[0].width() + 20, 200)
    assert len({top for _left, top in places(row)}) > 1
    layout = row.layout()
    assert layout is not None
    assert layout.heightForWidth(row.width()) > 2 * Space.CONTROL_HEIGHT


def test_hidden_widgets_take_no_room(row: QWidget) -> None:
    first, second, _third = row.findChildren(QPushButton)
    at = first.x()
    first.hide()
    layout = row.layout()
    assert layout is not None
    layout.activate()
    assert second.x() == at


def test_line_begins_at_the_reading_side(row: QWidget) -> None:
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    layout = row.layout()
    assert layout is not None
    layout.activate()
    first = row.findChildren(QPushButton)[0]
    assert first.geometry().right() == row.width() - 1


def test_items_can_be_taken_out(row: QWidget) -> None:
    layout = row.layout()
    assert layout is not None
    assert layout.count() == 3
    assert layout.takeAt(2) is not None
    assert layout.takeAt(7) is None
    assert layout.itemAt(7) is None
    assert layout.count() == 2
