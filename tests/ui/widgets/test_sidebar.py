from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.sidebar import Sidebar


def test_button_chooses_its_page(qtbot: QtBot) -> None:
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    sidebar.add_page("users", "users")
    sidebar.add_page("settings", "settings", is_lower=True)
    sidebar.set_text("users", "Users", "Users (Ctrl+1)")
    button = next(e for e in sidebar.findChildren(QPushButton) if e.accessibleName() == "Users")
    with qtbot.waitSignal(sidebar.page_chosen) as heard:
        button.click()
    assert heard.args == ["users"]


def test_page_that_is_shown_is_checked_alone(qtbot: QtBot) -> None:
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    for key in ("users", "settings"):
        sidebar.add_page(key, key)
        sidebar.set_text(key, key)
    sidebar.set_current("users")
    sidebar.set_current("settings")
    checked = [e.accessibleName() for e in sidebar.findChildren(QPushButton) if e.isChecked()]
    assert checked == ["settings"]
