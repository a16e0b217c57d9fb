"""A program that was killed at any step leaves no device locked once another one has started."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from rollcall.store import Store
from rollcall.usecases.audit import Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.settling import Settling
from tests.usecases.changing import lock_child
from tests.usecases.changing.doors import Door
from tests.usecases.fakes import FakeTrail

Start = Callable[[str], Awaitable[BaseProcess]]

# Where there is one, a server that has everything imported, and forks.
CONTEXT: SpawnContext | ForkServerContext = get_context("spawn")
if "forkserver" in get_all_start_methods():
    CONTEXT = get_context("forkserver")
    CONTEXT.set_forkserver_preload(
        [
            "alembic.command",
            "psutil",
            "rollcall.device.client",
            "rollcall.store.devices",
            "rollcall.store.engine",
            "rollcall.store.journal",
            "rollcall.usecases.changing.lease",
            "sqlalchemy.dialects.sqlite",
        ]
    )

# Each step, whether the device is locked at it, and how many entries are left behind.
STEPS = [
    ("before it is noted", False, 0),
    ("before the lock", False, 1),
    ("after the lock", True, 1),
    ("while it works", True, 1),
    ("before the unlock", True, 1),
    ("after the unlock", False, 1),
    ("after it is struck out", False, 0),
    ("before it is noted again, after a breath", False, 0),
    ("before the lock again, after a breath", False, 1),
    ("after a breath", True, 1),
]


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Door() as door:
        yield door


@pytest.fixture
def start(tmp_path: Path, door: Door) -> Iterator[Start]:
    """Start the program and wait until it has come to a step."""
    started: list[BaseProcess] = []

    async def start(step: str) -> BaseProcess:
        told, telling = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(
            target=lock_child.run,
            args=(tmp_path / "rollcall.db", door.address, door.uid, step, telling),
        )
        process.start()
        started.append(process)
        telling.close()
        with told:
            assert await asyncio.to_thread(told.recv) == step.removesuffix(lock_child.AGAIN)
        return process

    yield start
    for process in started:
        kill(process)
        process.close()


def kill(process: BaseProcess) -> None:
    process.kill()  # -9
    process.join()


async def next_start(path: Path, door: Door) -> int:
    """Start a program on the same store; give how many entries it found."""
    store = await Store.open(path)
    try:
        leases = Leases(store.journal, open_session=door.session)
        settling = Settling(
            store.journal,
            leases,
            open_session=door.session,
            name_of=lambda _: "Front door",
            audit=Audit(FakeTrail(), who="eva"),
        )
        found = len(await store.journal.left_behind())
        await settling.look()
        await settling.run()
        assert await store.journal.left_behind() == ()
        assert leases.left_locked == ()
        return found
    finally:
        await store.close()


@pytest.mark.parametrize(("step", "is_locked", "entries"), STEPS)
async def test_killed_at_any_step_the_next_start_unlocks(
    tmp_path: Path, door: Door, start: Start, step: str, is_locked: bool, entries: int
) -> None:
    process = await start(step)
    assert door.is_locked is is_locked
    kill(process)
    assert await next_start(tmp_path / "rollcall.db", door) == entries
    assert not door.is_locked


async def test_killed_while_the_device_locks_the_next_start_unlocks(
    tmp_path: Path, door: Door, start: Start
) -> None:
    door.fault("silent-after")
    locked = asyncio.Event()
    door.ledger.told = lambda: locked.set() if door.ledger.counts["LockDevice"] else None
    process = await start("during the lock")
    await locked.wait()
    kill(process)
    assert await next_start(tmp_path / "rollcall.db", door) == 1
    assert door.story == [True, False]


async def test_a_program_that_still_runs_is_not_disturbed(
    tmp_path: Path, door: Door, start: Start
) -> None:
    process = await start("while it works")
    assert await next_start(tmp_path / "rollcall.db", door) == 0
    assert door.is_locked
    kill(process)
    assert await next_start(tmp_path / "rollcall.db", door) == 1
    assert not door.is_locked
