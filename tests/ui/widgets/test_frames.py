from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.frames import Banner, Card, PageHeader, Row


def test_header_shows_title_subtitle_and_actions(qtbot: QtBot) -> None:
    header = PageHeader("Users", "Everyone on Front door")
    qtbot.addWidget(header)
    button = header.add_action(QAction("Add user", header), role="accent")
    header.add_widget(QLabel("5,000 users"))
    assert button.text() == "Add user"
    texts = [label.text() for label in header.findChildren(QLabel)]
    assert texts == ["Users", "Everyone on Front door", "5,000 users"]


def test_header_tells_that_the_page_is_called_otherwise(qtbot: QtBot) -> None:
    header = PageHeader("Users")
    qtbot.addWidget(header)
    with qtbot.waitSignal(header.titled) as heard:
        header.set_texts("Benutzer")
    assert heard.args == ["Benutzer"]


def test_banner_is_read_out(qtbot: QtBot) -> None:
    banner = Banner("Practice mode")
    qtbot.addWidget(banner)
    assert banner.accessibleName() == "Practice mode"


def test_card_holds_things(qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.body.addWidget(QLabel("x"))
    assert len(card.findChildren(QLabel)) == 1


def test_row_puts_widgets_side_by_side(qtbot: QtBot) -> None:
    first, second = QLabel("one"), QLabel("two")
    row = Row(first, second, spacing=24)
    qtbot.addWidget(row)
    row.show()
    assert second.x() == first.geometry().right() + 1 + 24
    assert row.height() <= first.sizeHint().height() + 1
