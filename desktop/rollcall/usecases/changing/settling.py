"""Putting in order at the next start what was cut short: unlock, then jobs, then writes.

How a job or a write is settled is told by those who begin them; a program that still runs is never
disturbed, because `Journal.left_behind` does not give what it does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from rollcall.protocol.errors import AppError, DeviceError
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.journal import Journal, JournalEntry, JournalKind
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.unlocking import OpenSession
from rollcall.usecases.fleet_device import state_after
from rollcall.usecases.sessions import Session

__all__ = ["NameOf", "Settle", "Settling"]

_log = logging.getLogger(__name__)

DEVICES_AT_ONCE: Final = 8  # many devices at once, bounded (design.md 4.7)
_ORDER: Final = (JournalKind.LOCK, JournalKind.JOB, JournalKind.WRITE)

Settle: TypeAlias = Callable[[Session, JournalEntry], Awaitable[object]]
"""Settles one entry, and strikes it out once that is proven.

One that returns is not asked again in this run, even where it left its entry in the journal: for a
person to decide, or for the next start. After an `AppError` it is, once the device is back. It may
write under a lease: no turn is held here.
"""

NameOf: TypeAlias = Callable[[DeviceUid], str | None]
"""Gives the name of one of our devices, None for one that is not ours now."""


class Settling:
    """What programs that are gone left behind on our devices.

    A device that cannot be reached keeps its entries, counts as left locked where it may be, and is
    due again once it answers. So does one that is not ours any more: it may be added again.
    """

    def __init__(
        self,
        journal: Journal,
        leases: Leases,
        *,
        open_session: OpenSession,
        name_of: NameOf,
        audit: Audit,
        settle_job: Settle | None = None,
        settle_write: Settle | None = None,
    ) -> None:
        """Take who settles jobs and writes; without one, entries of that kind stay."""
        self._journal = journal
        self._leases = leases
        self._open_session = open_session
        self._name_of = name_of
        self._audit = audit
        by_kind = {JournalKind.JOB: settle_job, JournalKind.WRITE: settle_write}
        self._settles = {kind: settle for kind, settle in by_kind.items() if settle is not None}
        self._entries: dict[DeviceUid, list[JournalEntry]] = {}
        self._over: set[int] = set()
        self._running: set[DeviceUid] = set()

    @property
    def due(self) -> tuple[DeviceUid, ...]:
        """The devices with something left to settle."""
        return tuple(self._entries)

    async def look(self) -> tuple[DeviceUid, ...]:
        """Read what was left behind, and give the devices it concerns. Raises `StoreError`.

        Nothing is asked of a device yet; it is to be settled before anything else is. To be looked
        at again later: another window may have ended without a chance to let go of a device.
        """
        left = await self._journal.left_behind()
        # Asked only now: somebody else may have looked meanwhile.
        known = {each.id for entries in self._entries.values() for each in entries} | self._over
        new = [each for each in left if each.id not in known]
        for entry in sorted(new, key=lambda each: (_ORDER.index(each.kind), each.id)):
            self._entries.setdefault(entry.device, []).append(entry)
            if entry.kind is JournalKind.LOCK:
                self._leases.take_over(entry.device, [entry.id])
        return self.due

    async def run(self) -> None:
        """Settle every device that `look` gave, several at once; one that fails holds up no other.

        What is expected to fail is not raised: the device stays due. A bug is, after all were done.
        """
        gate = asyncio.Semaphore(DEVICES_AT_ONCE)
        bugs: list[Exception] = []

        async def settle_one(uid: DeviceUid) -> None:
            async with gate:
                try:
                    await self.settle(uid)
                except Exception as bug:  # noqa: BLE001  # the other devices must be unlocked
                    bugs.append(bug)

        async with asyncio.TaskGroup() as group:
            for uid in self.due:
                group.create_task(settle_one(uid))
        if bugs:
            raise bugs[0]

    async def settle(self, uid: DeviceUid) -> None:
        """Settle one device as far as it can be; does nothing while that is being done already."""
        name = self._name_of(uid)
        if uid in self._running or uid not in self._entries or name is None:
            return
        self._running.add(uid)
        try:
            await self._unlock(uid, name)
            await self._settle(uid)
        except AppError as error:
            _log.info("not settled yet", extra={"device": uid, "error": type(error).__name__})
        finally:
            self._running.discard(uid)

    async def _unlock(self, uid: DeviceUid, name: str) -> None:
        if self._leases.is_left_locked(uid):
            async with (
                self._audit.recording(Action.UNLOCK_DEVICE, device=name, uid=uid),
                self._leases.quiet(uid),  # never in the middle of a lease; it unlocks
            ):
                pass
        for entry in tuple(self._entries.get(uid, ())):
            if entry.kind is JournalKind.LOCK:
                self._drop(entry)

    async def _settle(self, uid: DeviceUid) -> None:
        """Settle the jobs and writes of a device, each as far as it can be. Raises `AppError`."""
        entries = [each for each in self._entries.get(uid, ()) if each.kind in self._settles]
        if not entries:
            return
        async with self._open_session(uid) as session:
            for entry in entries:
                try:
                    await self._settles[entry.kind](session, entry)
                    self._drop(entry)
                except AppError as error:
                    if isinstance(error, DeviceError) and state_after(error) is not None:
                        raise  # it cannot be spoken to
                    _log.info("an entry stays", extra={"error": type(error).__name__})

    def _drop(self, entry: JournalEntry) -> None:
        self._over.add(entry.id)
        left = [each for each in self._entries.pop(entry.device) if each.id != entry.id]
        if left:
            self._entries[entry.device] = left
