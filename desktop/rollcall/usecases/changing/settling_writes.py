"""Writes that were cut short by a crash: what a user must not have lost by it is put back.

Which entries were left behind, and when each device's turn is, is known to settling.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from msgspec.structs import replace

from rollcall.protocol.errors import BadReply, OutcomeUnknown, Refused, Unsupported
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import FINGERS_MAX, UserInfo
from rollcall.sealing import SealBroken
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.before_images import BeforeImage
from rollcall.usecases.changing.journal import Journal, JournalEntry
from rollcall.usecases.changing.one_user import read_user
from rollcall.usecases.changing.parts import templates
from rollcall.usecases.changing.proof import Lost, lost_templates, put_back
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.changing.seal_key import SealKeyOf, no_seal_key
from rollcall.usecases.changing.writer import HoldsLock
from rollcall.usecases.sessions import Session

__all__ = ["WriteSettler"]

_log = logging.getLogger(__name__)


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
    ) -> None:
        self._leases = leases
        self._journal = journal
        self._audit = audit
        self._device_name = device_name
        self._seal_key = seal_key

    async def settle_write(self, session: Session, entry: JournalEntry) -> bool:
        """Look at the user, put back what the write cost it, prove it, and end the entry.

        False where that cannot be done now: the key is locked, or the device drops the templates
        again. Then the entry stays for the next start. Raises `DeviceError`, `StoreError`.
        """
        image: BeforeImage | None = None
        if entry.sealed:
            image = await self._opened(entry)
            if image is None:
                return False
        user, put = await read_user(session, entry.user_id), 0
        if image is not None and _lost(image, user):
            async with self._leases.hold(entry.device, session):
                # Read again: others may have had their turn while this one was waited for.
                user, put = await self._restored(session, image)
            if _lost(image, user):
                return False
        await self._journal.end(entry.id)
        await self._audit.note(
            Action.SETTLE,
            device=self._device_name(entry.device),
            uid=entry.device,
            subject=f"{entry.user_id} {user.name if user else ''}".strip(),
            details=f"put back: {put}" if put else "",
        )
        return True

    async def _opened(self, entry: JournalEntry) -> BeforeImage | None:
        key = await self._seal_key()
        if key is None:
            return None
        try:
            return await asyncio.to_thread(
                BeforeImage.opened, key, entry.sealed, entry.device, entry.user_id
            )
        except SealBroken:
            _log.warning("what a write of an earlier run held cannot be opened: another key")
            return None

    async def _restored(self, session: Session, image: BeforeImage) -> tuple[UserInfo | None, int]:
        """Put back what is missing, where that can be; give the user then, and how many it were."""
        user_id = image.before.id
        user = await read_user(session, user_id)
        lost = _lost(image, user)
        if user is None or not lost or not _may_have(image, user):
            return user, 0
        whole = [replace(each, before=_whole(user, each)) for each in lost]
        if any(each.part is Part.FINGERS and len(each.before) > FINGERS_MAX for each in whole):
            return user, 0
        try:
            await session.ask(put_back(user_id, whole))
        except (OutcomeUnknown, Refused, BadReply, Unsupported) as error:
            _log.info("what came of putting back is read: %s", type(error).__name__)
        return await read_user(session, user_id), sum(len(each.templates) for each in lost)


def _lost(image: BeforeImage, user: UserInfo | None) -> tuple[Lost, ...]:
    """Give what is missing; nothing of a user who is gone, and is not to be made again."""
    return lost_templates(image.change, before=image.as_user(), after=user)


def _may_have(image: BeforeImage, user: UserInfo) -> bool:
    """Whether it is this person; else the id is another one's now."""
    return user.name in {image.name, image.new_name}


def _whole(user: UserInfo, lost: Lost) -> tuple[bytes, ...]:
    """Give what is there now and what is missing: nobody else's change is overwritten."""
    return (*templates(user, lost.part), *lost.templates)
