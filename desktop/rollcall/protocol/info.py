"""What a device is, can and holds (specification, Device information query and settings)."""

from __future__ import annotations

from typing import ClassVar, NewType

import msgspec
from msgspec import UNSET, UnsetType, field

from rollcall.protocol.command import Query, Reply
from rollcall.protocol.fields import Count

DeviceUid = NewType("DeviceUid", str)
"""The identity of a device, 16 hexadecimal digits as a rule; opaque (protocol-notes D4)."""


class _Facts(Reply):
    """Facts that each stand alone: one that cannot be read is absent (reliability 4.11)."""

    @classmethod
    def rescued(cls, payload: object, original: object) -> object:  # noqa: ARG003  # for AttendLog
        """Leave out the members that cannot be read."""
        if not isinstance(payload, dict):
            return payload
        return {name: value for name, value in payload.items() if cls._is_read(name, value)}

    @classmethod
    def _is_read(cls, name: str, value: object) -> bool:
        try:
            msgspec.convert({name: value}, cls)
        except msgspec.ValidationError:
            return False
        return True


class VersionInfo(_Facts):
    """Firmware and algorithms; an algorithm is absent where the device has no such reader."""

    firmware: str = field(name="firmware_version", default="")
    face_algorithm: str | UnsetType = field(name="face_algorithm_version", default=UNSET)
    finger_algorithm: str | UnsetType = field(name="fp_algorithm_version", default=UNSET)


class GetVersionInfo(Query[VersionInfo]):
    """Ask for the versions (specification, GetVersionInfo)."""


class CapacityLimit(_Facts):
    """The most a device holds of each kind; absent where it has no such reader."""

    users: Count | UnsetType = field(name="max_user", default=UNSET)
    faces: Count | UnsetType = field(name="max_face", default=UNSET)
    fingers: Count | UnsetType = field(name="max_fp", default=UNSET)
    palms: Count | UnsetType = field(name="max_palm", default=UNSET)
    records: Count | UnsetType = field(name="max_attend_log", default=UNSET)


class GetCapacityLimit(Query[CapacityLimit]):
    """Ask for the limits (specification, GetCapacityLimit)."""


class CurrentUsage(_Facts):
    """How many of each kind a device holds; `fingers` are templates (protocol-notes D3)."""

    users: Count | UnsetType = field(name="user_count", default=UNSET)
    managers: Count | UnsetType = field(name="manager_count", default=UNSET)
    faces: Count | UnsetType = field(name="face_count", default=UNSET)
    fingers: Count | UnsetType = field(name="fp_count", default=UNSET)
    palms: Count | UnsetType = field(name="palm_count", default=UNSET)
    cards: Count | UnsetType = field(name="card_count", default=UNSET)
    passwords: Count | UnsetType = field(name="password_count", default=UNSET)
    records: Count | UnsetType = field(name="attend_log_count", default=UNSET)


class GetCurrentUsage(Query[CurrentUsage]):
    """Ask what is used (specification, GetCurrentUsage)."""


class DeviceIdentity(Reply):
    """Who the device is."""

    result_names: ClassVar[tuple[str, ...]] = ("DeviceUid",)

    uid: DeviceUid = field(name="device_uid")


class GetDeviceUid(Query[DeviceIdentity]):
    """Ask who the device is (specification, GetDeviceUid)."""


class DeviceCapabilities(_Facts):
    """What the device can do; an absent member is not known (protocol-notes D5)."""

    access_control: bool | UnsetType = UNSET
    card: bool | UnsetType = UNSET
    ethernet: bool | UnsetType = UNSET
    face: bool | UnsetType = UNSET
    fingerprint: bool | UnsetType = UNSET
    input_device: bool | UnsetType = UNSET
    palm: bool | UnsetType = UNSET
    password: bool | UnsetType = UNSET
    visible_light_face: bool | UnsetType = field(name="vrface", default=UNSET)
    wifi: bool | UnsetType = UNSET


class GetDeviceCapabilities(Query[DeviceCapabilities]):
    """Ask what the device can do (specification, GetDeviceCapabilities)."""
