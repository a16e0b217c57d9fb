"""The journal's entries of one batch, begun one user ahead: no device waits for our disk."""

from __future__ import annotations

import asyncio
import logging

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.changing.journal import Journal, JournalKind

__all__ = ["Entries"]

_log = logging.getLogger(__name__)


class Entries:
    """Of one device. An entry that was begun ahead and not taken is struck out."""

    def __init__(self, journal: Journal, uid: DeviceUid, *, detail: str) -> None:
        """Take what stands in every entry: whether users are written or deleted."""
        self._journal = journal
        self._uid = uid
        self._detail = detail
        self._ahead: dict[UserId, asyncio.Future[tuple[int]]] = {}
        self._is_worth_it = True

    def expect(self, user_id: UserId) -> None:
        """Begin the entry of the user who is next, unless such entries turned out useless."""
        if self._is_worth_it and user_id not in self._ahead:
            self._ahead[user_id] = asyncio.gather(self._begin(user_id, b""))

    async def take(self, user_id: UserId, *, sealed: bytes) -> int:
        """Give the entry of a user who is written now. Raises `StoreError`."""
        self._is_worth_it = not sealed  # what to seal is known only when the user was read
        if sealed or user_id not in self._ahead:
            return await self._begin(user_id, sealed)
        (number,) = await self._ahead.pop(user_id)
        return number

    async def end(self, entry: int) -> None:
        """Strike out an entry of an earlier change. Raises `StoreError`."""
        await self._journal.end(entry)

    async def let_go(self, user_id: UserId) -> None:
        """Strike out what was begun ahead for a user and not taken; asked again if cancelled."""
        begun = self._ahead.get(user_id)
        if begun is None:
            return
        self._is_worth_it = False
        await asyncio.wait((begun,))  # which, unlike awaiting it, leaves it alone
        del self._ahead[user_id]
        try:
            (number,) = begun.result()
            await self._journal.end(number)
        except AppError as error:  # settled at the next start; nothing was sent
            _log.info("the journal was not written: %s", type(error).__name__)

    async def aclose(self) -> None:
        """Strike out everything that was begun ahead and not taken."""
        for user_id in tuple(self._ahead):
            await self.let_go(user_id)

    async def _begin(self, user_id: UserId, sealed: bytes) -> int:
        return await self._journal.begin(
            JournalKind.WRITE, self._uid, user_id=user_id, detail=self._detail, sealed=sealed
        )
