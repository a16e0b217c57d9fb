from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
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


def test_keyboard_goes_to_the_page_that_is_shown(qtbot: QtBot) -> None:
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    for key in ("users", "settings"):
        sidebar.add_page(key, "users")
        sidebar.set_text(key, key.title())
    sidebar.take_focus()
    assert sidebar.focusWidget() is None
    sidebar.set_current("settings")
    sidebar.take_focus()
    focused = sidebar.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Settings"


def test_screen_reader_that_checks_a_page_goes_there(qtbot: QtBot) -> None:
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    for key in ("users", "settings"):
        sidebar.add_page(key, "users")
        sidebar.set_text(key, key.title())
    sidebar.page_chosen.connect(sidebar.set_current)
    sidebar.set_current("users")
    settings = sidebar.findChildren(QPushButton)[-1]
    with qtbot.waitSignal(sidebar.page_chosen) as heard:
        settings.toggle()
    assert heard.args == ["settings"]
    told = QAccessible.queryAccessibleInterface(settings)
    assert told.role() == QAccessible.Role.RadioButton


def test_tab_leads_to_the_page_that_is_shown_alone(qtbot: QtBot) -> None:
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    for key in ("users", "settings"):
        sidebar.add_page(key, "users")
    users, settings = sidebar.findChildren(QPushButton)
    sidebar.set_current("users")
    users.setFocus()
    sidebar.set_current("settings")
    assert sidebar.window().focusWidget() is settings
    by_tab = [each for each in (users, settings) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert by_tab == [settings]
