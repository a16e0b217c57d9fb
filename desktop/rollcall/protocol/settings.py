"""Small settings of a device: number, sound, verification, local editing; and what it clears.

Bells, shifts and the door have modules of their own.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated

from msgspec import field

from rollcall.protocol.command import Change, Query, Reply, Success
from rollcall.protocol.fields import Number, YesNo
from rollcall.protocol.ranges import within

Volume = Annotated[int, within(1, 10)]
ReverifyMinutes = Annotated[int, within(0, 59)]
LivenessThreshold = Annotated[int, within(0, 4)]


class DeviceId(Reply):
    """The number a device shows of itself; not its identity, which is the uid."""

    number: Number = field(name="device_id")


class GetDeviceId(Query[DeviceId]):
    """Ask for the number (specification, GetDeviceId)."""


class SetDeviceId(Change[Success]):
    """Set the number, 1 to 255 (specification, SetDeviceId)."""

    number: Annotated[int, within(1, 255)] = field(name="device_id")


class SoundVolume(Reply):
    """How loud the device speaks."""

    volume: Number = field(name="sound_volume")


class GetSoundVolume(Query[SoundVolume]):
    """Ask how loud the device speaks (specification, GetSoundVolume)."""


class SetSoundVolume(Change[Success]):
    """Set how loud the device speaks, 1 to 10 (specification, SetSoundVolume)."""

    volume: Volume = field(name="sound_volume")


class ReverifyTime(Reply):
    """For how many minutes a second verification of the same user is not recorded."""

    minutes: Number = field(name="reverify_time")


class GetReverifyTime(Query[ReverifyTime]):
    """Ask in which time a repetition does not count (specification, GetReverifyTime)."""


class SetReverifyTime(Change[Success]):
    """Set in which time a repetition does not count (specification, SetReverifyTime)."""

    minutes: ReverifyMinutes = field(name="reverify_time")


class VerificationMode(IntEnum):
    """What a user must show (specification, GetVerifyMode)."""

    ANY = 0
    FINGER = 1
    CARD_FINGER = 2
    CARD = 3
    ID_FINGER = 4
    ID_PASSWORD = 5
    CARD_PASSWORD = 6
    FINGER_PASSWORD = 7
    FINGER_CARD_PASSWORD = 8
    FACE = 9
    CARD_FACE = 10
    FACE_PASSWORD = 11
    FACE_CARD_PASSWORD = 12
    FACE_FINGER = 13
    FACE_FINGER_CARD = 14
    FACE_FINGER_PASSWORD = 15

    @property
    def factors(self) -> frozenset[str]:
        """The factors needed together: `finger`, `card`, `id`, `password`, `face`; or none."""
        return frozenset(self.name.lower().split("_")) - {"any"}


class VerifyMode(Reply):
    """The mode as a number, which newer firmware may count further than `VerificationMode`."""

    mode: Number = field(name="verify_mode")


class GetVerifyMode(Query[VerifyMode]):
    """Ask what a user must show (specification, GetVerifyMode)."""


class SetVerifyMode(Change[Success]):
    """Set what a user must show; an unsupported mode is refused (specification, SetVerifyMode)."""

    mode: VerificationMode = field(name="verify_mode")


class FaceVerifySetting(Reply):
    """How faces are checked; a higher threshold lets fewer pictures pass as people."""

    liveness_threshold: LivenessThreshold = field(name="antispoofing_thre")
    several_faces: bool = field(name="multi_veri_enabled")
    liveness: bool = field(name="use_antispoofing")


class GetFaceVerifySetting(Query[FaceVerifySetting]):
    """Ask how faces are checked (specification, GetFaceVerifySetting)."""


class SetFaceVerifySetting(FaceVerifySetting, Change[Success]):
    """Set how faces are checked, with every member (specification, SetFaceVerifySetting; D10)."""


class ChangeUserInfoOnDeviceAllowed(Reply):
    """Whether users may be edited at the device."""

    allowed: YesNo = field(name="is_allowed")


class GetChangeUserInfoOnDeviceAllowed(Query[ChangeUserInfoOnDeviceAllowed]):
    """Ask whether users may be edited at the device (specification, so named)."""


class SetChangeUserInfoOnDeviceAllowed(Change[Success]):
    """Let users be edited at the device, or not (specification, so named)."""

    allowed: YesNo = field(name="is_allowed")


class Clearing(StrEnum):
    """What `DeviceControl` can clear."""

    ATTENDANCE_RECORDS = "ClearAttendLog"
    MANAGEMENT_RECORDS = "ClearAdminLog"
    USERS = "ClearUsers"
    MANAGERS = "ClearAdmins"
    ALL_DATA = "ClearAllData"


class DeviceControl(Change[Success]):
    """Clear something for good (specification, DeviceControl)."""

    action: Clearing = field(name="Action")
