from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from rollcall.protocol.address import Address
from rollcall.protocol.errors import (
    InputProblem,
    InvalidInput,
    NoBackend,
    Unreachable,
    VaultLocked,
)
from rollcall.settings import SettingsFile
from rollcall.ui.dialogs.acting import ActingDialog
from rollcall.ui.models.devices import Fleet
from rollcall.ui.pages.devices import DevicesPage
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.device_details import DeviceDetailsPanel
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.question import Question
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet_device import DeviceState
from tests.ui.device_fakes import DOOR, GATE, NEWCOMER, PIN, FakeFleet, a_device, a_find
from tests.usecases.fakes import Office

HERE = Address("192.168.1.77")

Shown = Callable[[Fleet], DevicesPage]


@pytest.fixture
def shown(tasks: TaskRunner, settings: SettingsFile, qtbot: QtBot) -> Shown:
    async def fingerprint_shown(_address: Address) -> str:
        return PIN

    def show_page(fleet: Fleet) -> DevicesPage:
        page = DevicesPage(
            fleet,
            details=DetailsCache(fleet),
            fingerprint_shown=fingerprint_shown,
            tasks=tasks,
            settings=settings,
        )
        qtbot.addWidget(page)
        page.resize(1080, 700)
        page.show()
        page.page_shown()
        return page

    return show_page


def button(page: DevicesPage, text: str) -> QPushButton:
    (found,) = [
        each for each in page.findChildren(QPushButton) if each.text() == text and each.isVisible()
    ]
    return found


def action(page: DevicesPage, text: str) -> QAction:
    return next(each for each in page.actions() if each.text() == text)


def rows(page: DevicesPage) -> list[tuple[str, str]]:
    model = page.table.model()
    return [
        (model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())
    ]


def panel(page: DevicesPage) -> DeviceDetailsPanel:
    return page.findChildren(DeviceDetailsPanel)[0]


def told(page: DevicesPage) -> str:
    notice = page.notice_bar.notice
    return "" if notice is None else notice.title


async def activate(page: DevicesPage) -> None:
    """Bring the page to the front: shortcuts are heard there only."""
    page.activateWindow()
    while not page.isActiveWindow():  # noqa: ASYNC110  # Qt has no event to await
        await asyncio.sleep(0)


async def opened(kind: type[Dialog] = ActingDialog) -> Dialog:
    """Wait for the dialog that was asked for."""
    for _ in range(100):
        for each in QApplication.topLevelWidgets():
            if isinstance(each, kind) and each.isVisible():
                return each
        await asyncio.sleep(0)
    raise AssertionError(kind)


async def until_working(dialog: Dialog) -> None:
    """Wait until a dialog that acts is at rest."""
    for _ in range(100):
        await asyncio.sleep(0)
        if isinstance(dialog, ActingDialog) and not dialog.busy:
            return


def editor(dialog: QDialog, name: str) -> QLineEdit:
    return next(
        e for e in dialog.findChildren(QLineEdit) if e.accessibleName() == name and e.isVisible()
    )


# --- finding


async def test_without_devices_the_page_teaches_and_has_one_button_to_find_them(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet()
    page = shown(fleet)
    assert not page.table.isVisible()
    fleet.finds = [a_find()]
    button(page, "Find devices").click()
    await tasks.idle()
    assert rows(page) == [("New device", "New")]
    assert button(page, "Find devices").isEnabled()


async def test_rows_appear_as_the_sweep_answers_and_ours_come_first(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(a_device("Zoo", GATE))
    fleet.finds = [
        a_find("192.168.1.9", None, DeviceState.KEY_NEEDED),
        replace(fleet.rows[GATE], state=DeviceState.MOVED, moved_from=Address("192.168.1.3")),
    ]
    fleet.gate = asyncio.Event()
    page = shown(fleet)
    button(page, "Find devices").click()
    for _ in range(20):
        await asyncio.sleep(0)
    assert rows(page) == [("Zoo", "Moved from 192.168.1.3"), ("New device", "API key needed")]
    assert not button(page, "Find devices").isEnabled()
    work = next(each for each in tasks.works if each.title == "Looking for devices")
    assert not work.is_quiet
    assert work.progress is not None
    work.cancel()
    await tasks.idle()
    assert button(page, "Find devices").isEnabled()
    assert told(page) == ""


async def test_a_second_search_does_not_start_beside_the_first(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(a_device())
    fleet.gate = asyncio.Event()
    page = shown(fleet)
    page.find_devices()
    page.find_devices()
    fleet.gate.set()
    await tasks.idle()
    assert fleet.calls.count("find") == 1


async def test_an_empty_search_says_what_to_check(shown: Shown, tasks: TaskRunner) -> None:
    page = shown(FakeFleet())
    button(page, "Find devices").click()
    await tasks.idle()
    assert "No device answered" in page._empty.accessibleName()


async def test_ranges_are_searched_too_and_a_wrong_one_is_said_at_the_field(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(a_device())
    page = shown(fleet)
    button(page, "Look in other networks").click()
    line = next(e for e in page.findChildren(QLineEdit) if e.accessibleName() == "Also look in")
    QTest.keyClicks(line, "10.0.0.0/8")
    fleet.find_error = InvalidInput("ranges", InputProblem.RANGE_TOO_LARGE)
    QTest.keyClick(line, Qt.Key.Key_Return)
    await tasks.idle()
    assert fleet.ranges == ["10.0.0.0/8"]
    assert "too many addresses" in line.accessibleDescription()
    assert told(page) == ""
    fleet.find_error = None
    button(page, "Only this PC's networks").click()
    page.find_devices()
    await tasks.idle()
    assert fleet.ranges[-1] == ""


# --- adding


async def test_add_by_address_asks_adds_and_selects(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device())
    fleet.there[HERE] = NEWCOMER
    page = shown(fleet)
    button(page, "Add by address").click()
    dialog = await opened()
    assert dialog.windowTitle() == "Add device"
    editor(dialog, "Address").setText("192.168.1.77")
    dialog.verb_button.click()
    await until_working(dialog)
    editor(dialog, "Name").setText("Gate")
    dialog.verb_button.click()
    await tasks.idle()
    assert ("Gate", "Online") in rows(page)
    assert told(page) == "Gate is in your list"
    assert [each.name for each in page.table.selected_records()] == ["Gate"]


async def test_a_found_device_is_added_by_enter_with_its_address_filled_in(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(a_find())
    fleet.there[HERE] = NEWCOMER
    fleet.trouble = NoBackend("null")
    page = shown(fleet)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    dialog = await opened()
    await until_working(dialog)
    assert dialog.verb_button.text() == "Add device"
    dialog.verb_button.click()
    await tasks.idle()
    assert rows(page) == [("Device 1", "Online")]
    assert told(page) == "The key of Device 1 is kept only until Rollcall is closed"


async def test_a_found_device_offers_to_be_added_in_the_panel(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(a_find())
    fleet.there[HERE] = NEWCOMER
    page = shown(fleet)
    panel(page).remedy_button.click()
    dialog = await opened()
    dialog.reject()
    await tasks.idle()
    assert rows(page) == [("New device", "New")]


async def test_set_key_on_a_found_device_adds_it(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_find(uid=None, state=DeviceState.KEY_NEEDED))
    fleet.there[HERE] = NEWCOMER
    fleet.wanted_keys[HERE] = "secret"
    page = shown(fleet)
    panel(page).remedy_button.click()
    dialog = await opened()
    await until_working(dialog)
    editor(dialog, "API key").setText("secret")
    dialog.verb_button.click()
    await until_working(dialog)
    dialog.verb_button.click()
    await tasks.idle()
    assert fleet.rows[NEWCOMER].keyed


# --- what can be done with one


async def test_actions_say_why_they_cannot_be_done(shown: Shown) -> None:
    page = shown(FakeFleet(a_find()))
    for text in ("Rename", "Set key", "Forget"):
        found = button(page, text)
        assert not found.isEnabled()
        assert found.accessibleDescription() == "Add the device first."
    page.table.clearSelection()
    assert button(page, "Forget").accessibleDescription() == "Select a device first."


async def test_rename_by_f2(shown: Shown, tasks: TaskRunner) -> None:
    page = shown(FakeFleet(a_device()))
    await activate(page)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    dialog = await opened()
    assert dialog.windowTitle() == "Rename device"
    editor(dialog, "Name").setText("Back door")
    dialog.verb_button.click()
    await tasks.idle()
    assert rows(page) == [("Back door", "Online")]


async def test_forget_by_delete_says_what_is_lost_and_does_it_only_when_confirmed(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(a_device("Gate {0}"))
    page = shown(fleet)
    await activate(page)
    page.table.setFocus()
    for is_meant in (False, True):
        QTest.keyClick(page.table, Qt.Key.Key_Delete)
        question = await opened(Question)
        assert "device itself is not touched" in question.accessibleDescription()
        assert "Gate {0}" in question.accessibleDescription()
        assert question.verb_button.text() == "Forget Gate {0}"
        assert question.cancel_button.isDefault()
        (question.verb_button if is_meant else question.cancel_button).click()
        await tasks.idle()
        await activate(page)
        assert bool(fleet.rows) is not is_meant
    assert told(page) == "Gate {0} was forgotten"


async def test_forget_tells_that_a_key_may_have_stayed(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device(keyed=True))
    fleet.trouble = VaultLocked("KWallet")
    page = shown(fleet)
    action(page, "Forget").trigger()
    (await opened(Question)).accept()
    await tasks.idle()
    notice = page.notice_bar.notice
    assert notice is not None
    assert "may still be in the keyring" in notice.text


async def test_set_key_is_tried_kept_and_told(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device(state=DeviceState.KEY_NEEDED))
    fleet.wanted_keys[Address("192.168.1.20")] = "secret"
    page = shown(fleet)
    assert panel(page).remedy_button.text() == "Set key"
    button(page, "Rename").setFocus()
    action(page, "Set key").trigger()
    dialog = await opened()
    editor(dialog, "API key").setText("secret")
    dialog.verb_button.click()
    await tasks.idle()
    assert rows(page) == [("Front door", "Online")]
    assert told(page) == "Front door took the key"


async def test_set_key_tells_what_the_keyring_said(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device())
    fleet.trouble = NoBackend("null")
    page = shown(fleet)
    action(page, "Set key").trigger()
    (await opened()).accept()
    await tasks.idle()
    assert told(page) == "The key of Front door is kept only until Rollcall is closed"


async def test_open_users_goes_there_with_the_device_picked(
    shown: Shown, tasks: TaskRunner
) -> None:
    page = shown(FakeFleet(a_device()))
    heard: list[str] = []
    page.device_asked.connect(heard.append)
    page.page_asked.connect(heard.append)
    panel(page).users_button.click()
    assert heard == [DOOR, "users"]
    await tasks.idle()


# --- how one is


async def test_a_selected_device_is_read_once(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device(), a_device("Gate", GATE, host="192.168.1.21"))
    page = shown(fleet)
    await tasks.idle()
    page.set_device(GATE)
    await tasks.idle()
    page.set_device(DOOR)
    await tasks.idle()
    assert fleet.asked.count("GetVersionInfo") == 2
    assert panel(page).device == fleet.rows[DOOR]


async def test_refresh_reads_again(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device())
    page = shown(fleet)
    await tasks.idle()
    button(page, "Refresh").click()
    await tasks.idle()
    assert fleet.calls == ["check Front door"]
    assert fleet.asked.count("GetVersionInfo") == 2


async def test_devices_that_were_not_looked_at_are_checked_when_the_page_is_shown(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(a_device(), a_device("Gate", GATE, DeviceState.UNCHECKED))
    page = shown(fleet)
    await tasks.idle()
    assert fleet.calls == ["check Gate"]
    page.page_shown()
    await tasks.idle()
    assert fleet.calls == ["check Gate"]


async def test_an_error_is_told_once_and_is_gone_when_the_device_answers(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(a_device())
    fleet.told[DOOR] = Unreachable("Front door")
    page = shown(fleet)
    await tasks.idle()
    assert told(page) == "Front door does not answer"
    assert rows(page) == [("Front door", "Does not answer")]
    asked = len(fleet.asked)
    page.table.clearSelection()
    page.set_device(DOOR)
    await tasks.idle()
    assert len(fleet.asked) == asked
    del fleet.told[DOOR]
    panel(page).remedy_button.click()
    await tasks.idle()
    assert told(page) == ""
    assert rows(page) == [("Front door", "Online")]


async def test_a_locked_keyring_is_told(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device())
    fleet.told[DOOR] = VaultLocked("KWallet")
    page = shown(fleet)
    await tasks.idle()
    assert told(page) == "The keyring of this PC is locked"
    assert fleet.asked == ["GetVersionInfo"]


async def test_enter_on_one_of_ours_goes_to_its_details(shown: Shown, tasks: TaskRunner) -> None:
    page = shown(FakeFleet(a_device()))
    await tasks.idle()
    await activate(page)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.focusWidget() is panel(page).users_button


async def test_a_double_click_adds_what_was_found(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_find())
    fleet.there[HERE] = NEWCOMER
    page = shown(fleet)
    where = page.table.visualRect(page.table.model().index(0, 0)).center()
    viewport = page.table.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(where))
    (await opened()).reject()
    await tasks.idle()


async def test_a_device_asked_for_before_it_is_known_is_selected_when_it_comes(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(a_device("Annex", GATE))
    page = shown(fleet)
    page.set_device(DOOR)
    fleet.put(a_device())
    assert [each.uid for each in page.table.selected_records()] == [DOOR]
    await tasks.idle()


async def test_every_control_has_a_name_and_tab_goes_as_one_reads(
    shown: Shown, tasks: TaskRunner
) -> None:
    page = shown(FakeFleet(a_device()))
    await tasks.idle()
    button(page, "Look in other networks").click()
    said = []
    widget = page.nextInFocusChain()
    while widget is not None and widget is not page:
        if (
            widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            text = widget.text() if isinstance(widget, QPushButton) else ""
            said.append(widget.accessibleName() or text)
        widget = widget.nextInFocusChain()
    assert said[:10] == [
        "Refresh",
        "Add by address",
        "Find devices",
        "Rename",
        "Set key",
        "Forget",
        "Only this PC's networks",
        "Also look in",
        "Devices",
        "Details of Front door",
    ]
    assert all(said)


async def test_a_change_of_language_sets_every_text_again(shown: Shown, tasks: TaskRunner) -> None:
    page = shown(FakeFleet(a_device()))
    await tasks.idle()
    QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    assert button(page, "Find devices").isEnabled()
    assert page.table.accessibleName() == "Devices"


# --- the whole way, with the real fleet


async def test_the_real_fleet_finds_adds_with_key_renames_and_forgets(
    shown: Shown, tasks: TaskRunner
) -> None:
    office = Office()
    office.network.put("10.0.0.1", "d1", key="secret")
    office.keys.trouble = VaultLocked("KWallet")
    page = shown(office.fleet)
    button(page, "Find devices").click()
    await tasks.idle()
    assert rows(page) == [("New device", "API key needed")]
    panel(page).remedy_button.click()
    dialog = await opened()
    await until_working(dialog)
    editor(dialog, "API key").setText("secret")
    dialog.verb_button.click()
    await until_working(dialog)
    editor(dialog, "Name").setText("Gate")
    dialog.verb_button.click()
    await tasks.idle()
    assert rows(page) == [("Gate", "Online")]
    assert told(page) == "The key of Gate is kept only until Rollcall is closed"
    action(page, "Rename").trigger()
    dialog = await opened()
    editor(dialog, "Name").setText("North gate")
    dialog.verb_button.click()
    await tasks.idle()
    assert [each.name for each in office.known.devices.values()] == ["North gate"]
    action(page, "Forget").trigger()
    (await opened(Question)).accept()
    await tasks.idle()
    assert office.known.devices == {}
    assert not page.table.isVisible()
