"""The dialogs about one device as questions any page can await, and what is told afterwards."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from rollcall.protocol.errors import VaultError
from rollcall.protocol.info import DeviceUid
from rollcall.ui import ask
from rollcall.ui.dialogs.add_device import AddDeviceDialog
from rollcall.ui.dialogs.adding import Adding
from rollcall.ui.dialogs.api_key import ApiKeyDialog
from rollcall.ui.dialogs.rename import RenameDialog
from rollcall.ui.models.devices import Fleet
from rollcall.ui.notices import describe
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Tone
from rollcall.usecases.fleet_device import FleetDevice

__all__ = ["add_device", "rename_device", "set_key", "should_forget", "tell_trouble"]


async def add_device(parent: QWidget, adding: Adding, *, tasks: TaskRunner) -> bool:
    """Add a device, or one of ours at its new address; tell whether it was."""
    dialog = AddDeviceDialog(parent, adding, tasks=tasks)
    return await ask.show(dialog) == QDialog.DialogCode.Accepted


async def set_key(page: Page, fleet: Fleet, device: FleetDevice) -> bool:
    """Ask for the key of one of ours and keep it; what the keyring says is told on the page."""
    dialog = ApiKeyDialog(
        page, device=device.name, keep=partial(fleet.set_key, device.known_uid), tasks=page.tasks
    )
    if await ask.show(dialog) != QDialog.DialogCode.Accepted:
        return False
    if dialog.trouble is not None:
        tell_trouble(page, device.name, dialog.trouble)
    else:
        page.notice_bar.show_message(
            Tone.GOOD,
            QCoreApplication.translate("Devices", "{device} took the key").format(
                device=device.name
            ),
        )
    return True


async def rename_device(page: Page, fleet: Fleet, device: FleetDevice) -> None:
    """Ask what one of ours shall be called."""
    await ask.show(
        RenameDialog(
            page, device=device.name, keep=partial(fleet.rename, device.known_uid), tasks=page.tasks
        )
    )


async def should_forget(parent: QWidget, device: FleetDevice) -> DeviceUid | None:
    """Ask whether one of ours shall be forgotten, having said what is lost; give its uid if so."""
    confirmed = await ask.confirm(
        parent,
        title=QCoreApplication.translate("Devices", "Forget {device}?").format(device=device.name),
        text=QCoreApplication.translate(
            "Devices",
            "This PC forgets the name of {device}, its API key and the users last read from it. "
            "The device itself is not touched: its users and attendance records stay on it, and "
            "you can add it again.",
        ).format(device=device.name),
        verb=QCoreApplication.translate("Devices", "Forget {device}").format(device=device.name),
        danger=True,
    )
    return device.known_uid if confirmed else None


def tell_trouble(page: Page, device: str, trouble: VaultError) -> None:
    """Tell that a key could be kept for this run only, why, and what to do."""
    notice = describe(trouble)
    page.notice_bar.show_message(
        Tone.WARNING,
        QCoreApplication.translate(
            "Devices", "The key of {device} is kept only until Rollcall is closed"
        ).format(device=device),
        f"{notice.text} {notice.advice}",
    )
