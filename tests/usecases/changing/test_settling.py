"""What was cut short is put in order at the next start: unlocked first, device by device."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import pytest

from rollcall.protocol.errors import OutcomeUnknown, StoreFull, Unreachable
from rollcall.protocol.info import DeviceUid, GetVersionInfo
from rollcall.store.values import JournalEntry, JournalKind
from rollcall.usecases.audit import Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.settling import DEVICES_AT_ONCE, Settling
from rollcall.usecases.sessions import Session
from tests.usecases.changing.doors import Door
from tests.usecases.fakes import FakeTrail
from tests.usecases.journal import FakeJournal

LOCK, JOB, WRITE = JournalKind.LOCK, JournalKind.JOB, JournalKind.WRITE
FRONT, BACK = DeviceUid("00a1"), DeviceUid("00b2")


def left(id: int, kind: JournalKind, device: DeviceUid = FRONT) -> JournalEntry:
    return JournalEntry(id=id, at=datetime(2026, 11, 22, tzinfo=UTC), kind=kind, device=device)


class NextStart:
    """A program that was just started on what another one left behind."""

    def __init__(self, *doors: Door) -> None:
        self.doors = {door.uid: door for door in doors}
        self.names: dict[DeviceUid, str] = {door.uid: f"Door {door.uid}" for door in doors}
        self.settled: list[tuple[JournalKind, int]] = []
        self.troubles: dict[int, Exception] = {}
        self.offered: set[int] = set()
        self.busy = self.busiest = 0
        self.trail = FakeTrail()
        self.announced: list[tuple[DeviceUid, ...]] = []

    def begin(self, *entries: JournalEntry, with_jobs: bool = True) -> Settling:
        for entry in entries:
            self.doors[entry.device].device.users.locked |= entry.kind is LOCK
        self.journal = FakeJournal(*entries)
        self.leases = Leases(self.journal, open_session=self.session)
        self.leases.changed.connect(self.announced.append)
        self.settling = Settling(
            self.journal,
            self.leases,
            open_session=self.session,
            name_of=self.names.get,
            audit=Audit(self.trail, who="eva"),
            settle_job=self._settle if with_jobs else None,
            settle_write=self._settle,
        )
        return self.settling

    async def start(self) -> None:
        await self.settling.look()
        await self.settling.run()

    @asynccontextmanager
    async def session(self, uid: DeviceUid) -> AsyncIterator[Session]:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            async with self.doors[uid].session(uid) as session:
                yield session
        finally:
            self.busy -= 1

    async def _settle(self, session: Session, entry: JournalEntry) -> None:
        assert not self.doors[entry.device].is_locked
        await session.ask(GetVersionInfo())
        if entry.id in self.troubles:
            raise self.troubles[entry.id]
        self.settled.append((entry.kind, entry.id))
        if entry.id not in self.offered:
            await self.journal.end(entry.id)

    def ends(self) -> list[tuple[str, str, str]]:
        return [(each.action, each.result, each.details) for each in self.trail.entries]


@pytest.fixture
async def front() -> AsyncIterator[Door]:
    async with Door(FRONT) as door:
        yield door


@pytest.fixture
async def back() -> AsyncIterator[Door]:
    async with Door(BACK) as door:
        yield door


@pytest.fixture
def start(front: Door, back: Door) -> NextStart:
    return NextStart(front, back)


async def test_with_nothing_left_no_device_is_asked(start: NextStart, front: Door) -> None:
    start.begin()
    await start.start()
    assert list(front.ledger.requests) == []
    assert start.ends() == []


async def test_it_is_unlocked_before_anything_else_is_asked(start: NextStart, front: Door) -> None:
    start.begin(left(1, WRITE), left(2, JOB), left(3, LOCK), left(4, LOCK))
    await start.start()
    assert front.ledger.commands == [
        "GetDeviceUid", "LockDevice", "GetVersionInfo", "GetVersionInfo",
    ]  # fmt: skip
    assert not front.is_locked
    assert start.settled == [(JOB, 2), (WRITE, 1)]
    assert start.journal.entries == {}
    assert start.settling.due == ()
    assert start.announced == []
    assert start.ends() == [("unlock device", "done", "")]


async def test_looking_asks_nothing_of_a_device(start: NextStart, front: Door) -> None:
    settling = start.begin(left(1, LOCK), left(2, WRITE, BACK))
    assert await settling.look() == (FRONT, BACK)
    assert await settling.look() == (FRONT, BACK)
    assert list(front.ledger.requests) == []
    assert start.leases.is_left_locked(FRONT)
    assert not start.leases.is_left_locked(BACK)


async def test_what_two_look_at_at_once_is_settled_once(start: NextStart, front: Door) -> None:
    settling = start.begin(left(1, LOCK), left(2, WRITE))
    start.journal.pause_s = 0.001
    await asyncio.gather(settling.look(), settling.look())
    await settling.run()
    assert start.settled == [(WRITE, 2)]
    assert settling.due == ()


async def test_what_another_window_left_behind_since_is_found_by_looking_again(
    start: NextStart, front: Door
) -> None:
    settling = start.begin()
    await start.start()
    front.device.users.locked = True
    start.journal.leave(left(7, LOCK), left(8, WRITE))
    await settling.look()
    await settling.settle(FRONT)
    assert (front.is_locked, start.settled, settling.due) == (False, [(WRITE, 8)], ())


async def test_what_is_worked_on_by_now_is_not_unlocked_in_the_middle_of_it(
    start: NextStart, front: Door
) -> None:
    settling = start.begin(left(1, LOCK), left(2, WRITE))
    await settling.look()
    async with asyncio.TaskGroup() as group, start.leases.hold(FRONT, front.client):
        group.create_task(settling.run())
        for _ in range(20):
            await front.client.ask(GetVersionInfo())
        assert (front.story, start.settled) == ([True], [])
    assert (front.is_locked, start.settled, settling.due) == (False, [(WRITE, 2)], ())


async def test_a_device_that_is_off_keeps_its_entries_and_holds_up_no_other(
    start: NextStart, front: Door, back: Door
) -> None:
    start.begin(left(1, LOCK), left(2, WRITE), left(3, LOCK, BACK), left(4, WRITE, BACK))
    await front.go_off()
    await start.start()
    assert not back.is_locked
    assert start.announced == [(FRONT,)]
    assert start.leases.left_locked == (FRONT,)
    assert start.settled == [(WRITE, 4)]
    assert set(start.journal.entries) == {1, 2}
    assert sorted(start.ends()) == [
        ("unlock device", "done", ""),
        ("unlock device", "failed", "Unreachable"),
    ]
    await front.come_back()
    await start.settling.settle(FRONT)
    assert not front.is_locked
    assert start.announced == [(FRONT,), ()]
    assert start.settled == [(WRITE, 4), (WRITE, 2)]
    assert start.journal.entries == {}


async def test_what_was_unlocked_meanwhile_is_not_unlocked_again(
    start: NextStart, front: Door
) -> None:
    start.begin(left(1, LOCK), left(2, JOB))
    await front.go_off()
    await start.start()
    await front.come_back()
    await start.leases.unlock(FRONT)
    await start.settling.settle(FRONT)
    assert front.story == [False]
    assert start.settled == [(JOB, 2)]
    assert start.settling.due == ()


async def test_a_job_or_write_that_fails_stays_and_the_next_one_is_tried(
    start: NextStart, front: Door
) -> None:
    start.begin(left(1, WRITE), left(2, WRITE), left(3, JOB))
    start.troubles = {
        1: OutcomeUnknown("Front door", command="SetUserInfo"),
        3: StoreFull("rollcall.db"),
    }
    await start.start()
    assert start.settled == [(WRITE, 2)]
    assert set(start.journal.entries) == {1, 3}
    assert len(start.settling.due) == 1
    start.troubles = {}
    await start.settling.run()
    assert start.settled == [(WRITE, 2), (JOB, 3), (WRITE, 1)]
    assert len(start.settling.due) == 0


async def test_nothing_more_is_tried_once_it_cannot_be_spoken_to(
    start: NextStart, front: Door
) -> None:
    start.begin(*(left(id, WRITE) for id in range(1, 20)))
    start.troubles = {3: Unreachable("Front door")}
    await start.start()
    assert start.settled == [(WRITE, 1), (WRITE, 2)]
    assert len(start.journal.entries) == 17


async def test_a_bug_holds_up_no_other_device_and_is_raised(
    start: NextStart, front: Door, back: Door
) -> None:
    start.begin(left(1, WRITE), left(2, LOCK, BACK))
    start.troubles = {1: KeyError("a bug")}
    with pytest.raises(KeyError):
        await start.start()
    assert not back.is_locked
    assert set(start.journal.entries) == {1}


async def test_one_that_was_left_to_a_person_is_not_settled_again_in_this_run(
    start: NextStart,
) -> None:
    start.begin(left(1, JOB), left(2, WRITE))
    start.offered = {1}
    await start.start()
    await start.start()
    assert start.settled == [(JOB, 1), (WRITE, 2)]
    assert set(start.journal.entries) == {1}
    assert start.settling.due == ()


async def test_entries_nobody_can_settle_stay(start: NextStart, front: Door) -> None:
    start.begin(left(1, LOCK), left(2, JOB), with_jobs=False)
    await start.start()
    assert not front.is_locked
    assert set(start.journal.entries) == {2}


async def test_a_device_that_was_forgotten_keeps_its_entries_until_it_is_added_again(
    start: NextStart, front: Door
) -> None:
    start.begin(left(1, LOCK))
    name = start.names.pop(FRONT)
    await start.start()
    assert (set(start.journal.entries), start.ends()) == ({1}, [])
    start.names[FRONT] = name
    await start.settling.settle(FRONT)
    assert not front.is_locked
    assert start.journal.entries == {}


async def test_it_is_settled_once_at_a_time(start: NextStart, front: Door) -> None:
    start.begin(left(1, LOCK), left(2, WRITE))
    await start.settling.look()
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(start.settling.settle(FRONT))
    assert start.settled == [(WRITE, 2)]
    assert front.story == [False]


async def test_a_few_devices_are_settled_at_once() -> None:
    async with AsyncExitStack() as stack:
        doors = [await stack.enter_async_context(Door(f"{number:04}")) for number in range(20)]
        start = NextStart(*doors)
        start.begin(*(left(at, LOCK, door.uid) for at, door in enumerate(doors)))
        await start.start()
        assert [door.story for door in doors] == [[False]] * 20
        assert 1 < start.busiest <= DEVICES_AT_ONCE


async def test_cancelled_at_every_await_the_rest_is_settled_next_time(
    front: Door, back: Door
) -> None:
    for steps in range(10_000):
        start = NextStart(front, back)
        start.begin(left(1, LOCK), left(2, WRITE), left(3, LOCK, BACK))
        task = asyncio.create_task(start.start())
        for _ in range(steps):
            await asyncio.sleep(0)
        is_late = task.done()
        task.cancel()
        await asyncio.wait({task})
        await start.start()
        assert not front.is_locked
        assert not back.is_locked
        assert start.journal.entries == {}
        assert start.settling.due == ()
        if is_late:
            break
    assert steps > 10
