"""What was done is kept in order and never changed, on each kind of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from rollcall.protocol.address import Address
from rollcall.protocol.errors import InvalidInput
from rollcall.protocol.info import DeviceUid
from rollcall.store import AuditEntry, KnownDevice, Store

ENTRY = AuditEntry(
    at=datetime(2026, 11, 22, 14, 0, tzinfo=UTC),
    who="OFFICE\\sara",
    device_uid="00a1",
    device_name="Front door",
    action="device_renamed",
    subject="张伟 🔑",
    result="done",
    details="was: Entrance",
)


async def test_latest_is_empty_when_nothing_was_done(store: Store) -> None:
    assert await store.audit.latest() == ()


async def test_latest_gives_the_newest_first_whatever_the_clock_said(store: Store) -> None:
    back_in_time = replace(ENTRY, at=ENTRY.at - timedelta(days=1), device_uid=None, result="failed")
    for entry in (ENTRY, back_in_time, ENTRY):
        await store.audit.add(entry)
    assert await store.audit.latest() == (ENTRY, back_in_time, ENTRY)
    assert await store.audit.latest(limit=2) == (ENTRY, back_in_time)


async def test_entries_outlive_their_device(store: Store) -> None:
    uid = DeviceUid("00a1")
    await store.devices.save(KnownDevice(uid=uid, name="Front", address=Address("127.0.0.2")))
    await store.audit.add(ENTRY)
    await store.devices.forget(uid)
    assert await store.audit.latest() == (ENTRY,)


async def test_add_refuses_text_that_cannot_be_kept(store: Store) -> None:
    with pytest.raises(InvalidInput):
        await store.audit.add(replace(ENTRY, details="\0"))
    with pytest.raises(ValueError, match="at"):
        await store.audit.add(replace(ENTRY, at=datetime(2026, 1, 1)))
    assert await store.audit.latest() == ()
