"""Writes that were cut short by a crash: what a user must not have lost by it is put back.

Which entries were left behind, and when each device's turn is, is known to settling.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from msgspec import Struct

from rollcall.protocol.errors import AnotherPerson, VaultLocked
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.sealing import SealBroken
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.before_images import BeforeImage, BeforeImages, Sent
from rollcall.usecases.changing.bookkeeping import subject_of
from rollcall.usecases.changing.cut_short import CutShort
from rollcall.usecases.changing.journal import Journal, JournalEntry
from rollcall.usecases.changing.keeping import Keeping
from rollcall.usecases.changing.mending import Mended, mended
from rollcall.usecases.changing.reading import read_user
from rollcall.usecases.changing.seal_key import SealKeyOf, no_seal_key
from rollcall.usecases.changing.writer import HoldsLock
from rollcall.usecases.listening import Event
from rollcall.usecases.sessions import Session

__all__ = ["GivenUp", "WriteSettler"]

_log = logging.getLogger(__name__)


class GivenUp(Struct, frozen=True, kw_only=True):
    """A user to whom a write of an earlier run may have cost something that is not put back."""

    device: DeviceUid
    user_id: UserId
    name: str
    """Who has the id now; empty for nobody, or no name."""


class WriteSettler:
    """Settles the writes that an earlier run of the program left behind."""

    def __init__(
        self,
        *,
        leases: HoldsLock,
        journal: Journal,
        audit: Audit,
        device_name: Callable[[DeviceUid], str],
        seal_key: SealKeyOf = no_seal_key,
        keeping: Keeping | None = None,
        images: BeforeImages | None = None,
    ) -> None:
        """Take `keeping` and `images` of the writer.

        They share what devices have shown, and entries that stay: the writer settles those when it
        changes their user, so that no later start puts back what that change removed.
        """
        self._leases = leases
        self._journal = journal
        self._audit = audit
        self._device_name = device_name
        self._seal_key = seal_key
        self._keeping = keeping or Keeping()
        self._images = images
        self.given_up: Event[GivenUp] = Event()
        """Somebody should look at this user; announced once, when the entry has ended."""

    async def settle_write(self, session: Session, entry: JournalEntry) -> bool:
        """Look at the user, put back what the write cost it, prove it, and end the entry.

        What can never be put back ends too, and is told: the seal is of a key that is gone, or the
        id is somebody else's by now. False where it could not be proven, because the device drops
        again what it is given for example; then the entry stays for the next start. Raises
        `DeviceError`, `StoreError`, and `VaultLocked` where the key is not to be had now.
        """
        try:
            image = await self._opened(entry)
        except SealBroken:
            _log.warning("what a write of an earlier run held cannot be opened: another key")
            user = await read_user(session, entry.user_id)
            return await self._give_up(entry, user, "SealBroken")
        user = await read_user(session, entry.user_id)
        settled = Mended(user=user, is_over=True)
        if image is not None:
            cut = CutShort(image=image, user=user)
            if cut.has_cost and cut.is_ours:
                async with self._leases.hold(entry.device, session):
                    # Read again: others may have had their turn while this one was waited for.
                    user = await read_user(session, entry.user_id)
                    cut = CutShort(image=image, user=user)
                    settled = await mended(session, entry.device, cut, keeping=self._keeping)
            if cut.has_cost and not cut.is_ours:
                return await self._give_up(entry, user, AnotherPerson.__name__)
        if settled.is_over:
            await self._end(entry, settled)
        elif self._images is not None:
            sent = Sent(entry=entry.id, image=image, is_kept=True)
            self._images.send(entry.device, entry.user_id, sent)
        return settled.is_over

    async def _opened(self, entry: JournalEntry) -> BeforeImage | None:
        if not entry.sealed:
            return None
        key = await self._seal_key()
        if key is None:
            raise VaultLocked("keyring")
        return await asyncio.to_thread(
            BeforeImage.opened, key, entry.sealed, entry.device, entry.user_id
        )

    async def _give_up(self, entry: JournalEntry, user: UserInfo | None, why: str) -> bool:
        """End an entry of which nothing can ever be put back; in the audit trail, and told."""
        await self._end(entry, Mended(user=user, is_over=True, result="failed", details=why))
        name = "" if user is None else user.name
        self.given_up.emit(GivenUp(device=entry.device, user_id=entry.user_id, name=name))
        return True

    async def _end(self, entry: JournalEntry, settled: Mended) -> None:
        await self._journal.end(entry.id)
        await self._audit.note(
            Action.SETTLE,
            device=self._device_name(entry.device),
            uid=entry.device,
            subject=subject_of(entry.user_id, settled.user.name if settled.user else ""),
            result=settled.result,
            details=settled.details,
        )
