"""Against a simulated device over TCP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from rollcall.protocol.errors import DeviceError, OutcomeUnknown, UserGone
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.progress import Progress
from rollcall.usecases.user_access import UserAccess
from tests.usecases.changing.people import NAME, UID, Desk, desk


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        for each in ("1", "2", "3"):
            made.put(each)
        yield made


def a_user(id: str) -> RememberedUser:
    return RememberedUser(id=UserId(id), name="Ana", department="", privilege="user")


class Giving:
    def __init__(self, at: Desk) -> None:
        self.access = UserAccess(at.open_session, audit=at.audit)
        self.receipts: list[Receipt] = []
        self.progress: list[Progress] = []

    async def give(self, zone: int, *ids: str) -> list[Verdict]:
        self.receipts = []
        self.before = await self.access.give(
            UID,
            [a_user(each) for each in ids],
            zone,
            device=NAME,
            got=self.receipts.append,
            report=self.progress.append,
        )
        return [each.verdict for each in self.receipts]


async def test_only_zones_in_which_anybody_may_enter_are_offered(at: Desk) -> None:
    (zone,) = await Giving(at).access.zones(UID)
    assert zone.number == 0
    assert [(each.start, each.end) for each in zone.ranges] == [("00:00", "23:59")]


async def test_a_zone_is_given_for_every_day_and_read_back(at: Desk) -> None:
    giving = Giving(at)
    assert await giving.give(5, "1", "2") == [Verdict.DONE, Verdict.DONE]
    assert at.device.access.of_user["2"].zones == (5,) * 7
    assert await giving.give(5, "1") == [Verdict.SAME]
    assert [each.done for each in giving.progress] == [1, 2, 1]
    assert [each.subject for each in at.entries] == ["1", "2", "1"]


async def test_it_can_be_brought_back(at: Desk) -> None:
    giving = Giving(at)
    await giving.give(5, "1", "2")
    got: list[Receipt] = []
    await giving.access.restore(
        UID, giving.before, device=NAME, got=got.append, report=giving.progress.append
    )
    assert [each.verdict for each in got] == [Verdict.DONE, Verdict.DONE]
    assert at.device.access.of_user["1"].zones == (0,) * 7


async def test_one_who_is_gone_does_not_stop_the_others(at: Desk) -> None:
    giving = Giving(at)
    assert await giving.give(5, "1", "9", "2") == [Verdict.DONE, Verdict.FAILED, Verdict.DONE]
    assert isinstance(giving.receipts[1].error, UserGone)


async def test_a_lost_reply_is_settled_by_reading(at: Desk) -> None:
    at.device.faults.switch_on("drop-after", command="SetAcUserInfo", times=1)
    assert await Giving(at).give(5, "1") == [Verdict.DONE]
    at.device.faults.switch_on("drop-before", command="SetAcUserInfo", times=1)
    giving = Giving(at)
    assert await giving.give(6, "1") == [Verdict.UNKNOWN]
    assert isinstance(giving.receipts[0].error, OutcomeUnknown)


async def test_when_the_device_is_gone_the_rest_is_not_begun(at: Desk) -> None:
    giving = Giving(at)
    at.device.faults.switch_on("drop-before", command="GetAcUserInfo")
    with pytest.raises(DeviceError):
        await giving.give(5, "1", "2")
    assert [each.verdict for each in giving.receipts] == [Verdict.SKIPPED, Verdict.SKIPPED]
