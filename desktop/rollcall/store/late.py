"""The store as the window uses it from its first moment: opened by whoever asks first, then kept.

If opening fails, each question raises why, and the next one tries again: another program may have
let go of the file, or the disk may have room by then.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rollcall.protocol.users import UserId
from rollcall.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rollcall.protocol.info import DeviceUid
    from rollcall.store.values import (
        AuditEntry,
        JournalEntry,
        JournalKind,
        KnownDevice,
        PendingRemoval,
        RememberedUser,
        Tombstone,
    )


class LateStore:
    """Stands for a `Store` that is not open yet.

    Attributes:
        devices: the known devices.
        users: their users as last read.
        audit: what was done.
        journal: what was begun on a device and has not ended.
        removals: who is to be removed from a device that is off.
        tombstones: who was erased, as keyed hashes.
    """

    def __init__(self, target: str | Path) -> None:
        self._target = target
        self._turn = asyncio.Lock()
        self._store: Store | None = None
        self._is_closed = False
        self.devices = _LateDevices(self)
        self.users = _LateUsers(self)
        self.audit = _LateAudit(self)
        self.journal = _LateJournal(self)
        self.removals = _LateRemovals(self)
        self.tombstones = _LateTombstones(self)

    async def opened(self) -> Store:
        """Give the open store. Raises `StoreError`."""
        async with self._turn:
            if self._is_closed:
                message = "asked after it was closed"
                raise RuntimeError(message)
            if self._store is None:
                self._store = await Store.open(self._target)
            return self._store

    async def close(self) -> None:
        """Close it if it was opened."""
        async with self._turn:
            self._is_closed = True
            store, self._store = self._store, None
            if store is not None:
                await store.close()


class _LateDevices:
    def __init__(self, late: LateStore) -> None:
        self._late = late

    async def all(self) -> tuple[KnownDevice, ...]:
        return await (await self._late.opened()).devices.all()

    async def save(self, device: KnownDevice) -> None:
        await (await self._late.opened()).devices.save(device)

    async def forget(self, uid: DeviceUid) -> None:
        await (await self._late.opened()).devices.forget(uid)


class _LateUsers:
    def __init__(self, late: LateStore) -> None:
        self._late = late

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        return await (await self._late.opened()).users.of(uid)

    async def replace(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        await (await self._late.opened()).users.replace(uid, users)

    async def update(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        await (await self._late.opened()).users.update(uid, users)


class _LateAudit:
    def __init__(self, late: LateStore) -> None:
        self._late = late

    async def add(self, entry: AuditEntry) -> None:
        await (await self._late.opened()).audit.add(entry)

    async def latest(self, limit: int = 500) -> tuple[AuditEntry, ...]:
        return await (await self._late.opened()).audit.latest(limit)


class _LateJournal:
    def __init__(self, late: LateStore) -> None:
        self._late = late

    async def begin(
        self,
        kind: JournalKind,
        device: DeviceUid,
        *,
        user_id: UserId = UserId(""),  # noqa: B008  # a text
        detail: str = "",
        sealed: bytes = b"",
    ) -> int:
        journal = (await self._late.opened()).journal
        return await journal.begin(kind, device, user_id=user_id, detail=detail, sealed=sealed)

    async def note(self, entry: int, detail: str) -> None:
        await (await self._late.opened()).journal.note(entry, detail)

    async def end(self, entry: int) -> None:
        await (await self._late.opened()).journal.end(entry)

    async def left_behind(self) -> tuple[JournalEntry, ...]:
        return await (await self._late.opened()).journal.left_behind()

    async def sealed_of(self, user_id: UserId) -> tuple[JournalEntry, ...]:
        return await (await self._late.opened()).journal.sealed_of(user_id)


class _LateRemovals:
    def __init__(self, late: LateStore) -> None:
        self._late = late

    async def add(self, removal: PendingRemoval) -> None:
        await (await self._late.opened()).removals.add(removal)

    async def done(self, device: DeviceUid, user_id: UserId) -> None:
        await (await self._late.opened()).removals.done(device, user_id)

    async def all(self) -> tuple[PendingRemoval, ...]:
        return await (await self._late.opened()).removals.all()


class _LateTombstones:
    def __init__(self, late: LateStore) -> None:
        self._late = late

    async def add(self, tombstones: Iterable[Tombstone]) -> None:
        await (await self._late.opened()).tombstones.add(tombstones)

    async def drop(self, tombstones: Iterable[Tombstone]) -> None:
        await (await self._late.opened()).tombstones.drop(tombstones)

    async def all(self) -> tuple[Tombstone, ...]:
        return await (await self._late.opened()).tombstones.all()
