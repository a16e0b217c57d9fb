from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from rollcall.protocol.address import Address
from rollcall.protocol.errors import Unreachable
from rollcall.ui.dialogs.add_device import AddDeviceDialog
from rollcall.ui.dialogs.adding import Adding
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.label import Label
from tests.ui.device_fakes import NEWCOMER, PIN, FakeFleet, a_device

HERE = Address("10.0.0.7")
PRIVATE = Address("10.0.0.7", 443, https=True)

Opened = Callable[..., AddDeviceDialog]


@pytest.fixture
def fleet() -> FakeFleet:
    fleet = FakeFleet()
    fleet.there = {HERE: NEWCOMER, PRIVATE: NEWCOMER}
    return fleet


@pytest.fixture
def opened(fleet: FakeFleet, tasks: TaskRunner, qtbot: QtBot) -> Opened:
    async def fingerprint_shown(_address: Address) -> str:
        return PIN

    def open_dialog(address: str = "") -> AddDeviceDialog:
        steps = Adding(fleet, fingerprint_shown=fingerprint_shown, address=address)
        dialog = AddDeviceDialog(None, steps, tasks=tasks)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return open_dialog


def editor(dialog: AddDeviceDialog, name: str) -> QLineEdit:
    return next(
        each
        for each in dialog.findChildren(QLineEdit)
        if each.accessibleName() == name and each.isVisible()
    )


def texts(dialog: AddDeviceDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(Label) if each.isVisible())


async def settled() -> None:
    """Let Qt lay out what has changed."""
    for _ in range(20):
        await asyncio.sleep(0)


def verb(dialog: AddDeviceDialog) -> str:
    return dialog.verb_button.text()


async def test_a_device_is_added_with_the_keyboard_alone(
    opened: Opened, fleet: FakeFleet, tasks: TaskRunner
) -> None:
    dialog = opened()
    assert dialog.windowTitle() == "Add device"
    QTest.keyClicks(editor(dialog, "Address"), "10.0.0.7")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await tasks.idle()
    assert verb(dialog) == "Add device"
    assert editor(dialog, "Name").selectedText() == "Device 1"
    QTest.keyClicks(editor(dialog, "Name"), "Gate")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await tasks.idle()
    assert not dialog.isVisible()
    assert fleet.rows[NEWCOMER].name == "Gate"


async def test_what_was_typed_wrong_is_said_at_the_field_until_it_is_mended(
    opened: Opened, tasks: TaskRunner
) -> None:
    dialog = opened()
    address = editor(dialog, "Address")
    QTest.keyClicks(address, "10.0.0.700")
    dialog.verb_button.click()
    await tasks.idle()
    assert "This is not an address" in address.accessibleDescription()
    assert "This is not an address" in texts(dialog)
    QTest.keyClick(address, Qt.Key.Key_Backspace)
    assert "This is not an address" not in texts(dialog)


async def test_looking_is_shown_and_can_be_cancelled(
    opened: Opened, fleet: FakeFleet, tasks: TaskRunner
) -> None:
    fleet.gate = asyncio.Event()
    dialog = opened("10.0.0.7")
    await settled()
    assert "Looking who is there …" in texts(dialog)
    assert not dialog.verb_button.isEnabled()
    dialog.cancel_button.click()
    await tasks.idle()
    assert not dialog.isVisible()
    assert fleet.rows == {}


async def test_no_answer_is_told_once_in_the_dialog_and_can_be_tried_again(
    opened: Opened, fleet: FakeFleet, tasks: TaskRunner
) -> None:
    fleet.there[HERE] = Unreachable("10.0.0.7")
    dialog = opened("10.0.0.7")
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "10.0.0.7 does not answer"
    assert dialog.verb_button.isEnabled()
    fleet.there[HERE] = NEWCOMER
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.notice_bar.notice is None
    assert verb(dialog) == "Add device"


async def test_a_key_is_asked_for_only_when_wanted_and_a_wrong_one_is_said_at_the_field(
    opened: Opened, fleet: FakeFleet, tasks: TaskRunner
) -> None:
    fleet.wanted_keys[HERE] = "secret"
    dialog = opened("10.0.0.7")
    await tasks.idle()
    key = editor(dialog, "API key")
    assert key.echoMode() == QLineEdit.EchoMode.Password
    QTest.keyClicks(key, "wrong")
    dialog.verb_button.click()
    await tasks.idle()
    assert key.accessibleDescription() == "The device does not accept this key."
    assert dialog.notice_bar.notice is None
    key.setText("secret")
    dialog.verb_button.click()
    await tasks.idle()
    dialog.verb_button.click()
    await tasks.idle()
    assert fleet.calls[-1] == "add Device 1 at 10.0.0.7 with key"


async def test_a_certificate_is_shown_and_a_quick_enter_does_not_trust_it(
    opened: Opened, fleet: FakeFleet, tasks: TaskRunner
) -> None:
    dialog = opened("https://10.0.0.7")
    await tasks.idle()
    assert verb(dialog) == "Trust this device"
    assert "AB12 CD34" in texts(dialog)
    assert dialog.cancel_button.isDefault()
    assert fleet.calls == []
    dialog.verb_button.click()
    await tasks.idle()
    assert verb(dialog) == "Add device"
    assert dialog.verb_button.isDefault()


async def test_back_loses_nothing(opened: Opened, fleet: FakeFleet, tasks: TaskRunner) -> None:
    fleet.wanted_keys[HERE] = "secret"
    dialog = opened("10.0.0.7")
    await tasks.idle()
    editor(dialog, "API key").setText("secret")
    back = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Back")
    back.click()
    assert editor(dialog, "Address").text() == "10.0.0.7"
    assert not back.isVisible()
    dialog.verb_button.click()
    await tasks.idle()
    assert editor(dialog, "API key").text() == "secret"


async def test_one_of_ours_at_another_address_is_told_and_a_loss_of_privacy_too(
    opened: Opened, fleet: FakeFleet, tasks: TaskRunner
) -> None:
    fleet.put(a_device("Gate {x}", NEWCOMER, address=Address("10.0.0.1", 443, https=True), pin=PIN))
    dialog = opened("10.0.0.7")
    await tasks.idle()
    said = texts(dialog)
    assert "This is Gate {x}" in said
    assert "Until now it was at https://10.0.0.1" in said
    assert "not private any more" in said
    assert editor(dialog, "Name").text() == "Gate {x}"


async def test_a_name_that_is_taken_is_said_at_the_field(
    opened: Opened, fleet: FakeFleet, tasks: TaskRunner
) -> None:
    fleet.put(a_device("Gate"))
    dialog = opened("10.0.0.7")
    await tasks.idle()
    editor(dialog, "Name").setText("gate")
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.isVisible()
    assert editor(dialog, "Name").accessibleDescription() == "This is in the list already."


async def test_the_dialog_is_as_high_as_what_it_says(
    opened: Opened, fleet: FakeFleet, tasks: TaskRunner
) -> None:
    fleet.there[HERE] = Unreachable("10.0.0.7")
    dialog = opened()
    low = dialog.height()
    editor(dialog, "Address").setText("10.0.0.7")
    dialog.verb_button.click()
    await tasks.idle()
    await settled()
    assert dialog.height() > low
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() == layout.totalHeightForWidth(dialog.width())
    dialog.notice_bar.dismiss()
    await settled()
    assert dialog.height() == low
