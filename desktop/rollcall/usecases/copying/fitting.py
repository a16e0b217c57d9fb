"""Whether a user fits a device: room, readers, versions of the algorithms, departments."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from msgspec import UNSET, Struct, UnsetType

from rollcall.protocol.command import Command, Reply
from rollcall.protocol.departments import GetDeptList
from rollcall.protocol.errors import BadReply, Refused, Room, Unsupported
from rollcall.protocol.info import (
    CapacityLimit,
    CurrentUsage,
    DeviceCapabilities,
    DeviceUid,
    GetCapacityLimit,
    GetCurrentUsage,
    GetDeviceCapabilities,
    GetVersionInfo,
    VersionInfo,
)
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.likeness import TEMPLATES, can_keep
from rollcall.usecases.sessions import Session

__all__ = ["Abilities", "LeftOut", "RoomLeft", "Why", "left_out", "read_abilities"]

ReplyT = TypeVar("ReplyT", bound=Reply)


class Why(Enum):
    """Why a part of a user is not copied."""

    NO_READER = "the device has no such reader"
    OTHER_ALGORITHM = "the two devices use different versions of the algorithm"
    NOT_PROVEN = "nobody knows whether the two devices use the same algorithm"
    NO_DEPARTMENT = "the device has no such department"


class LeftOut(Struct, frozen=True):
    """A part that is not copied."""

    part: Part
    why: Why


class Abilities(Struct, frozen=True, kw_only=True):
    """What of a device decides who fits; None where it does not say."""

    uid: DeviceUid
    versions: VersionInfo | None = None
    limits: CapacityLimit | None = None
    usage: CurrentUsage | None = None
    capabilities: DeviceCapabilities | None = None
    departments: frozenset[str] | None = None

    @property
    def firmware(self) -> str:
        """The version of its program, empty where it does not say."""
        return "" if self.versions is None else self.versions.firmware

    @property
    def users(self) -> int:
        """How many users it says to hold."""
        used = UNSET if self.usage is None else self.usage.users
        return 0 if used is UNSET else used


class RoomLeft:
    """The free places of a device, taken by one user after the other."""

    def __init__(self, device: Abilities) -> None:
        limits, usage = device.limits or CapacityLimit(), device.usage or CurrentUsage()
        self._free: dict[Room, int | None] = {
            Room.USERS: _free(limits.users, usage.users),
            Room.FACES: _free(limits.faces, usage.faces),
            Room.FINGERS: _free(limits.fingers, usage.fingers),
            Room.PALMS: _free(limits.palms, usage.palms),
        }

    @property
    def users(self) -> int | None:
        """How many users it has room for; None where it does not say."""
        return self._free[Room.USERS]

    def take(self, more: Mapping[Room, int]) -> Room | None:
        """Take so many places, or take none and tell of what there are too few."""
        for room, count in more.items():
            free = self._free[room]
            if free is not None and count > max(free, 0):
                return room
        for room, count in more.items():
            free = self._free[room]
            if free is not None:
                self._free[room] = free - count
        return None


async def read_abilities(session: Session, uid: DeviceUid) -> Abilities:
    """Ask a device. Raises `DeviceError` when it cannot be asked at all."""
    departments = await _told(session, GetDeptList())
    return Abilities(
        uid=uid,
        versions=await _told(session, GetVersionInfo()),
        limits=await _told(session, GetCapacityLimit()),
        usage=await _told(session, GetCurrentUsage()),
        capabilities=await _told(session, GetDeviceCapabilities()),
        departments=None
        if departments is None
        else frozenset(each.name for each in departments.departments),
    )


def left_out(
    part: Part, source: Abilities, target: Abilities, *, with_unproven: bool
) -> Why | None:
    """Tell why a credential is not copied from one device to another, None if it is."""
    if can_keep(part, target.capabilities) is False:
        return Why.NO_READER
    if part not in TEMPLATES:
        return None
    is_same = _is_same_algorithm(part, source, target)
    if is_same is False:
        return Why.OTHER_ALGORITHM
    return None if is_same or with_unproven else Why.NOT_PROVEN


def _is_same_algorithm(part: Part, source: Abilities, target: Abilities) -> bool | None:
    """Compare versions; one firmware has one algorithm. No device tells of its palms' (D1)."""
    one, other = _algorithm(part, source), _algorithm(part, target)
    if one and other:
        return one == other
    is_one_firmware = bool(source.firmware) and source.firmware == target.firmware
    return True if is_one_firmware else None


def _algorithm(part: Part, device: Abilities) -> str:
    versions = device.versions or VersionInfo()
    said: str | UnsetType = UNSET
    if part is Part.FACE:
        said = versions.face_algorithm
    elif part is Part.FINGERS:
        said = versions.finger_algorithm
    return "" if said is UNSET else said.strip()


def _free(limit: int | UnsetType, used: int | UnsetType) -> int | None:
    # 0 is what careless firmware says of a limit it does not know; the device refuses anyway.
    return None if limit is UNSET or used is UNSET or limit == 0 else limit - used


async def _told(session: Session, command: Command[ReplyT]) -> ReplyT | None:
    try:
        return await session.ask(command)
    except (Unsupported, Refused, BadReply):
        return None
