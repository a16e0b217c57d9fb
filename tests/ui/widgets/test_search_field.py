from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from rollcall.ui.theme import Space
from rollcall.ui.widgets.search_field import SearchField


def test_field_is_named_after_what_it_searches(qtbot: QtBot) -> None:
    field = SearchField("Search users")
    qtbot.addWidget(field)
    assert field.accessibleName() == field.placeholderText() == "Search users"


def test_every_key_searches_and_escape_clears(qtbot: QtBot) -> None:
    field = SearchField("Search users")
    qtbot.addWidget(field)
    heard: list[str] = []
    field.searched.connect(heard.append)
    QTest.keyClicks(field, "an")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert heard == ["a", "an", ""]


def test_down_gives_the_focus_away(qtbot: QtBot) -> None:
    field = SearchField("Search users")
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.left_down):
        QTest.keyClick(field, Qt.Key.Key_Down)


def test_field_has_no_button_without_a_name(qtbot: QtBot) -> None:
    field = SearchField("Search users")
    qtbot.addWidget(field)
    buttons = field.findChildren(QToolButton)
    said = [QAccessible.queryAccessibleInterface(each) for each in buttons]
    assert [each.text(QAccessible.Text.Name) for each in said] == ["Clear"]


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_text_does_not_begin_on_the_magnifier(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    field = SearchField("Search users")
    qtbot.addWidget(field)
    field.setLayoutDirection(direction)
    margins = field.textMargins()
    at_side = margins.left() if direction == Qt.LayoutDirection.LeftToRight else margins.right()
    assert at_side >= Space.ICON
    assert margins.left() + margins.right() == at_side


def test_button_that_clears_is_ours_and_there_only_with_a_text(qtbot: QtBot) -> None:
    field = SearchField("Search users")
    qtbot.addWidget(field)
    field.show()
    button = field.findChildren(QToolButton)[0]
    assert not button.isVisible()
    QTest.keyClicks(field, "an")
    assert button.isVisible()
    assert button.icon().name() == "x"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (field.text(), button.isVisible()) == ("", False)
