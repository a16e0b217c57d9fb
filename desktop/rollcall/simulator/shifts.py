"""Shifts, tolerances and shift plans of a simulated device (protocol-notes H1 to H7, H12)."""

from __future__ import annotations

from datetime import datetime

from rollcall.protocol.command import Success
from rollcall.protocol.fields import NO_RANGE, TimeRange
from rollcall.protocol.shifts import (
    HOLIDAY,
    PERIODS_A_SHIFT,
    PLAN_DAYS,
    SHIFTS,
    AttendanceTolerance,
    GetAttendanceTolerance,
    GetShiftMode,
    GetShiftSetting,
    GetUserShift,
    Planning,
    SetAttendanceTolerance,
    SetShiftMode,
    SetShiftSetting,
    SetUserShift,
    ShiftMode,
    ShiftSetting,
    UserShift,
)
from rollcall.protocol.users import UserId
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Answers, Completing, Members, Setup
from rollcall.simulator.users import Users
from rollcall.simulator.writing import payload_of

# The examples of the specification, GetShiftSetting and GetUserShift.
_OFFICE = (
    TimeRange(start="09:00", end="12:00"), TimeRange(start="13:00", end="18:00"), NO_RANGE,
)  # fmt: skip
_FREE = (NO_RANGE,) * PERIODS_A_SHIFT
_START = datetime(2024, 11, 13)


class Shifts:
    """Plans go by user id; without one, day after day is a holiday."""

    def __init__(self, setup: Setup, users: Users) -> None:
        self._setup = setup
        self._users = users
        self.clear()
        self.mode = "user"
        self.answers: Answers = {
            GetShiftMode: self.tell_mode,
            SetShiftMode: self.set_mode,
            GetAttendanceTolerance: self.tell_tolerance,
            SetAttendanceTolerance: self.set_tolerance,
            GetShiftSetting: self.tell_shifts,
            SetShiftSetting: self.set_shifts,
            GetUserShift: self.tell_plan,
            SetUserShift: self.set_plan,
        }
        self.completing: Completing = {
            SetAttendanceTolerance: lambda sent: {**payload_of(self.tolerance), **sent},
            SetUserShift: _with_user,
        }

    def clear(self) -> None:
        """Go back to the shifts, tolerances and plans of the factory."""
        self.shifts = (_OFFICE, *[_FREE] * (SHIFTS - 1))
        self.plans: dict[str, UserShift] = {}
        self.tolerance = AttendanceTolerance(
            afternoon_in=0, afternoon_out=0, morning_in=0, morning_out=0
        )

    # --- commands ---------------------------------------------------------------------------

    def tell_mode(self, _: GetShiftMode) -> ShiftMode:
        """Give the mode, in lower case as in the specification's example."""
        return ShiftMode(word=self.mode)

    def set_mode(self, command: SetShiftMode) -> Success:
        """Take one of the two words in any case (H1)."""
        word = command.word.lower()
        if word not in {each.value.lower() for each in Planning}:
            raise Refusal(Code.INVALID_PARAMETER, command.word[:60])
        self.mode = word
        return Success()

    def tell_tolerance(self, _: GetAttendanceTolerance) -> AttendanceTolerance:
        """Give all four."""
        return self.tolerance

    def set_tolerance(self, command: SetAttendanceTolerance) -> Success:
        """Take the new ones; what was missing is as it was."""
        self.tolerance = AttendanceTolerance(
            afternoon_in=command.afternoon_in,
            afternoon_out=command.afternoon_out,
            morning_in=command.morning_in,
            morning_out=command.morning_out,
        )
        return Success()

    def tell_shifts(self, _: GetShiftSetting) -> ShiftSetting:
        """Give all 24."""
        return ShiftSetting(shifts=self.shifts)

    def set_shifts(self, command: SetShiftSetting) -> Success:
        """Take all 24 anew, or none (H4)."""
        for shift in command.shifts:
            check_ranges(shift, over_midnight=True)
        self.shifts = tuple(map(tidy_ranges, command.shifts))
        return Success()

    def tell_plan(self, command: GetUserShift) -> UserShift:
        """Give a user's 100 days."""
        self._check_user(command.id)
        plan = self.plans.get(command.id)
        return plan or UserShift(id=command.id, start_day=_START, days=(HOLIDAY,) * PLAN_DAYS)

    def set_plan(self, command: SetUserShift) -> Success:
        """Keep a user's 100 days as they were written (H6)."""
        self._check_user(command.id)
        self.plans[command.id] = UserShift(
            id=command.id, start_day=command.start_day, days=command.days
        )
        return Success()

    def _check_user(self, user_id: UserId) -> None:
        if user_id not in self._users:
            self.plans.pop(user_id, None)
            raise Refusal(Code.USER_ID_NOT_EXISTS, user_id[:20])


def _with_user(sent: Members) -> Members:
    """Say that the user is missing before anything else is looked at (H5)."""
    if "id" not in sent:
        raise Refusal(Code.USER_ID_NOT_EXISTS)
    return sent


def check_ranges(ranges: tuple[TimeRange, ...], *, over_midnight: bool) -> None:
    """Refuse half-empty and overlapping ranges, and those that end before they start.

    With `over_midnight` one range may end on the next day.
    """
    taken: list[tuple[int, int]] = []
    crossing = 0
    for each in ranges:
        if each.is_empty:
            continue
        if not (each.start and each.end):
            raise Refusal(Code.INVALID_PARAMETER, each.start, each.end)
        start, end = _minutes(each.start), _minutes(each.end)
        if start == end:
            raise Refusal(Code.INVALID_PARAMETER, each.start, each.end)
        if end < start:
            crossing += 1
            end += 24 * 60
        if crossing > int(over_midnight) or any(start < to and since < end for since, to in taken):
            raise Refusal(Code.INVALID_PARAMETER, each.start, each.end)
        taken.append((start, end))


def tidy_ranges(ranges: tuple[TimeRange, ...]) -> tuple[TimeRange, ...]:
    """Keep every empty range in the one form it is given out in (H10)."""
    return tuple(NO_RANGE if each.is_empty else each for each in ranges)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
