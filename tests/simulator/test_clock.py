from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.simulator.bare import Bare
from tests.simulator.conftest import Start


async def test_the_clock_runs(bare: Bare) -> None:
    assert await bare.get("GetDeviceTime") == {"time": "2025-06-02T08:00:00"}
    bare.time.advance(61)
    assert await bare.get("GetDeviceTime") == {"time": "2025-06-02T08:01:01"}


async def test_a_clock_can_be_off_from_the_start(start: Start) -> None:
    bare = await start(clock_ahead=timedelta(minutes=-7))
    assert await bare.get("GetDeviceTime") == {"time": "2025-06-02T07:53:00"}


async def test_a_set_clock_goes_on_from_there(bare: Bare) -> None:
    await bare.get("SetDeviceTime", {"time": "2020-04-01T16:05:11"})
    bare.time.advance(5)
    assert await bare.get("GetDeviceTime") == {"time": "2020-04-01T16:05:16"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2024-01-31T12:00:00.987654", "2024-01-31T12:00:00"),
        ("2024-01-31T12:00:00.987Z", "2024-01-31T14:00:00"),
        ("2024-01-31T12:00:00+05:00", "2024-01-31T09:00:00"),
    ],
)
async def test_fractions_and_zones_are_converted(start: Start, text: str, kept: str) -> None:
    bare = await start(zone=timezone(timedelta(hours=2)))
    await bare.get("SetDeviceTime", {"time": text})
    assert await bare.get("GetDeviceTime") == {"time": kept}


async def test_a_zone_is_converted_to_the_time_of_this_computer(bare: Bare) -> None:
    await bare.get("SetDeviceTime", {"time": "2024-01-31T12:00:00Z"})
    local = datetime(2024, 1, 31, 12, tzinfo=UTC).astimezone().replace(tzinfo=None)
    assert await bare.get("GetDeviceTime") == {"time": local.isoformat()}


@pytest.mark.parametrize(
    "text",
    ["", "now", "2024-01-31", "12:00", "2024-13-01T00:00:00", "1999-12-31T00:00:00",
     "2100-01-01T00:00:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"],
)  # fmt: skip
async def test_nonsense_is_refused(bare: Bare, text: str) -> None:
    assert await bare.code("SetDeviceTime", {"time": text}) == "invalid_parameter"
    assert await bare.get("GetDeviceTime") == {"time": "2025-06-02T08:00:00"}
