"""The list of a device's users, over TCP."""

from __future__ import annotations

import pytest

from rollcall.usecases.user_listing import Shortfall, count_users, list_ids, shortfall
from tests.usecases.copying.building import DOOR, building, door


async def test_everybody_is_listed_once_in_the_order_of_the_device() -> None:
    async with building(door(users=120)) as at, at.open_session(DOOR) as session:
        listed = await list_ids(session)
        assert list(listed) == [each.id for each in at.devices[DOOR].users]
        assert at.counts(DOOR, "GetUserIdList") > 1


async def test_the_devices_own_count_is_asked_where_it_has_one() -> None:
    async with building(door(users=120)) as at, at.open_session(DOOR) as session:
        assert await count_users(session) == 120
        at.devices[DOOR].faults.switch_on("unknown", command="GetCurrentUsage")
        assert await count_users(session) is None


@pytest.mark.parametrize(
    ("listed", "counted", "said"),
    [
        (50, 120, Shortfall(listed=50, counted=120)),
        (0, 1, Shortfall(listed=0, counted=1)),
        (50, 50, None),
        (50, 49, None),
        (50, None, None),
    ],
)
def test_only_a_list_shorter_than_the_count_is_too_short(
    listed: int, counted: int | None, said: Shortfall | None
) -> None:
    assert shortfall(listed, counted) == said
