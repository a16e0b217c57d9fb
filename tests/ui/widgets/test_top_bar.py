from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.top_bar import TopBar


def test_buttons_are_named_and_tell(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.retranslate()
    bar.show_appearance(is_dark=False)
    named = {each.accessibleName(): each for each in bar.findChildren(QPushButton)}
    with qtbot.waitSignal(bar.finder_pressed):
        named["Find an action"].click()
    with qtbot.waitSignal(bar.appearance_pressed):
        named["Dark appearance"].click()
    bar.show_appearance(is_dark=True)
    assert named["Dark appearance"].accessibleName() == "Light appearance"
