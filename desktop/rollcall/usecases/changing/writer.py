"""The one place that writes users: under the lock lease, with a receipt and an audit entry each.

What is done with one user is in one_user.py.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.batch import Batch, Lease
from rollcall.usecases.changing.before_images import BeforeImages
from rollcall.usecases.changing.bookkeeping import Bookkeeping
from rollcall.usecases.changing.entries import Entries
from rollcall.usecases.changing.journal import Journal
from rollcall.usecases.changing.keeping import Keeping
from rollcall.usecases.changing.one_user import UserChanges
from rollcall.usecases.changing.outcome import Outcome
from rollcall.usecases.changing.reading import read_user
from rollcall.usecases.changing.seal_key import SealKeyOf, no_seal_key
from rollcall.usecases.changing.steps import Steps
from rollcall.usecases.changing.wanted import Removal, Wanted
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Report
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.sessions import Session
from rollcall.usecases.undisturbed import PATIENCE_S, finish

__all__ = ["HoldsLock", "Lease", "Removed", "Stored", "UserWriter"]

AskedT = TypeVar("AskedT", Wanted, Removal)

_BY_HAND: Final = frozenset({Action.ADD_USER, Action.IMPORT_USERS})
"""What adds somebody because a person said so; a copy or Undo only repeats what there was."""

_log = logging.getLogger(__name__)


class HoldsLock(Protocol):
    """Holds the lock of a device; `lease.py` is the real one."""

    def hold(self, uid: DeviceUid, session: Session) -> AbstractAsyncContextManager[Lease]:
        """Lock the device for the block, alone."""


class Stored(Struct, frozen=True):
    """A user as it was just read from a device."""

    device: DeviceUid
    user: UserInfo


class Removed(Struct, frozen=True):
    """A user that is not on a device any more."""

    device: DeviceUid
    user_id: UserId


async def _nothing(_: DeviceUid) -> None:
    """Keep nothing."""


async def _nobody(_: Sequence[UserInfo]) -> None:
    """Care for nobody."""


class UserWriter:
    """Writes users of any of our devices; `stored` and `removed` tell at once how they are now.

    `device_name` gives a device's name for people, for errors and the audit trail. `kept` is
    awaited at the end of each piece of work, so that what this PC remembers can follow.
    """

    def __init__(
        self,
        open_session: OpenSession,
        *,
        leases: HoldsLock,
        journal: Journal,
        audit: Audit,
        device_name: Callable[[DeviceUid], str],
        undo: Steps | None = None,
        seal_key: SealKeyOf = no_seal_key,
        kept: Callable[[DeviceUid], Awaitable[None]] = _nothing,
    ) -> None:
        self._open_session = open_session
        self._leases = leases
        self._journal = journal
        self._audit = audit
        self._device_name = device_name
        self._undo = undo or Steps()
        self.kept = kept
        self.came_back: Callable[[Sequence[UserInfo]], Awaitable[None]] = _nobody
        """Awaited at the end of each piece of work with the users it made anew by hand."""
        self.patience_s = PATIENCE_S
        """How long what was sent may still take when the work is cancelled."""
        self.images = BeforeImages(seal_key)
        """Templates that a device lost and that are held here."""
        self.keeping = Keeping()
        """Which devices keep what is left out of a change."""
        self.stored: Event[Stored] = Event()
        self.removed: Event[Removed] = Event()

    async def read(self, uid: DeviceUid, user_id: UserId) -> UserInfo | None:
        """Read one user with all templates; None when the device has no such user.

        Raises `DeviceError`, `VaultError`.
        """
        async with self._open_session(uid) as session:
            return await read_user(session, user_id)

    async def write(
        self,
        uid: DeviceUid,
        wanted: Sequence[Wanted],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Write users one after the other, as `WritesUsers` promises.

        Raises `DeviceError`, `VaultError`, `StoreError` when nothing more can be written.
        """
        await self._run(
            uid,
            wanted,
            UserChanges.write,
            action=action,
            got=got,
            report=report,
            part_of=part_of,
        )

    async def delete(
        self,
        uid: DeviceUid,
        removals: Sequence[Removal],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Delete users one after the other, as `WritesUsers` promises; raises like `write`."""
        await self._run(
            uid,
            removals,
            UserChanges.delete,
            action=action,
            got=got,
            report=report,
            part_of=part_of,
        )

    async def _run(
        self,
        uid: DeviceUid,
        asked: Sequence[AskedT],
        change: Callable[[UserChanges, AskedT], Awaitable[Outcome]],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None,
    ) -> None:
        if not asked:
            return
        device, back, made = self._device_name(uid), list[Wanted | Removal](), list[UserInfo]()
        is_writing = change is UserChanges.write
        entries = Entries(self._journal, uid, detail="write" if is_writing else "delete")

        def told(outcome: Outcome) -> None:
            # Taking something back is no step of its own, unless the device lost templates by it.
            is_step = action is not Action.UNDO or any(each.lost for each in outcome.receipt.parts)
            if is_step and outcome.back is not None and action is not Action.ERASE_USER:
                back.append(outcome.back)
            if action in _BY_HAND and outcome.now and isinstance(outcome.back, Removal):
                made.append(outcome.now)
            self._announce(uid, outcome)
            got(outcome.receipt)

        books = Bookkeeping(self._audit, self._journal, action=action, uid=uid, device=device)
        batch = Batch(uid, asked, change, books=books, entries=entries, told=told, report=report)
        try:
            async with self._open_session(uid) as session, self._leases.hold(uid, session) as lease:
                changes = UserChanges(
                    session,
                    uid,
                    device=device,
                    entries=entries,
                    images=self.images,
                    keeping=self.keeping,
                )
                changes.patience_s = self.patience_s
                await batch.run(changes, lease)
        except BaseException as error:
            for receipt in batch.skipped(error):
                got(receipt)
            raise
        finally:
            self._undo.add(uid, action, back, part_of=part_of)
            closing = await finish(self._close(uid, batch, made), patience_s=self.patience_s)
            if closing.cancelled is not None:
                raise closing.cancelled

    async def _close(self, uid: DeviceUid, batch: Batch[AskedT], made: list[UserInfo]) -> None:
        await batch.aclose()
        try:
            if made:
                await self.came_back(made)
        except AppError as error:  # no old backup restores them until they are added again
            _log.warning("that somebody came back was not noted: %s", type(error).__name__)
        try:
            await self.kept(uid)
        except AppError as error:  # read again from the device another time
            _log.info("what is remembered did not follow: %s", type(error).__name__)

    def _announce(self, uid: DeviceUid, outcome: Outcome) -> None:
        if not outcome.is_known:
            return
        if outcome.now is None:
            self.removed.emit(Removed(uid, outcome.receipt.user_id))
        else:
            self.stored.emit(Stored(uid, outcome.now))
