"""Whether a device is well: what is nearly full, whose clock is off, and which one action helps.

How that is said is in `ui/device_words.py`.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto
from typing import Final

from msgspec import UNSET, Struct, UnsetType

from rollcall.protocol.info import CapacityLimit, CurrentUsage, DeviceCapabilities
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import DeviceState, FleetDevice

__all__ = [
    "Capacity",
    "Concern",
    "ConcernKind",
    "Fullness",
    "Kind",
    "Remedy",
    "capacities",
    "concerns",
    "fullness",
    "is_drift_large",
    "remedy_for",
]

_FILLING: Final = 0.80  # time to think about making room
_TIGHT: Final = 0.95  # the next bulk work may not fit
_DRIFT_LARGE: Final = timedelta(seconds=60)  # a minute late is a minute's pay


class Kind(Enum):
    """What a device has room for."""

    USERS = auto()
    FACES = auto()
    FINGERS = auto()
    PALMS = auto()
    RECORDS = auto()


class Fullness(Enum):
    """How much room is left."""

    UNKNOWN = auto()
    ROOMY = auto()
    FILLING = auto()
    TIGHT = auto()
    FULL = auto()

    @property
    def is_worth_acting(self) -> bool:
        """Whether somebody should make room."""
        return self in {Fullness.FILLING, Fullness.TIGHT, Fullness.FULL}

    @property
    def is_urgent(self) -> bool:
        """Whether the next bulk work may fail for it."""
        return self in {Fullness.TIGHT, Fullness.FULL}


class Remedy(Enum):
    """The one action that helps."""

    ADD = auto()
    SET_KEY = auto()
    TRY_AGAIN = auto()
    FIND = auto()
    SHOW_DEVICE = auto()
    OPEN_USERS = auto()


class ConcernKind(Enum):
    """Why somebody should look after a device."""

    UNREACHABLE = auto()
    KEY_NEEDED = auto()
    WRONG_DEVICE = auto()
    NOT_PRIVATE = auto()
    UNPROVEN = auto()
    ROOM = auto()
    CLOCK = auto()


class Capacity(Struct, frozen=True, kw_only=True):
    """How much of one kind is used, of how much; None where the device does not say."""

    kind: Kind
    used: int | None
    limit: int | None

    @property
    def fullness(self) -> Fullness:
        """How much room is left."""
        return fullness(self.used, self.limit)


class Concern(Struct, frozen=True, kw_only=True):
    """Something worth acting on."""

    device: FleetDevice
    kind: ConcernKind
    remedy: Remedy
    is_urgent: bool
    capacity: Capacity | None = None
    drift: timedelta | None = None


_OF_STATE: Final = {
    DeviceState.UNREACHABLE: (ConcernKind.UNREACHABLE, Remedy.TRY_AGAIN),
    DeviceState.KEY_NEEDED: (ConcernKind.KEY_NEEDED, Remedy.SET_KEY),
    DeviceState.WRONG_DEVICE: (ConcernKind.WRONG_DEVICE, Remedy.FIND),
    DeviceState.UNPROVEN: (ConcernKind.UNPROVEN, Remedy.FIND),
    DeviceState.NOT_PRIVATE: (ConcernKind.NOT_PRIVATE, Remedy.SHOW_DEVICE),
}


def remedy_for(device: FleetDevice) -> Remedy | None:
    """Give the action that helps with a device's state; None when nothing needs help."""
    if not device.is_ours:
        return Remedy.ADD
    if device.state is DeviceState.NOT_PRIVATE:
        return Remedy.TRY_AGAIN
    return _OF_STATE[device.state][1] if device.state in _OF_STATE else None


def concerns(device: FleetDevice, details: DeviceDetails | None) -> tuple[Concern, ...]:
    """Give what is worth acting on with one of ours, the most urgent first."""
    if device.state in _OF_STATE:
        kind, remedy = _OF_STATE[device.state]
        is_urgent = device.state is not DeviceState.KEY_NEEDED
        return (Concern(device=device, kind=kind, remedy=remedy, is_urgent=is_urgent),)
    if details is None:
        return ()
    found = [
        Concern(
            device=device,
            kind=ConcernKind.ROOM,
            remedy=Remedy.SHOW_DEVICE if room.kind is Kind.RECORDS else Remedy.OPEN_USERS,
            is_urgent=room.fullness.is_urgent,
            capacity=room,
        )
        for room in capacities(details)
        if room.fullness.is_worth_acting
    ]
    if details.drift is not None and is_drift_large(details.drift):
        found.append(
            Concern(
                device=device,
                kind=ConcernKind.CLOCK,
                remedy=Remedy.SHOW_DEVICE,
                is_urgent=False,
                drift=details.drift,
            )
        )
    return tuple(sorted(found, key=lambda each: not each.is_urgent))


def fullness(used: int | None, limit: int | None) -> Fullness:
    """Judge how full something is; None is what the device does not say."""
    if used is None or not limit:
        return Fullness.UNKNOWN
    if used >= limit:
        return Fullness.FULL
    part = used / limit
    if part >= _TIGHT:
        return Fullness.TIGHT
    return Fullness.FILLING if part >= _FILLING else Fullness.ROOMY


def is_drift_large(drift: timedelta) -> bool:
    """Whether a device's clock is so far off that somebody should set it."""
    return abs(drift) > _DRIFT_LARGE


def capacities(details: DeviceDetails) -> tuple[Capacity, ...]:
    """Give used and limit of each kind, but of those the device says it has no reader for."""
    used, limits = details.usage or CurrentUsage(), details.limits or CapacityLimit()
    can = details.capabilities or DeviceCapabilities()
    rows = (
        (Kind.USERS, used.users, limits.users, UNSET),
        (Kind.FACES, used.faces, limits.faces, can.face),
        (Kind.FINGERS, used.fingers, limits.fingers, can.fingerprint),
        (Kind.PALMS, used.palms, limits.palms, can.palm),
        (Kind.RECORDS, used.records, limits.records, UNSET),
    )
    return tuple(
        Capacity(kind=kind, used=_told(count), limit=_told(limit))
        for kind, count, limit, has_reader in rows
        if has_reader is not False
    )


def _told(count: int | UnsetType) -> int | None:
    return None if count is UNSET else count
