"""A program killed before or after any command costs nobody a template, and nothing is doubled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from rollcall.protocol.users import Privilege, UserId
from rollcall.simulator.templates import data_of
from rollcall.simulator.users import User
from rollcall.store import Store
from rollcall.usecases.audit import Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.settling import Settling
from rollcall.usecases.changing.settling_writes import WriteSettler
from tests.usecases.changing import write_child
from tests.usecases.changing.doors import Door
from tests.usecases.changing.test_killed import CONTEXT
from tests.usecases.fakes import FakeTrail

# Around every command; what the journal does lies between two of them. Where fingers are dropped
# there are 20 commands, else 16: numbers 5, 7, 10 and 12 are SetUserInfo then.
STEPS = [
    *((f"after {number}", False) for number in range(1, 17)),
    *((f"after {number}", True) for number in range(1, 21)),
    *((f"before {number}", True) for number in (5, 7, 12, 16)),
]
OLD = {each: (f"old {each} a".encode(), f"old {each} b".encode()) for each in ("1", "2", "3")}


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Door() as door:
        for user_id, fingers in OLD.items():
            door.device.users.put(
                User(id=UserId(user_id), name="Ana", department="Company", fingers=fingers)
            )
        yield door


def fingers(door: Door, user_id: str) -> list[bytes]:
    user = door.device.users.get(user_id)
    return [] if user is None else [data_of(each) for each in user.fingers]


async def killed_at(step: str, path: Path, door: Door) -> None:
    """Start the program and kill it at a step, or let it end where it has not so many."""
    told, telling = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(
        target=write_child.run, args=(path, door.address, door.uid, step, telling)
    )
    process.start()
    telling.close()
    try:
        with told:
            assert await asyncio.to_thread(told.recv) in {"stopped", "done"}
    finally:
        process.kill()  # -9
        process.join()
        process.close()


async def next_start(store: Store, door: Door) -> None:
    leases = Leases(store.journal, open_session=door.session)
    audit = Audit(FakeTrail(), who="eva")
    settler = WriteSettler(
        leases=leases,
        journal=store.journal,
        audit=audit,
        device_name=lambda _: "Front door",
        seal_key=write_child.seal_key,
    )
    settling = Settling(
        store.journal,
        leases,
        open_session=door.session,
        name_of=lambda _: "Front door",
        audit=audit,
        settle_write=settler.settle_write,
    )
    await settling.look()
    await settling.run()
    assert await store.journal.left_behind() == ()
    assert not door.is_locked


@pytest.mark.parametrize(("step", "drops"), STEPS)
async def test_killed_anywhere_nothing_is_lost_and_the_work_can_be_done_again(
    tmp_path: Path, door: Door, step: str, drops: bool
) -> None:
    if drops:
        door.device.faults.switch_on("keep-first-fingers", command="SetUserInfo")
    await killed_at(step, tmp_path / "rollcall.db", door)
    door.device.faults.switch_off()
    store = await Store.open(tmp_path / "rollcall.db")
    try:
        await next_start(store, door)
        for user_id in write_child.EDITED:
            assert set(fingers(door, user_id)) >= set(OLD[user_id])
        assert fingers(door, "3") in ([], list(OLD["3"]))
        receipts = await write_child.work(write_child.writer_on(store, door.session), door.uid)
        assert all(each.is_fine for each in receipts)
        for user_id in write_child.EDITED:
            expected = [*OLD[user_id], f"new {user_id}".encode()]
            assert sorted(fingers(door, user_id)) == sorted(expected)
        assert door.device.users.get("3") is None
        assert await store.journal.left_behind() == ()
    finally:
        await store.close()


# --- a device that clears what is left out ---

ANA = User(
    id=UserId("1"),
    name="Ana",
    department="Sales",
    privilege=Privilege.MANAGER,
    password="0012",
    card="77",
    fingers=OLD["1"],
    face=b"face of 1",
)
# The first user costs two questions and a giving back: 16 commands until the lock is let go.
CLEARING_STEPS = [f"{when} {number}" for when in ("before", "after") for number in range(3, 16)]


@pytest.mark.parametrize("step", CLEARING_STEPS)
async def test_killed_anywhere_a_device_that_clears_the_rest_costs_nobody_anything(
    tmp_path: Path, door: Door, step: str
) -> None:
    door.device.variants.switch_on("clear-left-out")
    before = {each: replace(ANA, id=UserId(each), fingers=OLD[each]) for each in ("1", "2")}
    for user in before.values():
        door.device.users.put(user)
    await killed_at(step, tmp_path / "rollcall.db", door)
    store = await Store.open(tmp_path / "rollcall.db")
    try:
        await next_start(store, door)
        for user_id, user in before.items():
            more = replace(user, fingers=(*user.fingers, f"new {user_id}".encode()))
            assert door.device.users.get(user_id) in {user, more}
    finally:
        await store.close()
