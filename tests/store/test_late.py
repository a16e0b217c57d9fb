"""The store before it is open."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rollcall.protocol.address import Address
from rollcall.protocol.errors import StoreDamaged
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.late import LateStore
from rollcall.store.values import JournalKind, KnownDevice, PendingRemoval, Tombstone

DOOR = KnownDevice(uid=DeviceUid("00aa"), name="Front door", address=Address("127.0.0.1"))


async def test_nothing_is_made_until_somebody_asks(tmp_path: Path) -> None:
    store = LateStore(tmp_path / "rollcall.db")
    assert not (tmp_path / "rollcall.db").exists()
    await store.close()


async def test_what_was_saved_is_there_when_opened_again(tmp_path: Path) -> None:
    first = LateStore(tmp_path / "rollcall.db")
    await first.devices.save(DOOR)
    await first.close()
    second = LateStore(tmp_path / "rollcall.db")
    assert await second.devices.all() == (DOOR,)
    await second.close()


async def test_opening_is_tried_again_when_it_failed(tmp_path: Path) -> None:
    file = tmp_path / "rollcall.db"
    file.write_bytes(b"this is no database" * 100)
    store = LateStore(file)
    with pytest.raises(StoreDamaged):
        await store.devices.all()
    file.unlink()
    assert await store.devices.all() == ()
    await store.close()


async def test_nobody_is_answered_after_closing(tmp_path: Path) -> None:
    store = LateStore(tmp_path / "rollcall.db")
    await store.close()
    with pytest.raises(RuntimeError):
        await store.audit.latest()


async def test_journal_and_removals_are_those_of_the_store(tmp_path: Path) -> None:
    store = LateStore(tmp_path / "rollcall.db")
    entry = await store.journal.begin(JournalKind.JOB, DOOR.uid, user_id=UserId("7"), sealed=b"s")
    await store.journal.note(entry, "job 1")
    assert await store.journal.left_behind() == ()
    await store.journal.end(entry)
    await store.devices.save(DOOR)
    removal = PendingRemoval(
        device=DOOR.uid, user_id=UserId("7"), name="Ann", asked_at=datetime.now(UTC), who="sara"
    )
    await store.removals.add(removal)
    assert await store.removals.all() == (removal,)
    await store.removals.done(DOOR.uid, UserId("7"))
    assert await store.removals.all() == ()
    await store.close()


async def test_tombstones_are_those_of_the_store(tmp_path: Path) -> None:
    store = LateStore(tmp_path / "rollcall.db")
    tombstone = Tombstone(person=b"p", user_id=b"u", name=b"n", key=b"k")
    await store.tombstones.add([tombstone])
    assert await store.tombstones.all() == (tombstone,)
    await store.tombstones.drop([tombstone])
    assert await store.tombstones.all() == ()
    entry = await store.journal.begin(JournalKind.WRITE, DOOR.uid, user_id=UserId("7"), sealed=b"s")
    assert [each.id for each in await store.journal.sealed_of(UserId("7"))] == [entry]
    await store.close()
