from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.action_palette import ActionPalette


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    yield window
    window.hide()


def open_palette(window: QWidget) -> tuple[ActionPalette, list[QAction]]:
    actions = [QAction(text, window) for text in ("&Add user", "Delete…", "Réfresh", "")]
    actions[0].setShortcut("Ctrl+N")
    actions[1].setEnabled(False)
    palette = ActionPalette(window, actions)
    palette.open()
    return palette, actions


def test_palette_lists_what_has_a_name(window: QWidget) -> None:
    palette, _ = open_palette(window)
    assert palette.shown == ["Add user", "Delete", "Réfresh"]
    palette.reject()


def test_shortcuts_are_drawn_and_read_out(window: QWidget) -> None:
    palette, _ = open_palette(window)
    entry = palette.findChildren(QListWidget)[0].item(0)
    assert entry.data(Qt.ItemDataRole.AccessibleTextRole) == "Add user, Ctrl+N"
    assert not palette.grab().isNull()
    palette.reject()


def test_enter_does_the_marked_action(window: QWidget, qtbot: QtBot) -> None:
    palette, actions = open_palette(window)
    field = palette.findChildren(QLineEdit)[0]
    QTest.keyClicks(field, "REFR")
    assert palette.shown == ["Réfresh"]
    with qtbot.waitSignal(actions[2].triggered):
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_arrows_move_the_mark(window: QWidget, qtbot: QtBot) -> None:
    palette, actions = open_palette(window)
    field = palette.findChildren(QLineEdit)[0]
    QTest.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(actions[2].triggered):
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_what_cannot_be_done_now_is_listed_but_not_done(window: QWidget, qtbot: QtBot) -> None:
    palette, actions = open_palette(window)
    field = palette.findChildren(QLineEdit)[0]
    QTest.keyClicks(field, "delete")
    with qtbot.assertNotEmitted(actions[1].triggered):
        QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "xyz")
    assert palette.shown == []
    palette.reject()
