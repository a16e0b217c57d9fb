from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.locked_banner import LockedBanner

FRONT, BACK = {"00a1": "Front door"}, {"00b2": "Back door"}


@pytest.fixture
def banner(qtbot: QtBot) -> LockedBanner:
    banner = LockedBanner()
    qtbot.addWidget(banner)
    return banner


def button(banner: LockedBanner, name: str) -> QPushButton:
    (found,) = [each for each in buttons(banner) if each.accessibleName() == name]
    return found


def buttons(banner: LockedBanner) -> list[QPushButton]:
    return [each for each in banner.findChildren(QPushButton) if each.isVisibleTo(banner)]


def test_it_is_hidden_until_a_device_is_locked_and_when_it_was_let_go(
    banner: LockedBanner,
) -> None:
    assert banner.isHidden()
    banner.set_devices(FRONT)
    assert not banner.isHidden()
    banner.set_devices({})
    assert banner.isHidden()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert buttons(banner) == []


def test_it_says_what_is_the_matter_and_offers_one_button(banner: LockedBanner) -> None:
    banner.set_devices(FRONT)
    said = "Front door is locked: nobody can use it. Rollcall keeps trying."
    assert said in [label.text() for label in banner.findChildren(QLabel)]
    assert banner.accessibleName() == said
    assert [each.accessibleName() for each in buttons(banner)] == ["Unlock Front door"]


def test_each_button_asks_for_its_own_device_by_mouse_and_by_key(
    banner: LockedBanner, qtbot: QtBot
) -> None:
    banner.set_devices(FRONT | BACK)
    asked: list[str] = []
    banner.unlock_asked.connect(asked.append)
    button(banner, "Unlock Back door").click()
    QTest.keyClick(button(banner, "Unlock Front door"), Qt.Key.Key_Space)
    assert asked == ["00b2", "00a1"]


def test_a_device_that_stays_keeps_its_button(banner: LockedBanner) -> None:
    banner.set_devices(FRONT | BACK)
    front = button(banner, "Unlock Front door")
    banner.set_devices({"00a1": "Main entrance"})
    assert button(banner, "Unlock Main entrance") is front
    assert len(buttons(banner)) == 1
    assert "Main entrance is locked" in banner.accessibleName()


def test_a_name_is_no_markup(banner: LockedBanner) -> None:
    banner.set_devices({"00a1": "<b>Front</b>"})
    labels = [label for label in banner.findChildren(QLabel) if "<b>Front</b>" in label.text()]
    assert [label.textFormat() for label in labels] == [Qt.TextFormat.PlainText]


def test_the_button_rests_while_the_device_is_being_unlocked(banner: LockedBanner) -> None:
    banner.set_devices(FRONT)
    with banner.unlocking("00a1"):
        assert not button(banner, "Unlock Front door").isEnabled()
        assert button(banner, "Unlock Front door").text() == "Unlocking..."
    assert button(banner, "Unlock Front door").isEnabled()
    assert button(banner, "Unlock Front door").text() == "Unlock"


def test_a_device_that_was_let_go_meanwhile_is_no_trouble(banner: LockedBanner) -> None:
    banner.set_devices(FRONT)
    with banner.unlocking("00a1"):
        banner.set_devices({})
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with banner.unlocking("00a1"):
        pass


def test_it_follows_the_language(banner: LockedBanner) -> None:
    banner.set_devices(FRONT)
    (row, *_) = banner.findChildren(QWidget)
    QApplication.sendEvent(row, QEvent(QEvent.Type.LanguageChange))
    assert button(banner, "Unlock Front door").text() == "Unlock"


def test_a_screen_reader_is_told(banner: LockedBanner) -> None:
    banner.set_devices(FRONT)
    seen = QAccessible.queryAccessibleInterface(button(banner, "Unlock Front door"))
    assert seen.role() is QAccessible.Role.Button
    assert seen.text(QAccessible.Text.Name) == "Unlock Front door"
