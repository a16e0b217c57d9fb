from __future__ import annotations

import re

from rollcall.protocol.info import CapacityLimit
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start


async def test_records_come_a_hundred_a_page(bare: Bare) -> None:
    first = await bare.get("GetAttendLog")
    assert (first["start_pos"], first["next_pos"], len(first["logs"])) == (0, 100, 100)
    last = await bare.get("GetAttendLog", {"start_pos": 200})
    assert (last["start_pos"], last["next_pos"], len(last["logs"])) == (200, 250, 50)


async def test_the_end_is_an_empty_page_with_its_own_position(bare: Bare) -> None:
    end = {"start_pos": 250, "next_pos": 250, "logs": []}
    assert await bare.get("GetAttendLog", {"start_pos": 250}) == end
    assert await bare.get("GetAttendLog", {"start_pos": 9999}) == end


async def test_a_record_has_three_members_and_a_naive_time(bare: Bare) -> None:
    for record in (await bare.get("GetAttendLog"))["logs"]:
        assert sorted(record) == ["mode", "time", "user_id"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", record["time"])
        assert record["mode"] in {"face", "fp", "card", "pwd"}


async def test_positions_survive_erasing(bare: Bare) -> None:
    before = await bare.get("GetAttendLog", {"start_pos": 10})
    await bare.get("EraseAttendLog", {"end_pos": 10})
    assert await bare.get("GetAttendLog", {"start_pos": 10}) == before
    older = await bare.get("GetAttendLog", {"start_pos": 3})
    assert (older["start_pos"], older["logs"][0]) == (10, before["logs"][0])
    assert (await bare.get("GetCurrentUsage"))["attend_log_count"] == 240
    assert (await bare.get("GetAttendLog"))["start_pos"] == 10


async def test_erasing_twice_or_beyond_the_end_is_harmless(bare: Bare) -> None:
    await bare.get("EraseAttendLog", {"end_pos": 10})
    await bare.get("EraseAttendLog", {"end_pos": 5})
    assert bare.device.log.first == 10
    await bare.get("EraseAttendLog", {"end_pos": 10_000})
    assert (bare.device.log.first, bare.device.log.end) == (250, 250)


async def test_new_records_go_to_the_end(bare: Bare) -> None:
    assert bare.device.punch("5", "fp")
    page = await bare.get("GetAttendLog", {"start_pos": 250})
    record = {"user_id": "5", "time": "2025-06-02T08:00:00", "mode": "fp"}
    assert page == {"start_pos": 250, "next_pos": 251, "logs": [record]}


async def test_a_page_may_reach_from_the_samples_into_the_new_ones(bare: Bare) -> None:
    for _ in range(3):
        bare.device.punch("5")
    page = await bare.get("GetAttendLog", {"start_pos": 248})
    assert len(page["logs"]) == 5


async def test_records_of_deleted_users_stay(bare: Bare) -> None:
    before = await bare.get("GetAttendLog")
    await bare.get("DeviceControl", {"Action": "ClearUsers"})
    assert await bare.get("GetAttendLog") == before


async def test_a_full_log_loses_its_oldest(start: Start) -> None:
    limits = CapacityLimit(users=10, faces=10, fingers=10, palms=10, records=3)
    bare = await start(limits=limits)
    for user_id in ("1", "2", "3", "4", "5"):
        bare.device.punch(user_id)
    page = await bare.get("GetAttendLog", {"start_pos": 0})
    assert (page["start_pos"], page["next_pos"]) == (2, 5)
    assert [each["user_id"] for each in page["logs"]] == ["3", "4", "5"]


async def test_records_are_in_order_of_recording_when_the_clock_is_set_back(bare: Bare) -> None:
    bare.device.punch("1")
    await bare.get("SetDeviceTime", {"time": "2025-06-02T07:00:00"})
    bare.device.punch("2")
    logs = (await bare.get("GetAttendLog", {"start_pos": 250}))["logs"]
    assert [each["time"][11:16] for each in logs] == ["08:00", "07:00"]
