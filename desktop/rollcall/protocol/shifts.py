"""Shifts, tolerances and users' shift plans (specification, Shift settings)."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, UnsetType, field

from rollcall.protocol.command import Change, Query, Reply, Success
from rollcall.protocol.fields import Number, TimeRange, WallClock
from rollcall.protocol.ranges import sized, within
from rollcall.protocol.users import UserId

SHIFTS = 24  # specification, GetShiftSetting
PERIODS_A_SHIFT = 3
PLAN_DAYS = 100  # specification, GetUserShift
TOLERANCE_MAX_MIN = 120  # specification, GetAttendaceTolerance

BUSINESS_TRIP, LEAVE, HOLIDAY = 24, 25, 100

ShiftCode = Literal[
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
    24, 25, 100,
]  # fmt: skip
"""What a day may be: one of 24 shifts, business trip 24, leave 25, holiday 100."""

Tolerance = Annotated[int, within(0, TOLERANCE_MAX_MIN)]
Periods = Annotated[tuple[TimeRange, ...], sized(PERIODS_A_SHIFT, PERIODS_A_SHIFT)]


class Planning(Enum):
    """Whose plan counts."""

    BY_USER = "User"
    BY_DEPARTMENT = "Department"


class ShiftMode(Reply):
    """Whose plan counts, in the device's own spelling, to be written back alike (H1)."""

    word: str = field(name="shift_mode")

    @property
    def planning(self) -> Planning | None:
        """The meaning of the word; None if it has none here."""
        return next(
            (each for each in Planning if each.value.lower() == self.word.strip().lower()), None
        )

    def spelled(self, planning: Planning) -> str:
        """Give the word for `planning` in this device's letter case."""
        return planning.value.lower() if self.word.islower() else planning.value


class GetShiftMode(Query[ShiftMode]):
    """Ask whose plan counts (specification, GetShiftMode)."""


class SetShiftMode(Change[Success]):
    """Set whose plan counts (specification, SetShiftMode); `ShiftMode.spelled` gives the word."""

    word: str = field(name="shift_mode")


class AttendanceTolerance(Reply):
    """Minutes late that count as late, and early that count as early (protocol-notes H3)."""

    result_names: ClassVar[tuple[str, ...]] = ("AttendaceTolerance", "AttendanceTolerance")

    afternoon_in: Tolerance = field(name="afternoon_in_tolerance")
    afternoon_out: Tolerance = field(name="afternoon_out_tolerance")
    morning_in: Tolerance = field(name="morning_in_tolerance")
    morning_out: Tolerance = field(name="morning_out_tolerance")


class GetAttendanceTolerance(Query[AttendanceTolerance]):
    """Ask for the tolerances (specification, GetAttendaceTolerance, so spelled)."""

    names: ClassVar[tuple[str, ...]] = ("GetAttendaceTolerance",)


class SetAttendanceTolerance(AttendanceTolerance, Change[Success]):
    """Set the tolerances, all four (specification, SetAttendaceTolerance, so spelled)."""

    names: ClassVar[tuple[str, ...]] = ("SetAttendaceTolerance",)


class ShiftSetting(Reply):
    """Every shift with its periods, 24 of 3 as a rule."""

    shifts: tuple[tuple[TimeRange, ...], ...]


class GetShiftSetting(Query[ShiftSetting]):
    """Ask for the shifts (specification, GetShiftSetting)."""


class SetShiftSetting(Change[Success]):
    """Set all 24 shifts at once (specification, SetShiftSetting; protocol-notes H4)."""

    shifts: Annotated[tuple[Periods, ...], sized(SHIFTS, SHIFTS)]


class UserShift(Reply):
    """A user's plan: day `i` is `start_day` + i days.

    Codes outside `ShiftCode` are shown, not written.
    """

    id: UserId | UnsetType = UNSET
    start_day: WallClock = field(name="shift_start_day")
    days: tuple[Number, ...] = field(name="shift")


class GetUserShift(Query[UserShift]):
    """Ask for a user's plan (specification, GetUserShift)."""

    id: UserId


class SetUserShift(Change[Success]):
    """Set a user's 100 days, the id always with them (specification, SetUserShift; H5)."""

    id: UserId
    start_day: WallClock = field(name="shift_start_day")
    days: Annotated[tuple[ShiftCode, ...], sized(PLAN_DAYS, PLAN_DAYS)] = field(name="shift")
