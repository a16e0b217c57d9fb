"""What can be done with devices: the actions of the page Devices and the dialogs they open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from rollcall.protocol.address import Address
from rollcall.ui.dialogs.adding import Adding
from rollcall.ui.dialogs.device_dialogs import (
    add_device,
    rename_device,
    set_key,
    should_forget,
    tell_trouble,
)
from rollcall.ui.models.devices import Fleet
from rollcall.ui.notices import describe
from rollcall.ui.page import Page
from rollcall.ui.theme import Tone
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet_device import FleetDevice

__all__ = ["DeviceActions"]


class DeviceActions(QObject):
    """Makes the actions on the page; they are about the device that `selected` gives."""

    added = Signal(str)
    """(uid) A device was added: select it."""
    users_asked = Signal()
    """Open the users of the selected device."""

    def __init__(
        self,
        page: Page,
        fleet: Fleet,
        *,
        details: DetailsCache,
        fingerprint_shown: Callable[[Address], Awaitable[str]],
        selected: Callable[[], FleetDevice | None],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._fleet = fleet
        self._details = details
        self._fingerprint_shown = fingerprint_shown
        self._selected = selected
        self.add_by_address = page.new_action(self._on_add_triggered, icon_name="plus")
        self.add = page.new_action(self.add_selected, icon_name="plus")
        self.rename = page.new_action(self._on_rename_triggered, icon_name="pencil", shortcut="F2")
        self.set_key = page.new_action(self.give_key, icon_name="key-round")
        self.forget = page.new_action(
            self._on_forget_triggered, icon_name="trash-2", shortcut="Del"
        )

    @property
    def of_row(self) -> tuple[QAction, ...]:
        """What can be done with the selected row."""
        return self.add, self.rename, self.set_key, self.forget

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.add_by_address.setText(self.tr("Add by address"))
        self.add.setText(self.tr("Add"))
        self.rename.setText(self.tr("Rename"))
        self.set_key.setText(self.tr("Set key"))
        self.forget.setText(self.tr("Forget"))

    def update_enabled(self) -> None:
        """Follow the selection; what cannot be done says why."""
        device = self._selected()
        is_ours = device is not None and device.is_ours
        self.add.setVisible(device is not None and not is_ours)
        if device is None:
            reason = self.tr("Select a device first.")
        elif not is_ours:
            reason = self.tr("Add the device first.")
        else:
            reason = ""
        for action in (self.rename, self.set_key, self.forget):
            action.setEnabled(is_ours)
            action.setToolTip(reason or action.iconText())

    def add_selected(self) -> None:
        """Add the selected device, which was found."""
        device = self._selected()
        if device is not None and not device.is_ours:
            self._start(self._add(str(device.address)), self.tr("Add device"))

    def give_key(self) -> None:
        """Ask for the key of the selected device, or add it when it is not one of ours."""
        device = self._selected()
        if device is None:
            return
        if device.is_ours:
            self._start(set_key(self._page, self._fleet, device), self.tr("Set key"))
        else:
            self.add_selected()

    def _on_add_triggered(self) -> None:
        self._start(self._add(""), self.tr("Add device"))

    def _on_rename_triggered(self) -> None:
        device = self._selected()
        if device is not None and device.is_ours:
            self._start(rename_device(self._page, self._fleet, device), self.tr("Rename"))

    def _on_forget_triggered(self) -> None:
        device = self._selected()
        if device is not None and device.is_ours:
            self._start(self._forget(device), self.tr("Forget"))

    async def _add(self, address: str) -> None:
        adding = Adding(self._fleet, fingerprint_shown=self._fingerprint_shown, address=address)
        if not await add_device(self._page, adding, tasks=self._page.tasks):
            return
        self.added.emit(adding.uid)
        if adding.trouble is not None:
            tell_trouble(self._page, adding.name, adding.trouble)
        else:
            self._page.notice_bar.show_message(
                Tone.GOOD,
                self.tr("{device} is in your list").format(device=adding.name),
                verb=self.tr("Open users"),
                action=self.users_asked.emit,
            )

    async def _forget(self, device: FleetDevice) -> None:
        uid = await should_forget(self._page, device)
        if uid is not None:
            trouble = await self._fleet.forget(uid)
            self._details.forget(uid)
            title = self.tr("{device} was forgotten").format(device=device.name)
            if trouble is None:
                self._page.notice_bar.show_message(Tone.GOOD, title)
            else:
                text = self.tr("Its API key may still be in the keyring of this PC.")
                self._page.notice_bar.show_message(
                    Tone.WARNING, title, f"{text} {describe(trouble).text}"
                )

    def _start(self, work: Coroutine[Any, Any, object], title: str) -> None:
        self._page.notice_bar.dismiss()
        self._page.tasks.start(work, owner=self._page, title=title, quiet=True)
