from __future__ import annotations

import pytest

from tests.simulator.bare import Bare
from tests.simulator.examples import SHIFT, TOLERANCE

EMPTY = {"start": "", "end": ""}


def periods(*ranges: str) -> list[dict[str, str]]:
    """Give three periods from texts like 08:00-12:00."""
    given = [dict(zip(("start", "end"), each.split("-"), strict=True)) for each in ranges]
    return given + [EMPTY] * (3 - len(given))


async def test_shifts_are_read_back_as_written(bare: Bare) -> None:
    shifts = (await bare.get("GetShiftSetting"))["shifts"]
    assert len(shifts) == 24
    assert shifts[0] == SHIFT
    shifts[5] = periods("22:00-06:00")
    await bare.get("SetShiftSetting", {"shifts": shifts})
    assert (await bare.get("GetShiftSetting"))["shifts"] == shifts


@pytest.mark.parametrize(
    "shift",
    [
        periods("09:00-"),
        periods("-12:00"),
        periods("09:00-12:00", "11:59-18:00"),
        periods("9:00-12:00"),
        periods("09:00-24:00"),
        periods("22:00-06:00", "23:00-05:00"),
        periods("09:00-12:00\n"),
        periods("09:00-09:00"),
    ],
    ids=range(8),
)
async def test_an_invalid_shift_refuses_all(bare: Bare, shift: list[dict[str, str]]) -> None:
    before = await bare.get("GetShiftSetting")
    code = await bare.code("SetShiftSetting", {"shifts": [*[periods()] * 23, shift]})
    assert code == "invalid_parameter"
    assert await bare.get("GetShiftSetting") == before


async def test_periods_may_touch(bare: Bare) -> None:
    shift = periods("09:00-12:00", "12:00-18:00", "18:00-20:00")
    await bare.get("SetShiftSetting", {"shifts": [shift] * 24})


@pytest.mark.parametrize("word", ["User", "user", "Department", "department", "DEPARTMENT"])
async def test_the_mode_is_taken_in_any_case_and_given_in_lower(bare: Bare, word: str) -> None:
    await bare.get("SetShiftMode", {"shift_mode": word})
    assert await bare.get("GetShiftMode") == {"shift_mode": word.lower()}


async def test_missing_tolerances_stay(bare: Bare) -> None:
    await bare.get("SetAttendaceTolerance", {"morning_in_tolerance": 120})
    await bare.get("SetAttendanceTolerance", {"morning_out_tolerance": 5})
    expected = {**TOLERANCE, "morning_in_tolerance": 120, "morning_out_tolerance": 5}
    assert await bare.get("GetAttendaceTolerance") == expected


async def test_a_plan_is_kept_as_written(bare: Bare) -> None:
    plan = {
        "id": "3",
        "shift_start_day": "2024-11-13T00:00:00",
        "shift": [*range(24), 24, 25, 100, *[100] * 73],
    }
    await bare.get("SetUserShift", plan)
    assert await bare.get("GetUserShift", {"id": "3"}) == plan
    other = await bare.get("GetUserShift", {"id": "4"})
    assert other["shift"] == [100] * 100


async def test_a_plan_goes_with_its_user(bare: Bare) -> None:
    plan = {"id": "3", "shift_start_day": "2024-11-13T00:00:00", "shift": [1] * 100}
    await bare.get("SetUserShift", plan)
    await bare.get("DeleteUserInfo", {"id": "3"})
    assert await bare.code("GetUserShift", {"id": "3"}) == "user_id_not_exists"
    await bare.get("SetUserInfo", {"id": "3"})
    assert (await bare.get("GetUserShift", {"id": "3"}))["shift"] == [100] * 100
    assert await bare.code("SetUserShift", {**plan, "id": "999"}) == "user_id_not_exists"


@pytest.mark.parametrize("days", [99, 101, 0])
async def test_a_plan_has_a_hundred_days(bare: Bare, days: int) -> None:
    plan = {"id": "3", "shift_start_day": "2024-11-13T00:00:00", "shift": [1] * days}
    assert await bare.code("SetUserShift", plan) == "invalid_parameter"
