"""What was begun is found again by the right program, and by no other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from rollcall.protocol.address import Address
from rollcall.protocol.errors import InvalidInput, StoreDamaged
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store import JournalKind, KnownDevice, Store
from rollcall.store.owner import Owner, is_running, this_program
from rollcall.store.tables import journal as table
from tests.store.conftest import PATIENT

DOOR = DeviceUid("00a1")
GONE = Owner(this_program().node, 2**22 + 7, 1000.0)  # beyond every process number of Linux
OTHER_PC = Owner("another PC", GONE.pid, GONE.began)

As = Callable[[Owner | None], Awaitable[Store]]


@pytest.fixture
async def opened_as(target: str | Path) -> AsyncIterator[As]:
    """Open the same database in the name of any program."""
    async with AsyncExitStack() as stack:

        async def opened(owner: Owner | None) -> Store:
            store = await Store.open(target, patience=PATIENT, owner=owner)
            stack.push_async_callback(store.close)
            return store

        yield opened


async def test_nothing_is_left_behind_in_a_new_store(store: Store) -> None:
    assert await store.journal.left_behind() == ()


async def test_entries_of_a_program_that_is_gone_come_whole_and_in_order(opened_as: As) -> None:
    before = datetime.now(UTC)
    gone = (await opened_as(GONE)).journal
    lock = await gone.begin(JournalKind.LOCK, DOOR)
    write = await gone.begin(
        JournalKind.WRITE, DOOR, user_id=UserId("007"), detail="sent 张伟", sealed=b"\0\xff"
    )
    await gone.note(write, "read back")
    first, second = await (await opened_as(None)).journal.left_behind()
    assert (first.id, first.kind, first.device) == (lock, JournalKind.LOCK, DOOR)
    assert (first.user_id, first.detail, first.sealed) == ("", "", b"")
    assert (second.id, second.kind, second.user_id) == (write, JournalKind.WRITE, "007")
    assert (second.detail, second.sealed) == ("read back", b"\0\xff")
    assert before <= first.at <= second.at <= datetime.now(UTC)
    assert first.at.utcoffset() == timedelta(0)


async def test_an_entry_that_was_ended_is_not_left_behind(opened_as: As) -> None:
    gone = (await opened_as(GONE)).journal
    await gone.end(await gone.begin(JournalKind.LOCK, DOOR))
    assert await (await opened_as(None)).journal.left_behind() == ()


async def test_entries_of_running_programs_are_nobody_elses(opened_as: As) -> None:
    mine = (await opened_as(None)).journal
    await mine.begin(JournalKind.LOCK, DOOR)
    assert await mine.left_behind() == ()
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        import psutil  # type: ignore[import-untyped]

        window = Owner(GONE.node, process.pid, psutil.Process(process.pid).create_time())
        await (await opened_as(window)).journal.begin(JournalKind.JOB, DOOR)
        assert await mine.left_behind() == ()
        process.kill()
        while is_running(window):
            pass
        (entry,) = await mine.left_behind()  # not reaped yet: a zombie holds nothing
        assert entry.kind is JournalKind.JOB
    finally:
        process.kill()
        process.communicate()


async def test_a_process_number_given_again_is_another_program(opened_as: As) -> None:
    me = this_program()
    earlier = Owner(me.node, me.pid, me.began - 3600)
    await (await opened_as(earlier)).journal.begin(JournalKind.LOCK, DOOR)
    assert len(await (await opened_as(None)).journal.left_behind()) == 1


async def test_another_pc_on_a_shared_database_settles_its_own(
    opened_as: As, target: str | Path
) -> None:
    await (await opened_as(OTHER_PC)).journal.begin(JournalKind.LOCK, DOOR)
    found = await (await opened_as(None)).journal.left_behind()
    # A file is of one PC, which may have been renamed since.
    assert len(found) == (1 if isinstance(target, Path) else 0)


async def test_what_was_taken_over_is_given_until_it_is_ended(opened_as: As) -> None:
    await (await opened_as(GONE)).journal.begin(JournalKind.LOCK, DOOR)
    mine = (await opened_as(None)).journal
    first = await mine.left_behind()
    assert len(first) == 1
    assert await mine.left_behind() == first
    await mine.end(first[0].id)
    assert await mine.left_behind() == ()


async def test_only_one_of_two_windows_takes_an_entry_over(opened_as: As) -> None:
    await (await opened_as(GONE)).journal.begin(JournalKind.LOCK, DOOR)
    one, other = (await opened_as(None)).journal, (await opened_as(None)).journal
    assert len(await one.left_behind()) == 1
    assert await other.left_behind() == ()


async def test_ending_one_that_is_gone_ends_no_other(store: Store) -> None:
    first = await store.journal.begin(JournalKind.LOCK, DOOR)
    await store.journal.end(first)
    second = await store.journal.begin(JournalKind.LOCK, DOOR)
    assert second != first
    await store.journal.end(first)
    assert store._database is not None
    with store._database.reading() as connection:
        assert connection.execute(table.select()).all()[0].id == second


async def test_forgetting_the_device_leaves_its_entries(opened_as: As) -> None:
    gone = await opened_as(GONE)
    await gone.devices.save(KnownDevice(uid=DOOR, name="Front door", address=Address("127.0.0.2")))
    await gone.journal.begin(JournalKind.LOCK, DOOR)
    mine = await opened_as(None)
    await mine.devices.forget(DOOR)
    assert [entry.device for entry in await mine.journal.left_behind()] == [DOOR]


@pytest.mark.parametrize("bad", ["a\0b", "\ud800"])
async def test_text_that_cannot_be_kept_is_refused(store: Store, bad: str) -> None:
    with pytest.raises(InvalidInput):
        await store.journal.begin(JournalKind.JOB, DOOR, detail=bad)
    entry = await store.journal.begin(JournalKind.JOB, DOOR)
    with pytest.raises(InvalidInput):
        await store.journal.note(entry, bad)


@pytest.mark.parametrize("column", ["kind", "owner"])
async def test_an_entry_nobody_can_read_is_damage(store: Store, column: str) -> None:
    await store.journal.begin(JournalKind.LOCK, DOOR)
    assert store._database is not None
    with store._database.writing() as connection:
        connection.execute(text(f"UPDATE journal SET {column} = 'nonsense'"))
    with pytest.raises(StoreDamaged):
        await store.journal.left_behind()


def test_only_the_sealed_column_holds_bytes() -> None:
    kinds = {column.name: column.type.python_type for column in table.c}
    assert [name for name, kind in kinds.items() if kind is bytes] == ["sealed"]


async def test_what_is_held_of_a_user_is_found_whoever_holds_it(opened_as: As) -> None:
    ann, bob = UserId("007"), UserId("008")
    other, mine = (await opened_as(OTHER_PC)).journal, (await opened_as(None)).journal
    first = await other.begin(JournalKind.WRITE, DOOR, user_id=ann, sealed=b"a")
    await mine.begin(JournalKind.WRITE, DOOR, user_id=ann)
    await mine.begin(JournalKind.WRITE, DOOR, user_id=bob, sealed=b"b")
    second = await mine.begin(JournalKind.WRITE, DeviceUid("00b2"), user_id=ann, sealed=b"a")
    held = await mine.sealed_of(ann)
    assert [(each.id, each.sealed) for each in held] == [(first, b"a"), (second, b"a")]
