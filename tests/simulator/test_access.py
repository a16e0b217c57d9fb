from __future__ import annotations

import pytest

from tests.simulator.bare import Bare
from tests.simulator.examples import DOOR, PERIOD, ZONE

EMPTY = {"start": "", "end": ""}


async def test_the_first_zone_is_always_and_the_others_never(bare: Bare) -> None:
    zones = (await bare.get("GetAcTimeZone"))["zones"]
    assert len(zones) == 255
    assert zones[0] == ZONE
    assert zones[254] == [EMPTY] * 6


async def test_zones_are_read_back_as_written_and_midnight_ranges_count_as_empty(
    bare: Bare,
) -> None:
    zones = (await bare.get("GetAcTimeZone"))["zones"]
    zones[7] = [{"start": "08:00", "end": "09:00"}, {"start": "00:00", "end": "00:00"}]
    zones[7] += [EMPTY] * 4
    await bare.get("SetAcTimeZone", {"zones": zones})
    assert (await bare.get("GetAcTimeZone"))["zones"][7][0] == zones[7][0]
    assert (await bare.get("GetAcTimeZone"))["zones"][7][1:] == [EMPTY] * 5


@pytest.mark.parametrize(
    "zone",
    [[EMPTY] * 5, [EMPTY] * 7, [{"start": "10:00", "end": "09:00"}, *[EMPTY] * 5]],
    ids=range(3),
)
async def test_a_wrong_zone_refuses_all(bare: Bare, zone: list[dict[str, str]]) -> None:
    zones = [*[ZONE] * 254, zone]
    assert await bare.code("SetAcTimeZone", {"zones": zones}) == "invalid_parameter"
    assert (await bare.get("GetAcTimeZone"))["zones"][1] == [EMPTY] * 6


async def test_a_users_access_is_read_back_as_written(bare: Bare) -> None:
    factory = await bare.get("GetAcUserInfo", {"id": "3"})
    epoch = "2000-01-01T00:00:00"
    assert factory == {
        "id": "3",
        "time_zone": [0] * 7,
        "valid_period": {"use": False, "start": epoch, "end": epoch},
    }
    access = {
        "id": "3",
        "time_zone": [0, 1, 1, 1, 1, 1, 254],
        "valid_period": {**PERIOD, "use": True},
    }
    await bare.get("SetAcUserInfo", access)
    assert await bare.get("GetAcUserInfo", {"id": "3"}) == access


async def test_missing_members_of_the_door_stay(bare: Bare) -> None:
    await bare.get("SetAcSetting", {"unlock_time": 200})
    assert await bare.get("GetAcSetting") == {**DOOR, "unlock_time": 200}
