"""The table of devices: its columns and model, and what the pages need of the fleet."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from rollcall.protocol.address import Address, ApiKey
from rollcall.protocol.errors import VaultError
from rollcall.protocol.info import DeviceUid
from rollcall.ui.models.columns import Column, natural
from rollcall.ui.models.table import TableModel
from rollcall.ui.theme import icon
from rollcall.ui.words import (
    STATE_ICONS,
    STATE_TONES,
    device_name,
    privacy_advice,
    privacy_word,
    state_advice,
    state_text,
    when,
)
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Report
from rollcall.usecases.sessions import Session

__all__ = ["DevicesModel", "Fleet", "device_columns"]


class Fleet(Protocol):
    """What the pages need of `usecases.fleet.Fleet`."""

    changed: Event[tuple[FleetDevice, ...]]

    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Ours by name first, then what was found."""

    def device(self, uid: DeviceUid) -> FleetDevice:
        """Give one of ours. Raises `KeyError`."""

    async def check(self, uids: Iterable[DeviceUid] | None = None) -> None:
        """Ask devices who they are."""

    async def find(self, ranges: str = "", *, report: Report) -> None:
        """Sweep the network."""

    async def identify(
        self, address: Address, *, key: ApiKey = ..., pin: str | None = None
    ) -> DeviceUid:
        """Ask who answers at an address."""

    async def add(
        self, address: Address, *, uid: DeviceUid, name: str, key: ApiKey, pin: str | None
    ) -> VaultError | None:
        """Make an identified device one of ours."""

    async def rename(self, uid: DeviceUid, name: str) -> None:
        """Call one of ours otherwise."""

    async def forget(self, uid: DeviceUid) -> VaultError | None:
        """Drop one of ours from this PC; gives the keyring's error when its key may remain."""

    async def set_key(self, uid: DeviceUid, key: ApiKey) -> VaultError | None:
        """Keep the key a person typed for one of ours."""

    def session(self, uid: DeviceUid) -> AbstractAsyncContextManager[Session]:
        """Give the conversation with one of ours."""


class DevicesModel(TableModel[FleetDevice]):
    """The rows of the page Devices, in the order of the fleet until a heading is pressed."""

    def __init__(self) -> None:
        super().__init__(device_columns(), key=lambda device: device.key)


def device_columns() -> tuple[Column[FleetDevice], ...]:
    """Give the columns, titled in the language in use."""
    return (
        Column(
            key="name",
            title=QCoreApplication.translate("Devices", "Name"),
            text=_name,
            tooltip=device_name,
            # Those that are not ours yet stand after ours.
            sort=lambda device: (not device.is_ours, natural(device.label)),
            width=120,
            takes_rest=True,
        ),
        Column(
            key="state",
            title=QCoreApplication.translate("Devices", "State"),
            text=state_text,
            tooltip=state_advice,
            icon=_state_icon,
            sort=lambda device: (list(STATE_TONES).index(device.state), natural(device.label)),
            width=160,
        ),
        Column(
            key="address",
            title=QCoreApplication.translate("Devices", "Address"),
            text=_place,
            width=128,
        ),
        Column(
            key="seen",
            title=QCoreApplication.translate("Devices", "Last seen"),
            text=_seen,
            sort=lambda device: 0.0 if device.last_seen is None else device.last_seen.timestamp(),
            width=130,
        ),
        Column(
            key="private",
            title=QCoreApplication.translate("Devices", "Private"),
            text=_privacy,
            accessible=privacy_word,
            tooltip=privacy_advice,
            icon=lambda device: (
                icon("lock", "good") if device.is_private else icon("lock-open", "muted")
            ),
            width=84,
        ),
    )


def _name(device: FleetDevice) -> str:
    """Give the name; where a device is stands in a column of its own."""
    return device.name or QCoreApplication.translate("Devices", "New device")


def _privacy(device: FleetDevice) -> str:
    if device.is_private:
        return QCoreApplication.translate("Devices", "Yes")
    return QCoreApplication.translate("Devices", "No")


def _place(device: FleetDevice) -> str:
    """Give the address without its scheme, which the last column tells in a word."""
    return str(device.address).removeprefix("https://")


def _seen(device: FleetDevice) -> str:
    if not device.is_ours:
        return QCoreApplication.translate("Devices", "Just found")
    return when(device.last_seen)


def _state_icon(device: FleetDevice) -> QIcon:
    return icon(STATE_ICONS[device.state], str(STATE_TONES[device.state]))
