"""The lock lease: nobody verifies at a device while its users change, and never for long.

What may be locked stands in the journal before it is. What could not be unlocked again is looked
after in unlocking.py, and by settling.py at the next start.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Final

from rollcall.protocol.errors import (
    DeviceError,
    OutcomeUnknown,
    Refused,
    Unsupported,
    VaultError,
)
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import LockDevice
from rollcall.usecases.changing.journal import Journal, JournalKind
from rollcall.usecases.changing.unlocking import LeftLocked, OpenSession, is_about_lock, unlock
from rollcall.usecases.listening import Event
from rollcall.usecases.sessions import Session
from rollcall.usecases.undisturbed import undisturbed

__all__ = ["Lease", "Leases"]

LONGEST_S: Final = 30.0  # locked at a stretch (reliability M7)
BREATH_S: Final = 25.0  # after that the next breath lets people in
LONGEST_PAUSE_S: Final = 60.0  # between two tries to unlock; the first ones are 1, 2, 4 ...


class Leases:
    """Who may lock which device now: one lease or one quiet time for each, many devices at once.

    `changed` announces the devices that are still locked, or may be, although nobody works on them:
    an unlock of theirs was not acknowledged. Who listens starts `keep_unlocking` for each.
    """

    def __init__(
        self,
        journal: Journal,
        *,
        open_session: OpenSession,
        clock: Callable[[], float] = time.monotonic,
        rest: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._rest = rest
        self._left = LeftLocked(journal, open_session=open_session)
        self._turns: dict[DeviceUid, asyncio.Lock] = {}
        self._kept: set[DeviceUid] = set()
        self.changed: Event[tuple[DeviceUid, ...]] = self._left.changed

    @property
    def left_locked(self) -> tuple[DeviceUid, ...]:
        """What `changed` announced last."""
        return self._left.devices

    @asynccontextmanager
    async def hold(self, uid: DeviceUid, session: Session) -> AsyncIterator[Lease]:
        """Lock a device while the block runs, and unlock it at the end, cancelled or not.

        Waits for its turn, so it must not be asked for within `hold` or `quiet` of the same device.
        A device that refuses to be locked, or cannot be, is worked on without: what was written is
        proven by reading it back, never by the lock. Raises `StoreError` when the lock could not
        be noted, and `DeviceError` when it could not be sent. An unlock that fails is announced by
        `changed` and not raised: what was done in the block is done.
        """
        lease = Lease(
            uid,
            session,
            journal=self._journal,
            turn=self._turn(uid),
            left=self._left,
            clock=self._clock,
        )
        try:
            await lease.begin()
            yield lease
        finally:
            await undisturbed(lease.end())

    @asynccontextmanager
    async def quiet(self, uid: DeviceUid) -> AsyncIterator[None]:
        """Let nobody lock a device while the block runs, as an enrollment job needs (U18).

        Waits for its turn: a batch of writes gives it at its next breath. Unlocks what was left
        locked, and raises `DeviceError` or `VaultError` when that fails: nobody could enroll there.
        """
        async with self._turn(uid):
            if uid in self._left:
                await self._left.unlock(uid)
            yield

    async def unlock(self, uid: DeviceUid) -> None:
        """Unlock a device at once, whoever locked it: the wish of a person, or after a crash.

        Does not wait for a lease there may be; that one goes on without the lock. Raises
        `DeviceError` or `VaultError`; then what was left locked still counts as that.
        """
        await self._left.unlock(uid)

    async def keep_unlocking(self, uid: DeviceUid) -> None:
        """Try again until a device that was left locked is unlocked; pauses of 1, 2, 4 ... 60 s.

        Never in the middle of a lease. A second one for the same device ends at once.
        """
        if uid in self._kept:
            return
        self._kept.add(uid)
        pause_s = 1.0
        try:
            while uid in self._left:
                await self._rest(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                async with self._turn(uid):
                    if uid not in self._left:
                        return
                    try:
                        await self._left.unlock(uid)
                    except VaultError:  # a locked keyring may put up its window at each try
                        pause_s = LONGEST_PAUSE_S
                    except DeviceError:
                        pass  # announced already
        finally:
            self._kept.discard(uid)

    def is_left_locked(self, uid: DeviceUid) -> bool:
        """Whether an unlock of this device is still due, announced or not."""
        return uid in self._left

    def take_over(self, uid: DeviceUid, entries: Iterable[int]) -> None:
        """Count a device as left locked because of journal entries of a program that is gone."""
        self._left.add(uid, entries)

    def _turn(self, uid: DeviceUid) -> asyncio.Lock:
        return self._turns.setdefault(uid, asyncio.Lock())  # first come, first served


class Lease:
    """The right to change the users of one device, with the device locked where it can be."""

    def __init__(
        self,
        uid: DeviceUid,
        session: Session,
        *,
        journal: Journal,
        turn: asyncio.Lock,
        left: LeftLocked,
        clock: Callable[[], float],
    ) -> None:
        self._uid = uid
        self._session = session
        self._journal = journal
        self._turn = turn
        self._left = left
        self._clock = clock
        self._has_turn = False
        self._entry: int | None = None
        self._may_be_locked = False
        self._began = self._breathed = clock()
        self._slowest_s = 0.0

    async def breathe(self) -> None:
        """Let people in for a moment, and others have their turn, once it is time for that.

        To be called between two users, with nothing under way. It lets go after 25 s, or earlier
        where a step as slow as the slowest so far would end after 30 s. What happens between two
        calls is not cut short, so a first step of more than 30 s is locked for as long as it takes.
        Raises `DeviceError` when the device did not let go or cannot be locked any more, and
        `StoreError`; then the work should end.
        """
        now = self._clock()
        self._slowest_s = max(self._slowest_s, now - self._breathed)
        self._breathed = now
        locked_s = now - self._began
        if locked_s < BREATH_S and locked_s + self._slowest_s < LONGEST_S:
            return
        await undisturbed(self._let_go())
        self._give_turn()
        await self.begin()

    async def begin(self) -> None:
        """Wait for the turn, and lock; for `Leases`, which sees to `end` whatever comes of it."""
        await self._turn.acquire()
        self._has_turn = True
        await undisturbed(self._note())
        self._began = self._breathed = self._clock()
        self._may_be_locked = True
        try:
            # Its reply is waited for even when cancelled: the unlock must not overtake it.
            await undisturbed(self._session.ask(LockDevice(locked=True)))
        except OutcomeUnknown:
            pass  # so it may be
        except (Refused, Unsupported) as error:
            self._may_be_locked = False
            if not is_about_lock(error):
                raise
            await undisturbed(self._let_go())
        except DeviceError:
            self._may_be_locked = False
            raise

    async def end(self) -> None:
        """Unlock, and give the turn back; for `Leases`."""
        try:
            with suppress(DeviceError):  # announced
                await self._let_go()
        finally:
            self._give_turn()

    async def _note(self) -> None:
        self._entry = await self._journal.begin(JournalKind.LOCK, self._uid)

    async def _let_go(self) -> None:
        entry, self._entry = self._entry, None
        was_locked, self._may_be_locked = self._may_be_locked, False
        if entry is None:
            return
        if not was_locked:
            await self._left.strike_out(entry)
            return
        self._left.add(self._uid, [entry])
        entries = self._left.of(self._uid)
        is_unlocked = False
        try:
            await unlock(self._session)
            is_unlocked = True
        finally:
            if not is_unlocked:
                self._left.note_failure(self._uid)
        await self._left.let_go(self._uid, entries)

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._turn.release()
