from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.frames import Banner, Card, PageHeader


def test_header_shows_title_subtitle_and_actions(qtbot: QtBot) -> None:
    header = PageHeader("Users", "Everyone on Front door")
    qtbot.addWidget(header)
    button = header.add_action(QAction("Add user", header), role="accent")
    header.add_widget(QLabel("5,000 users"))
    assert button.text() == "Add user"
    texts = [label.text() for label in header.findChildren(QLabel)]
    assert texts == ["Users", "Everyone on Front door", "5,000 users"]


def test_banner_is_read_out(qtbot: QtBot) -> None:
    banner = Banner("Practice mode")
    qtbot.addWidget(banner)
    assert banner.accessibleName() == "Practice mode"


def test_card_holds_things(qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.body.addWidget(QLabel("x"))
    assert len(card.findChildren(QLabel)) == 1
