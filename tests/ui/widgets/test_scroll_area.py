"""Scrolling that a screen reader survives."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
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


class Styled(QObject):
    """Counts how often a widget got its style."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.times = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Polish
        return super().eventFilter(watched, event)


@pytest.mark.parametrize("fits_at", [None, 300])
def test_what_is_in_it_gets_its_style_once_and_not_while_a_dialog_is_built(
    qtbot: QtBot, fits_at: int | None
) -> None:
    inner, line = QWidget(), QLabel("line")
    QVBoxLayout(inner).addWidget(line)
    styled = Styled(line)
    part, dialog = QWidget(), QWidget()
    qtbot.addWidget(dialog)
    QVBoxLayout(part).addWidget(ScrollArea(inner, fits_at=fits_at))
    QVBoxLayout(dialog).addWidget(part)
    assert styled.times == 0
    assert dialog.findChildren(QLabel) == [line]
    dialog.show()
    assert styled.times == 1
    assert line.isVisible()
