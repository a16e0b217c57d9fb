"""Scrolling that a screen reader survives."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QScrollArea, QScrollBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.scroll_area import ScrollArea


def _area(qtbot: QtBot, lines: int) -> ScrollArea:
    inner = QWidget()
    column = QVBoxLayout(inner)
    for number in range(lines):
        column.addWidget(QLabel(f"line {number}"))
    area = ScrollArea(inner)
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    return area


def test_the_bar_is_in_sight_only_when_there_is_more(qtbot: QtBot) -> None:
    short, long = _area(qtbot, 1), _area(qtbot, 40)
    qtbot.waitUntil(long.findChildren(QScrollBar)[-1].isVisible)
    assert not short.findChildren(QScrollBar)[-1].isVisible()


def test_scrolling_moves_the_bar_and_the_bar_scrolls(qtbot: QtBot) -> None:
    area = _area(qtbot, 40)
    hidden = area.findChildren(QScrollArea)[0].verticalScrollBar()
    qtbot.waitUntil(lambda: hidden.maximum() > 0)
    area.scroll_to(30)
    assert area.value == 30
    area.findChildren(QScrollBar)[-1].setValue(50)
    assert hidden.value() == 50


def test_a_screen_reader_finds_as_many_children_however_much_there_is(qtbot: QtBot) -> None:
    areas = [_area(qtbot, lines) for lines in (1, 40)]
    qtbot.waitUntil(areas[1].findChildren(QScrollBar)[-1].isVisible)
    for area in areas:
        told = QAccessible.queryAccessibleInterface(area.findChildren(QScrollArea)[0])
        assert told.childCount() == 1


def test_keys_lead_into_it_only_when_there_is_more_to_scroll_to(qtbot: QtBot) -> None:
    short, long = _area(qtbot, 1), _area(qtbot, 40)
    qtbot.waitUntil(long.findChildren(QScrollBar)[-1].isVisible)
    assert short.findChildren(QScrollArea)[0].focusPolicy() == Qt.FocusPolicy.NoFocus
    assert long.findChildren(QScrollArea)[0].focusPolicy() == Qt.FocusPolicy.StrongFocus
