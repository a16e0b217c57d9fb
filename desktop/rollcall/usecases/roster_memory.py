"""What is remembered of a device's users from one day to the next, and what is yet to be saved."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Protocol

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser

__all__ = ["RememberedUsers", "RosterMemory"]

_log = logging.getLogger(__name__)


class RememberedUsers(Protocol):
    """Where last known users are kept: no templates, PINs or card numbers."""

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        """Give the last known users of a device."""

    async def replace(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        """Remember exactly these."""

    async def update(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        """Remember these too."""


class RosterMemory:
    """The remembered users of one device. What could not be saved is saved the next time."""

    def __init__(self, uid: DeviceUid, remembered: RememberedUsers) -> None:
        self._uid = uid
        self._remembered = remembered
        self._unsaved: dict[UserId, RememberedUser] = {}
        self._gone: set[UserId] = set()

    async def recall(self) -> tuple[RememberedUser, ...]:
        """Give what was remembered and is not known to be gone. Raises `StoreError`."""
        users = await self._remembered.of(self._uid)
        return tuple(each for each in users if each.id not in self._gone)

    def note(self, user: RememberedUser) -> None:
        """Have a user saved with the next ones."""
        self._gone.discard(user.id)
        self._unsaved[user.id] = user

    def forget(self, user_id: UserId) -> None:
        """Have a user forgotten with the next saving."""
        self._unsaved.pop(user_id, None)
        self._gone.add(user_id)

    async def replace(self, users: Iterable[RememberedUser]) -> None:
        """Remember exactly these. Raises `StoreError`."""
        unsaved, gone = self._taken()
        try:
            await self._remembered.replace(self._uid, users)
        except BaseException:
            self._give_back(unsaved, gone)
            raise

    async def save(self) -> None:
        """Save what was noted. Raises `StoreError`."""
        unsaved, gone = self._taken()
        try:
            if gone:
                known = {each.id: each for each in await self._remembered.of(self._uid)} | unsaved
                left = [each for each in known.values() if each.id not in gone]
                await self._remembered.replace(self._uid, left)
            elif unsaved:
                await self._remembered.update(self._uid, unsaved.values())
        except BaseException:
            self._give_back(unsaved, gone)
            raise

    async def save_what_can_be(self) -> None:
        """Save, but let no failure of the store end the reading or hide why it ended."""
        try:
            await self.save()
        except AppError as error:
            _log.info("the users read so far were not kept yet: %s", type(error).__name__)

    def _taken(self) -> tuple[dict[UserId, RememberedUser], set[UserId]]:
        taken = self._unsaved, self._gone
        self._unsaved, self._gone = {}, set()
        return taken

    def _give_back(self, unsaved: dict[UserId, RememberedUser], gone: set[UserId]) -> None:
        """Take back what was not saved; what was noted meanwhile is newer."""
        newer = {*self._unsaved, *self._gone}
        self._gone |= gone - newer
        self._unsaved |= {id_: user for id_, user in unsaved.items() if id_ not in newer}
