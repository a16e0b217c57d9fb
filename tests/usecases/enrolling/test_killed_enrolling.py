"""A program killed at any command of an enrollment: no job runs on, and no finger is lost.

Reliability 4.7: what was captured is offered to a person at the next start, never assigned.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rollcall.protocol.address import Address
from rollcall.protocol.users import UserId
from rollcall.simulator.templates import data_of
from rollcall.simulator.users import User
from rollcall.store import Store
from rollcall.store.values import JournalEntry
from rollcall.usecases.audit import Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.settling import Settling
from rollcall.usecases.changing.settling_writes import WriteSettler
from rollcall.usecases.enrolling.settling_jobs import RecoveredCapture, SettlingJobs
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from tests.usecases.changing import write_child
from tests.usecases.changing.doors import Door
from tests.usecases.changing.test_killed import CONTEXT
from tests.usecases.enrolling import enrolling_child
from tests.usecases.fakes import FakeTrail

COMMANDS = (
    "GetUserInfo",
    "BeginEnrollFp",
    "QueryJobStatus",
    "QueryJobStatus",
    "QueryJobStatus",
    "LockDevice",
    "GetUserInfo",
    "GetCapacityLimit",
    "GetCurrentUsage",
    "SetUserInfo",
    "GetUserInfo",
    "LockDevice",
)
# Around every command; the journal lies between two of them.
STEPS = [
    *(f"after {number}" for number in range(1, len(COMMANDS) + 1)),
    *(f"before {number}" for number in (2, 3, 6, 10)),
]
OLD = (b"old finger a", b"old finger b")


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Door() as door:
        ana = enrolling_child.ANA
        door.device.users.put(
            User(id=ana.id, name=ana.name, department=ana.department, fingers=OLD)
        )
        door.ledger.told = lambda: door.time.advance(2)  # so that somebody comes at the third poll
        yield door


@dataclass
class NextStart:
    """What the next start found, and what it told a person."""

    offered: list[RecoveredCapture] = field(default_factory=list)
    uncertain: list[JournalEntry] = field(default_factory=list)

    async def settle(self, store: Store, door: Door) -> None:
        leases = Leases(store.journal, open_session=door.session)
        audit = Audit(FakeTrail(), who="eva")
        writes = WriteSettler(
            leases=leases,
            journal=store.journal,
            audit=audit,
            device_name=lambda _: "Front door",
            seal_key=write_child.seal_key,
        )
        jobs = SettlingJobs(store.journal)
        jobs.offered.connect(self.offered.append)
        jobs.uncertain.connect(self.uncertain.append)
        settling = Settling(
            store.journal,
            leases,
            open_session=door.session,
            name_of=lambda _: "Front door",
            audit=audit,
            settle_job=jobs.settle_job,
            settle_write=writes.settle_write,
        )
        await settling.look()
        await settling.run()

    async def save(self, store: Store, door: Door) -> None:
        """Let a person say yes to what is offered."""
        leases = Leases(store.journal, open_session=door.session)
        enrolling = enrolling_child.enrolling_on(store, leases, door.session)
        front = FleetDevice(
            uid=door.uid, name="Front door", address=Address("127.0.0.1"), state=DeviceState.ONLINE
        )
        for each in self.offered:
            receipt = await enrolling.save(front, each.info, each.captured)
            assert receipt.is_fine
            await enrolling.let_go(each.captured)


async def killed_at(step: str, path: Path, door: Door) -> None:
    told, telling = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(
        target=enrolling_child.run, args=(path, door.address, door.uid, step, telling)
    )
    process.start()
    telling.close()
    try:
        with told:
            assert await asyncio.to_thread(told.recv) == "stopped"
    finally:
        process.kill()  # -9
        process.join()
        process.close()


def fingers(door: Door) -> list[bytes]:
    user = door.device.users.get(UserId("1"))
    assert user is not None
    return [data_of(each) for each in user.fingers]


async def test_steps_are_all_there_are(tmp_path: Path, door: Door) -> None:
    store = await Store.open(tmp_path / "rollcall.db")
    try:
        leases = Leases(store.journal, open_session=door.session)
        await enrolling_child.work(
            enrolling_child.enrolling_on(store, leases, door.session), door.uid
        )
        asked = [each for each in door.ledger.commands if each != "GetDeviceUid"]
        assert tuple(asked) == COMMANDS
        assert len(fingers(door)) == 3
    finally:
        await store.close()


@pytest.mark.parametrize("step", STEPS)
async def test_killed_anywhere_no_job_runs_on_and_nothing_is_assigned_unasked(
    tmp_path: Path, door: Door, step: str
) -> None:
    await killed_at(step, tmp_path / "rollcall.db", door)
    at_the_end = fingers(door)
    store = await Store.open(tmp_path / "rollcall.db")
    try:
        start = NextStart()
        await start.settle(store, door)
        assert not door.is_locked
        assert fingers(door) == at_the_end
        assert "CancelAllJobs" not in door.ledger.counts
        running = door.device.enrollment.running
        assert bool(running) <= bool(start.uncertain)  # then a person is asked
        assert [each.id for each in await store.journal.left_behind()] == [
            each.entry.id for each in start.offered
        ]
        await start.save(store, door)
        assert await store.journal.left_behind() == ()
        assert not door.is_locked
    finally:
        await store.close()
    was_captured = COMMANDS.index("LockDevice") + 1 <= int(step.split()[1])
    assert tuple(fingers(door)[:2]) == OLD
    assert len(fingers(door)) - len(OLD) in ([1] if was_captured else [0, 1])
    assert len(set(fingers(door))) == len(fingers(door))
