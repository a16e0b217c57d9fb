"""Reads the particulars of the selected device and shows them in the panel beside the list."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.ui.page import Page
from rollcall.ui.widgets.device_details import DeviceDetailsPanel
from rollcall.ui.words import ANSWERING
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet_device import FleetDevice

__all__ = ["SelectedDevice"]


class SelectedDevice(QObject):
    """Reads each device once by itself, as soon as it answers and is selected."""

    def __init__(self, page: Page, panel: DeviceDetailsPanel, details: DetailsCache) -> None:
        super().__init__(page)
        self._page = page
        self._panel = panel
        self._details = details
        self._device: FleetDevice | None = None
        self._asked: set[DeviceUid] = set()
        """Who was asked since it began to answer, whatever came of it: none is asked in circles."""
        self._reading: set[DeviceUid] = set()
        self._told: DeviceUid | None = None
        """The device that the notice bar tells an error of."""
        details.changed.connect(self._on_details_changed)

    def show(self, device: FleetDevice | None) -> None:
        """Show a device, and read it if it was not read yet."""
        self._device = device
        self._tell()
        if device is None or not device.is_ours or device.state not in ANSWERING:
            return
        uid = device.known_uid
        if uid not in self._asked and self._details.get(uid) is None:
            self._asked.add(uid)
            self._page.tasks.start(
                self._read(uid),
                owner=self._page,
                title=self.tr("Reading {device}").format(device=device.name),
                quiet=True,
                retry=self._page.refresh,
            )

    def follow(self, devices: Iterable[FleetDevice]) -> None:
        """Take note who answers now; an error that is over is not told any longer."""
        for device in devices:
            if device.uid is None:
                continue
            if device.state not in ANSWERING:
                self._asked.discard(device.uid)
            elif device.uid == self._told:
                self._told = None
                self._page.notice_bar.dismiss()

    async def read_again(self) -> None:
        """Read the shown device again, if it answers. Raises `DeviceError`."""
        device = self._device
        if device is not None and device.is_ours and device.state in ANSWERING:
            await self._read(device.known_uid, again=True)

    async def _read(self, uid: DeviceUid, *, again: bool = False) -> None:
        self._asked.add(uid)
        self._reading.add(uid)
        self._tell()
        try:
            await self._details.read(uid, again=again)
        except AppError:
            self._told = uid
            raise
        finally:
            self._reading.discard(uid)
            self._tell()

    def _tell(self) -> None:
        device = self._device
        uid = device.uid if device is not None and device.is_ours else None
        self._panel.show_device(device, self._details.get(uid), is_reading=uid in self._reading)

    def _on_details_changed(self, uid: DeviceUid) -> None:
        if self._device is not None and self._device.uid == uid:
            self._tell()
