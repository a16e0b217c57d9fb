"""Which devices users can be copied to, with their state and free places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgspec import UNSET
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.info import DeviceUid
from rollcall.ui.copy_words import CopyCounts
from rollcall.ui.widgets.device_checks import DeviceCheck
from rollcall.ui.words import STATE_ICONS, STATE_TONES, state_word
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import DeviceState, FleetDevice

__all__ = ["POSSIBLE", "target_checks"]

POSSIBLE = frozenset({DeviceState.ONLINE, DeviceState.MOVED, DeviceState.UNCHECKED})
"""The states of a device worth trying."""


class _Details(Protocol):
    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        """Give what is known, without asking."""


class _Copying(Protocol):
    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Our devices."""

    @property
    def details(self) -> _Details:
        """Free places."""


def target_checks(copying: _Copying, *, but: DeviceUid | None = None) -> Iterable[DeviceCheck]:
    """Give a row for each of our devices, one of them left out."""
    return [
        DeviceCheck(
            uid=each.known_uid,
            name=each.name,
            state=state_word(each.state),
            tone=STATE_TONES[each.state],
            icon_name=STATE_ICONS[each.state],
            note=_room(copying.details.get(each.known_uid)),
            is_possible=each.state in POSSIBLE,
        )
        for each in copying.devices
        if each.known_uid != but
    ]


def _room(details: DeviceDetails | None) -> str:
    """Say how many users fit; nothing where nobody knows."""
    if details is None or details.limits is None or details.usage is None:
        return ""
    limit, used = details.limits.users, details.usage.users
    if limit is UNSET or used is UNSET or not limit:
        return QCoreApplication.translate("Copy", "room not known")
    return CopyCounts().free(max(0, limit - used))
