"""Shifts and plans: spellings, letter case, codes."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec import UNSET

from rollcall.protocol.fields import TimeRange
from rollcall.protocol.shifts import (
    AttendanceTolerance,
    GetAttendanceTolerance,
    GetShiftMode,
    GetShiftSetting,
    GetUserShift,
    Planning,
    ShiftMode,
)
from rollcall.protocol.users import UserId
from tests.protocol.wire import read


@pytest.mark.parametrize(
    ("word", "planning", "spelled"),
    [
        ("user", Planning.BY_USER, "department"),
        ("User", Planning.BY_USER, "Department"),
        ("department", Planning.BY_DEPARTMENT, "department"),
        ("Department", Planning.BY_DEPARTMENT, "Department"),
        ("USER ", Planning.BY_USER, "Department"),
        ("zone", None, "department"),
        ("", None, "Department"),
    ],
)
def test_mode_is_written_in_the_devices_letter_case(
    word: str, planning: Planning | None, spelled: str
) -> None:
    mode = read(GetShiftMode(), {"shift_mode": word})
    assert (mode, mode.planning) == (ShiftMode(word=word), planning)
    assert mode.spelled(Planning.BY_DEPARTMENT) == spelled


@pytest.mark.parametrize(
    "result", ["AttendaceTolerance", "AttendanceTolerance", "attendacetolerance"]
)
def test_tolerance_is_read_in_either_spelling(result: str) -> None:
    payload = {
        f"{day}_{way}_tolerance": 5 for day in ("morning", "afternoon") for way in ("in", "out")
    }
    expected = AttendanceTolerance(morning_in=5, morning_out=5, afternoon_in=5, afternoon_out=5)
    assert read(GetAttendanceTolerance(), payload, result=result) == expected


def test_plan_is_read_when_it_is_shorter_or_has_no_id() -> None:
    plan = read(
        GetUserShift(id=UserId("1")),
        {"shift_start_day": "2024-11-13T00:00:00", "shift": [0, 25, 77]},
    )
    assert (plan.id, plan.start_day, plan.days) == (UNSET, datetime(2024, 11, 13), (0, 25, 77))


def test_shifts_are_read_in_any_number() -> None:
    setting = read(GetShiftSetting(), {"shifts": [[{"start": "09:00", "end": ""}], []]})
    assert setting.shifts == ((TimeRange(start="09:00", end=""),), ())
