from __future__ import annotations

import asyncio
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Unreachable
from rollcall.settings import SettingsFile
from rollcall.ui.main_window import MainWindow
from rollcall.ui.navigation import PageKey, pages
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Theme, Tone
from rollcall.ui.widgets.action_palette import ActionPalette
from rollcall.ui.widgets.device_picker import DeviceChoice
from rollcall.ui.widgets.locked_banner import LockedBanner
from rollcall.ui.widgets.search_field import SearchField

FRONT = DeviceChoice(uid="A1", name="Front door", state="Online", tone=Tone.GOOD)
BACK = DeviceChoice(uid="B2", name="Back door", state="Online", tone=Tone.GOOD)


class FakePage(Page):
    """Keeps what the window asked of it."""

    def __init__(self, tasks: TaskRunner, name: str, *, searches: bool = False) -> None:
        super().__init__(tasks)
        self.name = name
        self.follows_device = name != "overview"
        self.asked: list[object] = []
        if searches:
            self.search_field = SearchField("Search users")
            self.body.addWidget(self.search_field)
        self.new_action(self.refresh).setText(f"Do {name}")

    def refresh(self) -> None:
        self.asked.append("refresh")

    def set_device(self, uid: str | None) -> None:
        self.asked.append(uid)


class Built:
    """Counts which pages were built."""

    def __init__(self, tasks: TaskRunner) -> None:
        self.names: list[str] = []
        self._tasks = tasks

    def build(self, name: str) -> Page:
        self.names.append(name)
        return FakePage(self._tasks, name, searches=name == "users")


@pytest.fixture
async def built(tasks: TaskRunner) -> Built:
    return Built(tasks)


@pytest.fixture
async def window(
    built: Built, tasks: TaskRunner, theme: Theme, settings: SettingsFile, qtbot: QtBot
) -> MainWindow:
    return make(built, tasks, theme, settings, qtbot)


def make(
    built: Built, tasks: TaskRunner, theme: Theme, settings: SettingsFile, qtbot: QtBot
) -> MainWindow:
    keys = (PageKey.OVERVIEW, PageKey.USERS, PageKey.SETTINGS)
    specs = pages({key: partial(built.build, key.value) for key in keys})
    window = MainWindow(specs, tasks=tasks, theme=theme, settings=settings, practice=True)
    window.open_first_page()
    window.device_picker.set_devices([FRONT, BACK])
    qtbot.addWidget(window)
    return window


async def test_no_page_is_built_before_it_is_asked_for(
    built: Built, tasks: TaskRunner, theme: Theme, settings: SettingsFile, qtbot: QtBot
) -> None:
    specs = pages({PageKey.OVERVIEW: partial(built.build, "overview")})
    window = MainWindow(specs, tasks=tasks, theme=theme, settings=settings)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    assert window.current_page is None
    assert built.names == []
    window.open_first_page()
    window.open_first_page()
    assert built.names == ["overview"]
    assert window.current_page is not None


async def activate(window: MainWindow) -> None:
    """Bring the window to the front: shortcuts are heard there only."""
    window.show()
    window.activateWindow()
    while not window.isActiveWindow():  # noqa: ASYNC110  # Qt has no event to await
        await asyncio.sleep(0)


def page_of(window: MainWindow) -> FakePage:
    page = window.current_page
    assert isinstance(page, FakePage)
    return page


async def test_pages_are_built_when_they_are_first_visited(
    window: MainWindow, built: Built
) -> None:
    assert built.names == ["overview"]
    window.go_to("users")
    window.go_to("overview")
    window.go_to("users")
    assert built.names == ["overview", "users"]
    window.go_to("attendance")  # not in this program
    assert page_of(window).name == "users"


async def test_sidebar_and_keys_change_the_page(window: MainWindow, qtbot: QtBot) -> None:
    await activate(window)
    buttons = {each.accessibleName(): each for each in window.findChildren(QPushButton)}
    buttons["Users"].click()
    assert page_of(window).name == "users"
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert page_of(window).name == "settings"
    assert buttons["Settings"].isChecked()
    window.hide()


async def test_device_stays_as_the_page_changes(window: MainWindow) -> None:
    window.device_picker.pick("A1")
    window.go_to("users")
    assert page_of(window).asked == ["A1"]
    window.go_to("overview")
    assert page_of(window).asked == [None, "A1"]
    window.go_to("users")
    assert page_of(window).asked == ["A1"]
    window.device_picker.pick("B2")
    assert page_of(window).asked == ["A1", "B2"]


async def test_picker_is_out_of_sight_where_it_does_not_matter(window: MainWindow) -> None:
    assert window.device_picker.isHidden()
    window.go_to("users")
    assert not window.device_picker.isHidden()
    window.go_to("overview")
    assert window.device_picker.isHidden()


async def test_keyboard_begins_at_the_page_that_is_shown(window: MainWindow) -> None:
    await activate(window)
    focused = window.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Overview"
    window.hide()


async def test_page_asks_for_another_page_and_device(window: MainWindow) -> None:
    page = page_of(window)
    page.device_asked.emit("B2")
    page.page_asked.emit("users")
    assert page_of(window).asked == ["B2"]


async def test_f5_refreshes_and_ctrl_f_searches(window: MainWindow, qtbot: QtBot) -> None:
    window.go_to("users")
    await activate(window)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert page_of(window).asked[-1] == "refresh"
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is page_of(window).search_field
    window.hide()


async def test_palette_finds_actions_of_window_and_page(window: MainWindow) -> None:
    window.open_palette()
    palette = window.findChildren(ActionPalette)[0]
    assert "Do overview" in palette.shown
    assert any(text.startswith("Go to Users") for text in palette.shown)
    assert any(text.startswith("Dark appearance") for text in palette.shown)
    palette.close()


async def test_appearance_is_changed_and_remembered(
    window: MainWindow, theme: Theme, settings: SettingsFile
) -> None:
    buttons = {each.accessibleName(): each for each in window.findChildren(QPushButton)}
    button = buttons["Dark appearance"]
    button.click()
    assert theme.is_dark
    assert settings.value.appearance == "dark"
    assert button.accessibleName() == "Light appearance"


async def test_place_and_device_are_remembered_at_the_end(
    window: MainWindow,
    built: Built,
    tasks: TaskRunner,
    theme: Theme,
    settings: SettingsFile,
    qtbot: QtBot,
) -> None:
    window.resize(1100, 720)
    window.device_picker.pick("B2")
    window.show()
    with qtbot.waitSignal(window.closed):
        window.close()
    assert settings.value.last_device == "B2"
    again = make(built, tasks, theme, settings, qtbot)
    assert again.height() == 720  # its width does not fit the offscreen screen of 800 x 800


async def test_practice_mode_is_marked(window: MainWindow) -> None:
    assert "practice" in window.windowTitle()


async def test_locked_devices_are_said_above_the_page_until_they_are_let_go(
    window: MainWindow,
) -> None:
    asked: list[str] = []
    window.unlock_asked.connect(asked.append)
    window.show_locked({})
    assert window.findChildren(LockedBanner) == []  # made when it is first needed
    window.show_locked({"A1": "Front door"})
    (banner,) = window.findChildren(LockedBanner)
    assert banner is window.locked_banner
    assert banner.isVisibleTo(window)
    window.show()
    assert banner.geometry().bottom() < window.findChildren(QStackedWidget)[0].geometry().top()
    (button,) = banner.findChildren(QAbstractButton)
    button.click()
    assert asked == ["A1"]
    window.show_locked({})
    assert not banner.isVisibleTo(window)
    window.hide()


async def test_why_unlocking_failed_is_told_by_the_windows_own_bar(
    window: MainWindow, tasks: TaskRunner
) -> None:
    window.show_locked({"A1": "Front door"})

    async def fail() -> None:
        raise Unreachable("Front door")

    tasks.start(fail(), owner=window.locked_banner, title="Unlocking devices")
    await tasks.idle()
    assert window.notice_bar.notice is not None
    assert "Front door" in window.notice_bar.notice.title + window.notice_bar.notice.text


async def test_window_fits_a_small_screen(window: MainWindow) -> None:
    window.show()
    window.resize(1024, 660)
    assert (window.width(), window.height()) == (1024, 660)
    window.hide()


async def test_every_control_has_a_name(window: MainWindow) -> None:
    window.go_to("users")
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    controls = [each for each in window.findChildren(QWidget) if isinstance(each, kinds)]
    nameless = [
        repr(each)
        for each in controls
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not each.isHidden()
        and each.isVisibleTo(window)
        and not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
    ]
    assert controls
    assert nameless == []


async def test_no_mnemonic_and_no_shortcut_is_used_twice(window: MainWindow) -> None:
    keys = [key for each in window.actions() if (key := each.shortcut().toString())]
    assert len(set(keys)) == len(keys)
    texts = [each.text() for each in window.findChildren(QAbstractButton)]
    letters = [text[text.index("&") + 1] for text in texts if "&" in text]
    assert len(set(letters)) == len(letters)


async def test_texts_are_set_again_with_the_language(window: MainWindow) -> None:
    window.setWindowTitle("x")
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert window.windowTitle() == "Rollcall - practice mode"
