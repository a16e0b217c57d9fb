"""One roster a device, which follows what is written; proposals of ids; lists that hold still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rollcall.protocol.errors import BadReply, ListCutShort
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.changing.writer import Removed, Stored
from rollcall.usecases.listening import Event
from rollcall.usecases.rosters import Rosters, free_id
from rollcall.usecases.sessions import Session
from tests.usecases.fakes import uid
from tests.usecases.test_roster import FakeDevice, FakeRemembered

D1, D2 = uid("d1"), uid("d2")


class Desk:
    def __init__(self, count: int = 0) -> None:
        self.device = FakeDevice(count)
        self.remembered = FakeRemembered()
        self.rosters = Rosters(self._open, self.remembered, device_name=lambda _: "Front door")
        self.stored: Event[Stored] = Event()
        self.removed: Event[Removed] = Event()
        self.rosters.follow(self.stored, self.removed)

    @asynccontextmanager
    async def _open(self, uid: DeviceUid) -> AsyncIterator[Session]:
        yield self.device

    def rows(self) -> dict[str, str]:
        return {each.id: each.user.name for each in self.rosters.of(D1).entries}


def info(user_id: str, name: str = "Ana") -> UserInfo:
    return UserInfo(id=UserId(user_id), name=name)


def test_everybody_gets_the_same_roster_of_a_device() -> None:
    rosters = Desk().rosters
    first = rosters.of(D1)
    assert rosters.of(D1) is first
    assert rosters.of(D2) is not first
    rosters.forget(D1)
    assert rosters.of(D1) is not first


async def test_roster_follows_what_is_stored_and_removed() -> None:
    desk = Desk(2)
    await desk.rosters.of(D1).read(lambda _: None)
    desk.stored.emit(Stored(D1, info("2", "Eva")))
    desk.stored.emit(Stored(D1, info("3")))
    desk.stored.emit(Stored(D2, info("9")))
    desk.removed.emit(Removed(D1, UserId("1")))
    assert desk.rows() == {"2": "Eva", "3": "Ana"}
    await desk.rosters.save(D1)
    await desk.rosters.save(uid("never asked for"))
    assert {each.name for each in desk.remembered.users.values()} == {"Eva", "Ana"}


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], "1"),
        (["1", "2", "5"], "6"),
        (["9"], "10"),
        (["0007", "0012"], "0013"),
        (["099"], "100"),
        (["999"], "1000"),
        (["12", "4600012345678"], "13"),
        (["ana", "x7", "٣"], "1"),
        (["0", "99999999"], "100000000"),
    ],
)
def test_free_id_follows_the_highest_number(taken: list[str], free: str) -> None:
    assert free_id(map(UserId, taken)) == free


async def test_free_id_comes_from_the_device_until_its_list_was_read() -> None:
    desk = Desk(3)
    desk.stored.emit(Stored(D1, info("77")))
    assert await desk.rosters.next_free_id(D1) == "4"
    assert desk.device.lists == 1
    await desk.rosters.of(D1).read(lambda _: None)
    desk.stored.emit(Stored(D1, info("8")))
    lists = desk.device.lists
    assert await desk.rosters.next_free_id(D1) == "9"
    assert desk.device.lists == lists


async def test_list_is_stable_when_it_was_equal_twice() -> None:
    desk = Desk(120)
    assert await desk.rosters.stable_ids(D1) == tuple(map(str, range(1, 121)))
    assert desk.device.lists == 2


async def test_list_is_read_again_when_it_changed_meanwhile() -> None:
    desk = Desk(120)

    def change(request: str) -> None:
        if desk.device.lists == 2 and request == "page 0":
            del desk.device.users[UserId("60")]

    desk.device.before = change
    ids = await desk.rosters.stable_ids(D1)
    assert (len(ids), desk.device.lists) == (119, 3)


async def test_list_that_never_holds_still_is_none() -> None:
    desk = Desk(60)

    def change(request: str) -> None:
        if request == "page 0":
            desk.device.users[UserId(str(100 + desk.device.lists))] = "New"

    desk.device.before = change
    with pytest.raises(BadReply) as caught:
        await desk.rosters.stable_ids(D1)
    assert (caught.value.device, desk.device.lists) == ("Front door", 4)


async def test_list_that_is_shorter_than_the_count_each_time_is_none() -> None:
    desk = Desk(50)
    desk.device.count = 120
    with pytest.raises(ListCutShort) as caught:
        await desk.rosters.stable_ids(D1)
    error = caught.value
    assert (error.device, error.listed, error.counted) == ("Front door", 50, 120)
    assert desk.device.lists == 4


async def test_list_is_stable_when_it_is_as_long_as_the_count_in_the_end() -> None:
    desk = Desk(60)
    desk.device.count = 61

    def count(request: str) -> None:
        if desk.device.lists == 3:
            desk.device.count = 60

    desk.device.before = count
    assert len(await desk.rosters.stable_ids(D1)) == 60
    assert desk.device.lists == 3


async def test_a_device_whose_list_ended_early_when_last_read_is_known() -> None:
    desk = Desk(50)
    assert not desk.rosters.is_cut_short(D1)
    desk.device.count = 120
    await desk.rosters.of(D1).read(lambda _: None)
    assert desk.rosters.is_cut_short(D1)


@pytest.mark.parametrize("count", [59, None])
async def test_count_that_is_lower_or_missing_does_not_matter(count: int | None) -> None:
    desk = Desk(60)
    desk.device.count, desk.device.counts = count, count is not None
    assert len(await desk.rosters.stable_ids(D1)) == 60
    assert desk.device.lists == 2
