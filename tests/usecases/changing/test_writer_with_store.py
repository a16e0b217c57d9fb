"""The writer with everything real around it: the lock lease, the journal, the audit trail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from rollcall.protocol.address import Address
from rollcall.protocol.errors import Unreachable
from rollcall.protocol.users import LockDevice, SetUserInfo
from rollcall.simulator.timing import ManualTime
from rollcall.store import Store
from rollcall.store.values import KnownDevice
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.steps import Steps
from rollcall.usecases.changing.undo import UndoList
from rollcall.usecases.changing.writer import UserWriter
from rollcall.usecases.rosters import Rosters
from tests.usecases.changing.people import NAME, UID, Desk, edit, new, removal


async def no_rest(_: float) -> None:
    """Let no test wait for others to have their turn."""


@asynccontextmanager
async def real(
    at: Desk,
    folder: Path,
    *,
    undo: Steps | None = None,
    clock: Callable[[], float] = monotonic,
) -> AsyncIterator[tuple[UserWriter, Store]]:
    store = await Store.open(folder / "rollcall.db")
    try:
        writer = UserWriter(
            at.open_session,
            leases=Leases(store.journal, open_session=at.open_session, clock=clock, rest=no_rest),
            undo=undo,
            journal=store.journal,
            audit=Audit(store.audit, who="eva"),
            device_name=lambda _: NAME,
        )
        yield writer, store
    finally:
        await store.close()


async def test_users_are_written_under_the_lock_and_let_go(at: Desk, tmp_path: Path) -> None:
    receipts: list[Receipt] = []
    locked: list[bool] = []

    def look(command: object) -> None:
        if isinstance(command, SetUserInfo):
            locked.append(at.device.users.locked)

    at.session.before = look
    async with real(at, tmp_path) as (writer, store):
        await writer.write(
            UID,
            [new("1"), new("2")],
            action=Action.ADD_USER,
            got=receipts.append,
            report=lambda _: None,
        )
        await writer.delete(
            UID, [removal("1")], action=Action.DELETE_USER, got=receipts.append, report=print
        )
        assert [each.verdict for each in receipts] == [Verdict.DONE] * 3
        assert (locked, at.device.users.locked) == ([True, True], False)
        assert await store.journal.left_behind() == ()
        told = [(each.action, each.subject) for each in await store.audit.latest()]
        assert told == [("delete user", "1 Ana"), ("add user", "2 Ana"), ("add user", "1 Ana")]


@pytest.mark.parametrize("command_s", [0.3, 2.0, 4.4, 6.0])
async def test_a_slow_device_is_locked_for_30_s_at_a_stretch_at_most(
    at: Desk, tmp_path: Path, command_s: float
) -> None:
    time = at.device.setup.time
    assert isinstance(time, ManualTime)
    at.session.answered = lambda _: time.advance(command_s)
    steps, receipts = Steps(), list[Receipt]()
    how: dict[str, Any] = {"got": receipts.append, "report": lambda _: None}
    ids = [str(each) for each in range(1, 41)]
    async with real(at, tmp_path, undo=steps, clock=time.ticks) as (writer, _):
        await writer.write(UID, [new(each) for each in ids], action=Action.IMPORT_USERS, **how)
        await writer.delete(
            UID, [removal(each) for each in ids[:20]], action=Action.DELETE_USER, **how
        )
        await UndoList(steps, writer, at.access).undo(**how)
    assert {each.verdict for each in receipts} == {Verdict.DONE}
    assert at.device.users.counts["users"] == 40
    stretches = locked_for(at)
    assert len(stretches) >= 3
    # The first user costs two questions about room more, and nobody knows yet how slow it is.
    assert stretches[0] <= max(30.0, 6 * command_s)
    assert max(stretches[1:]) <= 30.0
    assert not at.device.users.locked


def locked_for(at: Desk) -> list[float]:
    """Give how many seconds the device was locked, each time, as its ledger tells."""
    stretches, since = [], None
    for each in at.ledger.executed:
        if each.name != LockDevice.names[0]:
            continue
        is_locked = isinstance(each.after, dict) and each.after["locked"]
        if since is not None:
            stretches.append((each.at - since).total_seconds())
        since = (since or each.at) if is_locked else None
    assert since is None
    return stretches


async def test_device_is_let_go_when_the_work_breaks_off(at: Desk, tmp_path: Path) -> None:
    at.put("1")

    def cut(command: object) -> None:
        if isinstance(command, SetUserInfo):
            raise Unreachable(NAME)

    at.session.before = cut
    async with real(at, tmp_path) as (writer, _):
        with pytest.raises(Unreachable):
            await writer.write(
                UID,
                [edit("1", name="Eva")],
                action=Action.EDIT_USER,
                got=lambda _: None,
                report=lambda _: None,
            )
    assert at.session.asked.count(LockDevice.names[0]) == 2
    assert not at.device.users.locked


async def test_roster_and_what_is_remembered_follow(at: Desk, tmp_path: Path) -> None:
    async with real(at, tmp_path) as (writer, store):
        await store.devices.save(
            KnownDevice(uid=UID, name=NAME, address=Address.parse("127.0.0.1:1"))
        )
        rosters = Rosters(at.open_session, store.users, device_name=lambda _: NAME)
        rosters.follow(writer.stored, writer.removed)
        writer.kept = rosters.save
        how: dict[str, Any] = {"got": lambda _: None, "report": lambda _: None}
        await writer.write(UID, [new("1"), new("2")], action=Action.ADD_USER, **how)
        await writer.delete(UID, [removal("1")], action=Action.DELETE_USER, **how)
        assert [each.id for each in rosters.of(UID).entries] == ["2"]
        assert [(each.id, each.name) for each in await store.users.of(UID)] == [("2", "Ana")]
