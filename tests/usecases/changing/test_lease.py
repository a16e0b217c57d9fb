"""A device is locked while its users change, for at most 30 s at a stretch, and never left so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from rollcall.protocol.errors import OutcomeUnknown, Refused, StoreFull, Unreachable, VaultLocked
from rollcall.protocol.info import DeviceUid, GetVersionInfo
from rollcall.store.values import JournalKind
from rollcall.usecases.changing.lease import Lease, Leases
from tests.usecases.changing.doors import SHORT, Door, settled
from tests.usecases.journal import FakeJournal


class Desk:
    """One program: its leases on a door, what they announced, and how long they rested."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.journal = FakeJournal()
        self.rests: list[float] = []
        self.leases = Leases(
            self.journal, open_session=door.session, clock=door.time.ticks, rest=self._rest
        )
        self.announced: list[tuple[DeviceUid, ...]] = []
        self.leases.changed.connect(self.announced.append)
        self.back_after: int | None = None

    async def _rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        if len(self.rests) == self.back_after:
            await self.door.come_back()
        await asyncio.sleep(0)

    async def work(self, *, users: int = 3, each_s: float = 1.0) -> None:
        async with self.leases.hold(self.door.uid, self.door.client) as lease:
            await self.write(lease, users, each_s)

    async def write(self, lease: Lease, users: int, each_s: float) -> None:
        for _ in range(users):
            await self.door.client.ask(GetVersionInfo())
            self.door.time.advance(each_s)
            await lease.breathe()

    def assert_nothing_is_left(self) -> None:
        assert not self.door.is_locked
        assert self.journal.entries == {}
        assert self.leases.left_locked == ()
        assert not self.leases.is_left_locked(self.door.uid)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Door() as door:
        yield door


@pytest.fixture
def desk(door: Door) -> Desk:
    return Desk(door)


# --- as it should be ------------------------------------------------------------------------------


async def test_the_device_is_locked_during_the_work_only(desk: Desk) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client):
        assert desk.door.is_locked
        (entry,) = desk.journal.entries.values()
        assert (entry.kind, entry.device) == (JournalKind.LOCK, desk.door.uid)
    desk.assert_nothing_is_left()
    assert desk.door.story == [True, False]
    assert desk.announced == []


async def test_the_journal_says_so_before_the_device_is_asked_and_until_it_answered(
    desk: Desk,
) -> None:
    seen: list[tuple[str, list[bool]]] = []
    desk.journal.told = lambda what: seen.append((what, desk.door.story))
    await desk.work()
    assert seen == [("begin", []), ("end", [True, False])]


async def test_without_a_journal_the_device_is_not_locked(desk: Desk) -> None:
    desk.journal.trouble = StoreFull("rollcall.db")
    with pytest.raises(StoreFull):
        await desk.work()
    assert desk.door.story == []
    desk.journal.trouble = None
    await desk.work()
    desk.assert_nothing_is_left()


async def test_an_error_of_the_work_passes_and_the_device_is_unlocked(desk: Desk) -> None:
    with pytest.raises(KeyError):
        async with desk.leases.hold(desk.door.uid, desk.door.client):
            raise KeyError
    desk.assert_nothing_is_left()


# --- at most 30 s ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("users", "each_s"), [(200, 0.5), (60, 1.0), (40, 3.0), (12, 7.9), (10, 9.0), (5, 14.0)]
)
async def test_no_stretch_of_a_batch_is_longer_than_30_s(
    desk: Desk, users: int, each_s: float
) -> None:
    await desk.work(users=users, each_s=each_s)
    assert timedelta() < desk.door.longest_lock <= timedelta(seconds=30)
    assert len(desk.door.story) > 2
    desk.assert_nothing_is_left()


async def test_five_thousand_users_are_many_short_stretches(desk: Desk) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client) as lease:
        for _ in range(5000):
            desk.door.time.advance(0.2)
            await lease.breathe()
    assert desk.door.longest_lock <= timedelta(seconds=30)
    assert len(desk.door.story) == 2 * 40
    desk.assert_nothing_is_left()


async def test_a_single_step_that_is_slow_is_not_cut_short_and_the_lock_ends_after_it(
    desk: Desk,
) -> None:
    await desk.work(users=1, each_s=70)
    assert desk.door.longest_lock == timedelta(seconds=70)  # known limit
    assert desk.door.story == [True, False, True, False]


async def test_an_enrollment_job_waits_and_comes_in_at_the_next_breath(desk: Desk) -> None:
    order: list[str] = []

    async def enroll() -> None:
        async with desk.leases.quiet(desk.door.uid):
            order.append("enrolling")
            assert not desk.door.is_locked
            await asyncio.sleep(0)
            assert not desk.door.is_locked

    async with (
        asyncio.TaskGroup() as group,
        desk.leases.hold(desk.door.uid, desk.door.client) as lease,
    ):
        group.create_task(enroll())
        await desk.write(lease, 24, 1.0)
        order.append("24 s")
        await desk.write(lease, 2, 1.0)
        order.append("26 s")
        assert desk.door.is_locked
    assert order == ["24 s", "enrolling", "26 s"]
    desk.assert_nothing_is_left()


async def test_nobody_locks_while_somebody_enrolls(desk: Desk) -> None:
    async with asyncio.TaskGroup() as group, desk.leases.quiet(desk.door.uid):
        group.create_task(desk.work())
        for _ in range(20):
            await desk.door.client.ask(GetVersionInfo())
        assert desk.door.story == []
    assert desk.door.story == [True, False]


async def test_two_works_of_one_program_come_one_after_the_other(desk: Desk) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(desk.work(users=2))
    assert desk.door.story == [True, False] * 3
    desk.assert_nothing_is_left()


async def test_many_devices_are_locked_at_once() -> None:
    journal = FakeJournal()
    async with Door("00a1") as front, Door("00b2") as back:
        doors = {door.uid: door for door in (front, back)}
        leases = Leases(journal, open_session=lambda uid: doors[uid].session(uid))
        async with (
            leases.hold(front.uid, front.client),
            leases.hold(back.uid, back.client),
        ):
            assert (front.is_locked, back.is_locked) == (True, True)
        assert (front.is_locked, back.is_locked) == (False, False)
    assert journal.entries == {}


# --- what devices do (reliability 4.3) ------------------------------------------------------------


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "cut-halfway", "html", "wrong-mid"])
async def test_a_lost_reply_to_the_lock_is_taken_as_locked(desk: Desk, fault: str) -> None:
    desk.door.fault(fault)
    await desk.work()
    assert desk.door.story[-1] is False
    desk.assert_nothing_is_left()


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "cut-halfway", "status"])
async def test_a_lost_reply_to_the_unlock_is_asked_for_once_more(desk: Desk, fault: str) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client):
        desk.door.fault(fault)
    desk.assert_nothing_is_left()
    assert desk.announced == []


@pytest.mark.parametrize("fault", ["silent", "silent-after"])
async def test_a_device_that_says_nothing_is_unlocked_as_soon_as_it_answers(fault: str) -> None:
    async with Door(budget=SHORT) as door:
        desk = Desk(door)
        async with desk.leases.hold(door.uid, door.client):
            door.fault(fault, times=2)
        assert desk.leases.left_locked == (door.uid,)
        assert len(desk.journal.entries) == 1
        await desk.leases.keep_unlocking(door.uid)
        desk.assert_nothing_is_left()


@pytest.mark.parametrize("times", [1, 2, 3, 4, 7, 10])
async def test_a_device_off_the_network_is_unlocked_when_it_is_back(desk: Desk, times: int) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client):
        await desk.door.go_off()
    assert desk.door.is_locked
    assert desk.announced == [(desk.door.uid,)]
    assert len(desk.journal.entries) == 1
    desk.back_after = times
    await desk.leases.keep_unlocking(desk.door.uid)
    assert desk.rests == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60][:times]
    assert desk.announced == [(desk.door.uid,), ()]
    desk.assert_nothing_is_left()


async def test_the_specifications_stray_brace_is_an_acknowledgement(desk: Desk) -> None:
    desk.door.fault("stray-brace", times=None)
    await desk.work()
    desk.assert_nothing_is_left()
    assert desk.door.story == [True, False]


async def test_a_device_that_rebooted_while_locked_is_unlocked_all_the_same(desk: Desk) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client):
        await desk.door.go_off()
        desk.door.device.restart()
        await desk.door.come_back()
    assert desk.door.story == [True, False]
    desk.assert_nothing_is_left()


async def test_a_device_that_ignores_the_lock_is_worked_on(desk: Desk) -> None:
    desk.door.fault("ignore-lock", times=None)
    await desk.work()
    assert desk.door.story == [False, False]
    desk.assert_nothing_is_left()


@pytest.mark.parametrize("fault", ["refuse", "unknown"])
async def test_a_device_that_refuses_or_cannot_is_worked_on_without_the_lock(
    desk: Desk, fault: str
) -> None:
    desk.door.fault(fault, times=None)
    await desk.work(users=30, each_s=1.0)
    assert desk.door.story == []
    desk.assert_nothing_is_left()


async def test_a_lost_reply_of_a_device_that_cannot_lock_leaves_nothing(desk: Desk) -> None:
    desk.door.fault("drop-before")
    async with desk.leases.hold(desk.door.uid, desk.door.client):
        desk.door.fault("unknown", times=None)
    desk.assert_nothing_is_left()


async def test_a_refused_unlock_counts_as_locked(desk: Desk) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client):
        desk.door.fault("refuse")
    assert desk.leases.left_locked == (desk.door.uid,)
    await desk.leases.keep_unlocking(desk.door.uid)
    desk.assert_nothing_is_left()


async def test_a_device_that_cannot_be_reached_is_not_worked_on(desk: Desk) -> None:
    await desk.door.go_off()
    with pytest.raises(Unreachable):
        await desk.work()
    desk.assert_nothing_is_left()
    assert desk.announced == []


async def test_another_device_at_the_address_is_no_unlock(desk: Desk) -> None:
    await desk.door.go_off()
    desk.leases.take_over(desk.door.uid, [1])
    async with Door("00ff") as other:
        desk.door.client = other.client
        other.client._session.uid = desk.door.uid
        with pytest.raises(Exception, match="Front door"):
            await desk.leases.unlock(desk.door.uid)
        assert other.story == []
    assert desk.leases.left_locked == (desk.door.uid,)


@pytest.mark.parametrize("fault", ["refuse", "drop-before"])
async def test_a_breath_the_device_does_not_take_ends_the_work(desk: Desk, fault: str) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client) as lease:
        desk.door.time.advance(26)
        desk.door.fault(fault, times=2)
        with pytest.raises((Refused, OutcomeUnknown)):
            await lease.breathe()
        assert desk.leases.left_locked == (desk.door.uid,)
    assert desk.leases.left_locked == (desk.door.uid,)
    desk.door.device.faults.switch_off()
    await desk.leases.unlock(desk.door.uid)
    desk.assert_nothing_is_left()


async def test_two_programs_may_open_early_and_leave_nothing_locked(desk: Desk) -> None:
    client = desk.door.new_client()
    other = Desk(desk.door)
    try:
        async with (
            desk.leases.hold(desk.door.uid, desk.door.client),
            other.leases.hold(desk.door.uid, client),
        ):
            assert desk.door.is_locked
        desk.assert_nothing_is_left()
        other.assert_nothing_is_left()
        assert desk.door.story == [True, True, False, False]
    finally:
        await client.aclose()


# --- left locked ----------------------------------------------------------------------------------


async def left_locked(desk: Desk) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client):
        await desk.door.go_off()
    assert desk.leases.left_locked == (desk.door.uid,)


async def test_a_person_unlocks_at_once(desk: Desk) -> None:
    await left_locked(desk)
    with pytest.raises(Unreachable):
        await desk.leases.unlock(desk.door.uid)
    assert len(desk.journal.entries) == 1
    await desk.door.come_back()
    await desk.leases.unlock(desk.door.uid)
    desk.assert_nothing_is_left()
    assert desk.announced == [(desk.door.uid,), ()]


async def test_a_person_unlocks_what_another_pc_left_locked(desk: Desk) -> None:
    desk.door.device.users.locked = True
    await desk.leases.unlock(desk.door.uid)
    assert not desk.door.is_locked
    await desk.door.go_off()
    with pytest.raises(Unreachable):
        await desk.leases.unlock(desk.door.uid)
    assert desk.announced == []  # nobody knows that it is locked


async def test_the_next_work_lets_go_what_was_left(desk: Desk) -> None:
    await left_locked(desk)
    await desk.door.come_back()
    await desk.work()
    desk.assert_nothing_is_left()
    await desk.leases.keep_unlocking(desk.door.uid)  # has nothing to do
    assert desk.rests == []


async def test_enrolling_unlocks_what_was_left_first(desk: Desk) -> None:
    await left_locked(desk)
    with pytest.raises(Unreachable):
        async with desk.leases.quiet(desk.door.uid):
            pytest.fail("nobody can enroll there")
    await desk.door.come_back()
    async with desk.leases.quiet(desk.door.uid):
        desk.assert_nothing_is_left()


async def test_it_is_kept_up_once_for_each_device(desk: Desk) -> None:
    await left_locked(desk)
    desk.back_after = 3
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(desk.leases.keep_unlocking(desk.door.uid))
    assert desk.rests == [1, 2, 4]
    desk.assert_nothing_is_left()


async def test_keeping_it_up_never_unlocks_in_the_middle_of_a_lease(desk: Desk) -> None:
    await left_locked(desk)
    await desk.door.come_back()
    async with asyncio.TaskGroup() as group, desk.leases.hold(desk.door.uid, desk.door.client):
        group.create_task(desk.leases.keep_unlocking(desk.door.uid))
        await settled(lambda: bool(desk.rests))
        for _ in range(10):
            await desk.door.client.ask(GetVersionInfo())
        assert desk.door.is_locked
    desk.assert_nothing_is_left()


async def test_a_locked_keyring_is_asked_once_a_minute(desk: Desk) -> None:
    await left_locked(desk)
    await desk.door.come_back()
    session, tries = desk.door.session, 0

    def locked_keyring(uid: DeviceUid) -> object:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise VaultLocked("keyring")
        return session(uid)

    desk.leases._left._open_session = locked_keyring  # type: ignore[assignment]
    await desk.leases.keep_unlocking(desk.door.uid)
    assert desk.rests == [1, 60, 60]
    desk.assert_nothing_is_left()


async def test_an_unlock_that_cannot_be_struck_out_is_an_unlock(desk: Desk) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client):
        desk.journal.trouble = StoreFull("rollcall.db")
    assert not desk.door.is_locked
    assert desk.leases.left_locked == ()
    assert len(desk.journal.entries) == 1  # one unlock too many at the next start


# --- cancelled ------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3])
async def test_cancelled_at_every_await_nothing_is_left_locked(door: Door, times: int) -> None:
    for steps in range(10_000):
        desk = Desk(door)
        task = asyncio.create_task(desk.work(users=2, each_s=26))
        for _ in range(steps):
            await asyncio.sleep(0)
        is_late = task.done()
        for _ in range(times):
            task.cancel()
            await asyncio.sleep(0)
        await asyncio.wait({task})
        desk.assert_nothing_is_left()
        assert desk.announced == []
        if is_late:
            break
    assert steps > 20


async def test_cancelled_while_the_device_is_off_it_stays_noted(desk: Desk) -> None:
    task = asyncio.create_task(desk.work(users=10**9))
    await settled(lambda: desk.door.is_locked)
    await desk.door.go_off()
    task.cancel()
    await asyncio.wait({task})
    assert desk.leases.left_locked == (desk.door.uid,)
    assert len(desk.journal.entries) == 1
    await desk.door.come_back()
    await desk.leases.unlock(desk.door.uid)
    desk.assert_nothing_is_left()


async def test_cancelled_while_it_waits_for_its_turn_it_takes_nobody_elses(desk: Desk) -> None:
    async with desk.leases.hold(desk.door.uid, desk.door.client):
        waiting = [asyncio.create_task(desk.work()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[1].cancel()
        await asyncio.sleep(0)
        assert desk.door.is_locked
    await asyncio.wait(waiting)
    assert [each.cancelled() for each in waiting] == [False, True, False]
    assert desk.door.story == [True, False] * 3
    desk.assert_nothing_is_left()


async def test_cancelled_at_a_breath_while_others_have_their_turn(desk: Desk) -> None:
    has_turn, may_end = asyncio.Event(), asyncio.Event()

    async def enroll() -> None:
        async with desk.leases.quiet(desk.door.uid):
            has_turn.set()
            await may_end.wait()

    batch = asyncio.create_task(desk.work(users=100))
    await settled(lambda: desk.door.is_locked)
    enrolling = asyncio.create_task(enroll())
    await has_turn.wait()
    batch.cancel()
    await asyncio.wait({batch})
    desk.assert_nothing_is_left()
    assert not enrolling.done()
    may_end.set()
    await enrolling
    await desk.work()
    desk.assert_nothing_is_left()
