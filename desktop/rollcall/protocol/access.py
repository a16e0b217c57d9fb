"""Access zones, who may enter when, and the door (specification, Access control settings)."""

from __future__ import annotations

from typing import Annotated

from msgspec import field

from rollcall.protocol.command import Change, Query, Reply, Success, Wire
from rollcall.protocol.fields import Number, OpenNumber, TimeRange, WallClock
from rollcall.protocol.ranges import sized, within
from rollcall.protocol.users import UserId

ZONES = 255  # specification, GetAcTimeZone
RANGES_A_ZONE = 6
UNLOCK_MAX_S = 200  # specification, GetAcSetting
VERIFY_COUNT_MAX = 10  # protocol-notes D13: the specification has no range
DAYS_A_WEEK = 7

ZoneNumber = Annotated[int, within(0, ZONES - 1)]
Ranges = Annotated[tuple[TimeRange, ...], sized(RANGES_A_ZONE, RANGES_A_ZONE)]


class AcTimeZone(Reply):
    """Every access zone with its ranges, 255 of 6 as a rule."""

    zones: tuple[tuple[TimeRange, ...], ...]


class GetAcTimeZone(Query[AcTimeZone]):
    """Ask for the access zones (specification, GetAcTimeZone)."""


class SetAcTimeZone(Change[Success]):
    """Set all 255 access zones at once (specification, SetAcTimeZone; protocol-notes H9)."""

    zones: Annotated[tuple[Ranges, ...], sized(ZONES, ZONES)]


class ValidPeriod(Wire):
    """From when to when a user may enter; counts only while `used`."""

    used: bool = field(name="use")
    start: WallClock
    end: WallClock


class AcUserInfo(Reply):
    """When a user may enter: a zone for each day of the week, Sunday first (protocol-notes H8)."""

    id: UserId
    zones: tuple[Number, ...] = field(name="time_zone")
    valid_period: ValidPeriod


class GetAcUserInfo(Query[AcUserInfo]):
    """Ask when a user may enter (specification, GetAcUserInfo)."""

    id: UserId


class SetAcUserInfo(Change[Success]):
    """Set when a user may enter (specification, SetAcUserInfo)."""

    id: UserId
    zones: Annotated[tuple[ZoneNumber, ...], sized(DAYS_A_WEEK, DAYS_A_WEEK)] = field(
        name="time_zone"
    )
    valid_period: ValidPeriod


class WiegandFormat(OpenNumber):
    """What the device says on its Wiegand output."""

    NONE = 0
    BITS_26 = 1
    BITS_34 = 2


class AcSetting(Reply):
    """How the door behaves; `unlock_s` is how long it stays open, in seconds."""

    monitor_tamper: bool
    verify_count: Annotated[int, within(1, VERIFY_COUNT_MAX)] = field(name="multi_verify_count")
    unlock_s: Annotated[int, within(0, UNLOCK_MAX_S)] = field(name="unlock_time")
    wiegand: WiegandFormat = field(name="wiegand_format")


class GetAcSetting(Query[AcSetting]):
    """Ask how the door behaves (specification, GetAcSetting)."""


class SetAcSetting(AcSetting, Change[Success]):
    """Set how the door behaves; every member is sent (specification, SetAcSetting; D10)."""
