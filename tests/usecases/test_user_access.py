"""Against a simulated device over TCP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rollcall.protocol.access import SetAcUserInfo
from rollcall.protocol.command import Command
from rollcall.protocol.errors import DeviceError, OutcomeUnknown, UserChanged, UserGone
from rollcall.protocol.users import UserId
from rollcall.store.values import AuditEntry, RememberedUser
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.steps import Step
from rollcall.usecases.progress import Progress
from tests.usecases.changing.people import UID, Desk, desk, edit


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
        self.access = at.access
        self.receipts: list[Receipt] = []
        self.progress: list[Progress] = []

    async def give(self, zone: int, *ids: str, onto: Step | None = None) -> list[Verdict]:
        self.receipts = []
        await self.access.give(
            UID,
            [a_user(each) for each in ids],
            zone,
            got=self.receipts.append,
            report=self.progress.append,
            onto=onto,
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
    assert [each.subject for each in at.entries] == ["1 Ana", "2 Ana", "1 Ana"]
    assert {(each.action, each.result, each.details) for each in at.entries} == {
        ("edit user", "done", "")
    }


async def test_the_device_is_locked_meanwhile(at: Desk) -> None:
    locked: list[bool] = []
    at.session.before = lambda _: locked.append(at.leases.is_held)
    await Giving(at).give(5, "1", "2", "3")
    assert all(locked)
    assert (at.leases.held, at.leases.breaths) == (1, 2)


async def test_it_can_be_undone(at: Desk) -> None:
    giving = Giving(at)
    await giving.give(5, "1", "2")
    await giving.give(5, "1")  # no step: it was so already
    last = at.undo.last
    assert last is not None
    assert (last.action, last.count) == (Action.EDIT_USER, 2)
    assert [each.verdict for each in await at.take_back()] == [Verdict.DONE, Verdict.DONE]
    assert at.device.access.of_user["1"].zones == (0,) * 7
    assert at.undo.last is None
    assert at.leases.held == 3


async def test_it_is_undone_together_with_what_was_written_before(at: Desk) -> None:
    await at.write(edit("1", name="Eva"), edit("2", name="Eva"))
    await Giving(at).give(5, "2", "3", onto=at.undo.last)
    last = at.undo.last
    assert last is not None
    assert last.count == 3
    receipts = await at.take_back()
    assert sorted(each.user_id for each in receipts) == ["1", "2", "3"]
    assert {each.verdict for each in receipts} == {Verdict.DONE}
    assert (at.has("2").name, at.device.access.of_user["2"].zones) == ("Ana", (0,) * 7)


async def test_when_somebody_else_changed_it_since_it_stays_so(at: Desk) -> None:
    await at.write(edit("1", name="Eva"))
    giving = Giving(at)
    await giving.give(5, "1", "2", onto=at.undo.last)
    await giving.give(7, "1")
    at.steps.take_work()
    first, second = await at.take_back()
    assert (first.user_id, first.verdict) == ("2", Verdict.DONE)
    assert (second.user_id, second.verdict) == ("1", Verdict.DIFFERS)  # the name is as before
    assert isinstance(second.error, UserChanged)
    assert at.device.access.of_user["1"].zones == (7,) * 7
    assert at.undo.last is None


async def test_cancelled_what_was_sent_is_read_back_and_can_be_undone(at: Desk) -> None:
    giving = Giving(at)
    task: asyncio.Task[list[Verdict]]

    def cancel(command: Command[Any]) -> None:
        if isinstance(command, SetAcUserInfo):
            task.cancel()

    at.session.before = cancel
    task = asyncio.create_task(giving.give(5, "1", "2"))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [each.verdict for each in giving.receipts] == [Verdict.DONE, Verdict.SKIPPED]
    assert at.undo.last is not None
    assert at.undo.last.count == 1


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
    assert [(each.subject, each.result) for each in at.entries] == [("1 Ana", "failed")]


async def test_a_device_that_stores_something_else_is_not_written_down_as_done(at: Desk) -> None:
    at.device.faults.switch_on("ignored", command="SetAcUserInfo", times=1)
    assert await Giving(at).give(5, "1", "2", "9") == [
        Verdict.DIFFERS,
        Verdict.DONE,
        Verdict.FAILED,
    ]
    assert [(each.subject, each.result, each.details) for each in at.entries] == [
        ("1 Ana", "failed", "Differs"),
        ("2 Ana", "done", ""),
        ("9 Ana", "failed", "UserGone"),
    ]


async def test_what_cannot_be_read_back_is_unknown_and_can_be_undone(at: Desk) -> None:
    giving = Giving(at)

    def lose(command: Command[Any]) -> None:
        if isinstance(command, SetAcUserInfo):
            at.device.faults.switch_on("drop-before", command="GetAcUserInfo")

    at.session.before = lose
    with pytest.raises(DeviceError):
        await giving.give(5, "1", "2")
    assert [each.verdict for each in giving.receipts] == [Verdict.UNKNOWN, Verdict.SKIPPED]
    assert [(each.result, each.details) for each in at.entries] == [
        ("unknown", "OutcomeUnknown"),
        ("failed", at.entries[1].details),
    ]
    assert at.undo.last is not None


async def test_no_device_waits_for_the_audit_trail(at: Desk) -> None:
    may_write, add = asyncio.Event(), at.trail.add

    async def add_later(entry: AuditEntry) -> None:
        await may_write.wait()
        await add(entry)

    at.trail.add = add_later  # type: ignore[method-assign]
    giving = Giving(at)

    def let_write(command: Command[Any]) -> None:
        if isinstance(command, SetAcUserInfo) and command.id == "2":
            may_write.set()  # the second user is written before the first one's entry is

    at.session.before = let_write
    assert await giving.give(5, "1", "2") == [Verdict.DONE, Verdict.DONE]
    assert len(at.entries) == 2
