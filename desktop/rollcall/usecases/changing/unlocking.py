"""Devices that may still be locked by us although nobody works on them, and letting them go.

No command tells whether a device is locked (protocol-notes U17), so an unlock counts only when the
device acknowledged it, and until then it is tried again (reliability M7).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Final, TypeAlias

from rollcall.protocol.errors import (
    DeviceError,
    OutcomeUnknown,
    Refused,
    StoreError,
    Unsupported,
    VaultError,
)
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import LockDevice
from rollcall.usecases.changing.journal import Journal
from rollcall.usecases.listening import Event
from rollcall.usecases.sessions import Session
from rollcall.usecases.undisturbed import undisturbed

__all__ = ["LeftLocked", "OpenSession", "is_about_lock", "unlock"]

_log = logging.getLogger(__name__)

OpenSession: TypeAlias = Callable[[DeviceUid], AbstractAsyncContextManager[Session]]

_UNLOCK: Final = LockDevice(locked=False)


async def unlock(session: Session) -> None:
    """Ask a device to let people in again. Raises `DeviceError` when it did not acknowledge that.

    Sent once more when its reply was lost: twice unlocked is unlocked, unlike with other changes.
    """
    try:
        try:
            await session.ask(_UNLOCK)
        except OutcomeUnknown:
            await session.ask(_UNLOCK)
    except Unsupported as error:
        if not is_about_lock(error):
            raise
        # What does not know the command cannot have been locked by it.


def is_about_lock(error: Refused | Unsupported) -> bool:
    """Whether it was LockDevice that was refused, not the question who it is before that."""
    return error.command in LockDevice.names


class LeftLocked:
    """The devices whose unlock was not acknowledged, with their journal entries.

    `changed` announces those of which an unlock has failed.
    """

    def __init__(self, journal: Journal, *, open_session: OpenSession) -> None:
        self._journal = journal
        self._open_session = open_session
        self._entries: dict[DeviceUid, list[int]] = {}
        self._failed: set[DeviceUid] = set()
        self._announced: tuple[DeviceUid, ...] = ()
        self.changed: Event[tuple[DeviceUid, ...]] = Event()

    def __contains__(self, uid: DeviceUid) -> bool:
        return uid in self._entries

    @property
    def devices(self) -> tuple[DeviceUid, ...]:
        """What `changed` announced last."""
        return self._announced

    def add(self, uid: DeviceUid, entries: Iterable[int]) -> None:
        """Take note of a device that may be locked; not announced before an unlock has failed."""
        known = self._entries.setdefault(uid, [])
        known += [entry for entry in entries if entry not in known]

    def note_failure(self, uid: DeviceUid) -> None:
        """Announce a device whose unlock has failed, if it is one that may be locked."""
        if uid in self._entries:
            self._failed.add(uid)
            self._announce()

    async def unlock(self, uid: DeviceUid) -> None:
        """Unlock a device, whoever locked it. Raises `DeviceError`, `VaultError`."""
        entries = self.of(uid)
        try:
            async with self._open_session(uid) as session:
                await unlock(session)
        except (DeviceError, VaultError):
            self.note_failure(uid)
            raise
        await self.let_go(uid, entries)

    async def let_go(self, uid: DeviceUid, entries: Iterable[int]) -> None:
        """Take note of an acknowledged unlock, and strike out the entries it has proven to end."""
        ended = tuple(entries)
        left = [entry for entry in self._entries.pop(uid, []) if entry not in ended]
        if left:  # came about while the unlock was on its way
            self._entries[uid] = left
        else:
            self._failed.discard(uid)
        self._announce()
        await undisturbed(self.strike_out(*ended))

    async def strike_out(self, *entries: int) -> None:
        """Strike out entries; one that stays costs an unlock too many at the next start."""
        try:
            for entry in entries:
                await self._journal.end(entry)
        except StoreError as error:
            _log.info("a lock stays in the journal: %s", type(error).__name__)

    def of(self, uid: DeviceUid) -> tuple[int, ...]:
        """Give the journal entries of a device that may be locked."""
        return tuple(self._entries.get(uid, ()))

    def _announce(self) -> None:
        devices = tuple(uid for uid in self._entries if uid in self._failed)
        if devices != self._announced:
            self._announced = devices
            self.changed.emit(devices)
