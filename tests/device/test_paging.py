"""Pages end in every reading of the specification (protocol-notes U1, L1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from msgspec import UNSET, UnsetType

from rollcall.device import paging
from rollcall.protocol.attendance import AttendanceRecord, AttendLog, GetAttendLog
from rollcall.protocol.command import Command
from rollcall.protocol.errors import Unsupported
from rollcall.protocol.info import CapacityLimit, GetCapacityLimit
from rollcall.protocol.users import GetUserIdList, UserId, UserIdList
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from tests.device.conftest import Opening
from tests.device.scripted import ScriptedDevice, reply


class Pages:
    """A device that gives these pages by position, the page at -1 for any other position."""

    def __init__(self, pages: dict[int, Any], *, limit: CapacityLimit | None = None) -> None:
        self.pages = pages
        self.limit = limit
        self.asked: list[object] = []

    async def __call__(self, command: Command[Any], /) -> Any:  # noqa: ANN401
        if isinstance(command, GetCapacityLimit):
            self.asked.append("limit")
            if self.limit is None:
                raise Unsupported("d", command="GetCapacityLimit")
            return self.limit
        assert isinstance(command, GetUserIdList | GetAttendLog)
        self.asked.append(command.start)
        page = self.pages.get(int(command.start or 0), self.pages.get(-1))
        return page(command.start) if callable(page) else page


def ids(*texts: str, after: int | None = None) -> UserIdList:
    following: int | UnsetType = UNSET if after is None else after
    return UserIdList(ids=tuple(map(UserId, texts)), next_position=following)


def log(start: int, count: int, after: int | None = None) -> AttendLog:
    following: int | UnsetType = UNSET if after is None else after
    records = tuple(
        AttendanceRecord(user_id=UserId(str(start + each)), time=datetime(2026, 1, 1), mode="fp")
        for each in range(count)
    )
    return AttendLog(start=start, next_position=following, records=records)


async def read_ids(pages: Pages) -> list[str]:
    return [each async for page in paging.user_ids(pages) for each in page]


async def read_starts(pages: Pages, start: int = 0) -> list[int]:
    return [page.start async for page in paging.attendance(pages, start)]


@pytest.mark.parametrize(
    "last",
    [
        ids("3"),
        ids("3", after=2),
        ids("3", after=1),
        ids("3", after=0),
        ids("3", "3", after=2),
    ],
    ids=["absent", "the same", "going back", "the start", "an id twice"],
)
async def test_ids_end_at_the_last_page_however_it_says_so(last: UserIdList) -> None:
    pages = Pages({0: ids("1", "2", after=2), 2: last})
    assert await read_ids(pages) == ["1", "2", "3"]
    assert pages.asked == [0, 2]


@pytest.mark.parametrize(
    "last", [ids(), ids(after=9), ids("1", "2", after=9)], ids=["empty", "empty, on", "repeated"]
)
async def test_ids_end_at_a_page_without_news(last: UserIdList) -> None:
    pages = Pages({0: ids("1", "2", after=2), 2: last})
    assert await read_ids(pages) == ["1", "2"]
    assert pages.asked == [0, 2]


async def test_no_page_when_there_is_nobody() -> None:
    assert await read_ids(Pages({0: ids()})) == []


async def test_endless_ids_end_at_what_the_device_can_hold() -> None:
    def endless(start: int) -> UserIdList:
        return ids(*(str(start + each) for each in range(100)), after=start + 100)

    pages = Pages({-1: endless}, limit=CapacityLimit(users=3000))
    assert len(await read_ids(pages)) == 3000
    assert pages.asked.count("limit") == 1


async def test_endless_ids_end_when_the_device_has_no_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging, "USERS_MAX", 2500)

    def endless(start: int) -> UserIdList:
        return ids(*(str(start + each) for each in range(100)), after=start + 100)

    assert len(await read_ids(Pages({-1: endless}))) == 2500


@pytest.mark.parametrize(
    "last", [log(2, 1), log(2, 1, 2), log(2, 1, 0)], ids=["absent", "the same", "going back"]
)
async def test_records_end_at_the_last_page_however_it_says_so(last: AttendLog) -> None:
    pages = Pages({0: log(0, 2, 2), 2: last})
    assert await read_starts(pages) == [0, 2]
    assert pages.asked == [0, 2]


async def test_empty_page_of_records_is_given_and_is_the_last() -> None:
    pages = Pages({7: log(7, 0, 7)})
    assert await read_starts(pages, 7) == [7]
    assert pages.asked == [7]


async def test_records_end_when_a_page_repeats() -> None:
    same = log(0, 2, 2)
    pages = Pages({0: same, 2: log(0, 2, 4), 4: log(0, 2, 6)})
    assert await read_starts(pages) == [0]


async def test_gap_before_the_oldest_record_is_given_as_it_is() -> None:
    pages = Pages({0: log(500, 2, 502), 502: log(502, 0, 502)})
    assert await read_starts(pages) == [500, 502]


async def test_endless_records_end_some_after_what_the_device_can_hold() -> None:
    def endless(start: int) -> AttendLog:
        return log(start, 1000, start + 1000)

    pages = Pages({-1: endless}, limit=CapacityLimit(records=20_000))
    read = len(await read_starts(pages)) * 1000
    assert 20_000 < read <= 20_000 + paging.RECORDS_UNCHECKED + 1000
    assert pages.asked.count("limit") == 1


async def test_null_ends_the_ids(opened: Opening) -> None:
    page = reply("UserIdList", {"user_id": ["1"], "next_page_pos": None})
    async with ScriptedDevice(page) as device:
        client = opened(device.address)
        assert [each async for each in client.user_ids()] == [("1",)]


@pytest.mark.parametrize(
    "fault", ["next-page-repeats", "next-page-back", "next-page-negative", "next-page-huge"]
)
async def test_odd_positions_of_a_device_end_the_reading(fault: str, opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=120, records=250))) as server:
        server.device.faults.switch_on(fault)
        client = opened(server.address)
        users = [each async for page in client.user_ids() for each in page]
        records = [each async for page in client.attendance() for each in page.records]
    assert len(users) == 50
    assert len(records) == 100


async def test_omitted_position_ends_the_records(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile(users=3, records=200))) as server:
        server.device.variants.switch_on("omit-next-pos-at-end")
        pages = [each async for each in opened(server.address).attendance()]
    assert sum(len(each.records) for each in pages) == 200
