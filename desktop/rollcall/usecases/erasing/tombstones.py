"""Who was erased: noted as keyed hashes, looked up when a backup is restored.

The key is derived from that of the keyring, so that nothing is hashed with what seals the journal.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from rollcall.protocol.errors import ErasedNotKnown
from rollcall.protocol.users import UserId
from rollcall.store.values import Tombstone
from rollcall.usecases.changing.seal_key import SealKeyOf
from rollcall.usecases.copying.finding import Person
from rollcall.usecases.copying.names import plain_name
from rollcall.usecases.erasing.name_marks import is_alike, mark_of, marks_of

__all__ = ["Erased", "KeepsTombstones", "Tombstones"]

_KEY_LABEL: Final = b"Rollcall: who was erased, 1"

_log = logging.getLogger(__name__)


class KeepsTombstones(Protocol):
    """Where they are kept: `store/tombstones.py`. Every method raises `StoreError`."""

    async def add(self, tombstones: Iterable[Tombstone]) -> None:
        """Keep these."""

    async def drop(self, tombstones: Iterable[Tombstone]) -> None:
        """Drop these."""

    async def all(self) -> tuple[Tombstone, ...]:
        """Give them all."""


class Erased:
    """Everybody who was erased, as far as this key can tell."""

    def __init__(self, tombstones: Sequence[Tombstone] = (), *, key: bytes = b"") -> None:
        self._marking = _Marking(key)
        self._by_id: dict[bytes, list[Tombstone]] = {}
        for each in tombstones:
            if each.key == self._marking.of_the_key:
                self._by_id.setdefault(each.user_id, []).append(each)
        self.untold = len(tombstones) - sum(map(len, self._by_id.values()))
        """How many were noted with another key: nobody can tell any more who they are."""

    def find(self, user_id: UserId, name: str) -> tuple[Tombstone, ...]:
        """Give what is noted of a person of this id and a name that is alike."""
        if not self._by_id:
            return ()
        noted = self._by_id.get(self._marking.of_id(user_id), ())
        return tuple(each for each in noted if self._marking.is_alike(each, user_id, name))

    def has(self, user_id: UserId, name: str) -> bool:
        """Tell whether a person was erased."""
        return bool(self.find(user_id, name))


class Tombstones:
    """Notes who is erased, tells who was, and forgets it of who came back.

    `seal_key` is asked each time anew: somebody may just have unlocked the keyring for it.
    """

    def __init__(self, kept: KeepsTombstones, *, seal_key: SealKeyOf) -> None:
        self._kept = kept
        self._seal_key = seal_key

    async def is_possible(self) -> bool:
        """Tell whether there is a key to note anybody with."""
        return await self._seal_key() is not None

    async def add(self, persons: Iterable[Person]) -> None:
        """Note that these are erased. Raises `StoreError`, `ErasedNotKnown` without a key."""
        marking = _Marking(await self._key())
        await self._kept.add(
            await asyncio.to_thread(lambda: [marking.tombstone(each) for each in persons])
        )

    async def known(self) -> Erased:
        """Give who was erased. Raises `StoreError`; `ErasedNotKnown` if there is anybody to tell.

        No key is asked for where nobody was erased.
        """
        tombstones = await self._kept.all()
        return Erased(tombstones, key=await self._key()) if tombstones else Erased()

    async def lift(self, persons: Sequence[Person]) -> None:
        """Let backups restore these again: somebody added them by hand. Raises `StoreError`."""
        try:
            erased = await self.known()
        except ErasedNotKnown:
            _log.info("whether somebody came back who was erased cannot be told: no key")
            return
        found = await asyncio.to_thread(
            lambda: [found for each in persons for found in erased.find(each.user_id, each.name)]
        )
        if found:
            await self._kept.drop(found)

    async def _key(self) -> bytes:
        key = await self._seal_key()
        if key is None:
            raise ErasedNotKnown("keyring")
        return key


class _Marking:
    """Makes the hashes with a key of its own."""

    def __init__(self, seal_key: bytes) -> None:
        self._key = hmac.digest(seal_key, _KEY_LABEL, "sha256")
        self.of_the_key = mark_of(self._key, "key")

    def of_id(self, user_id: UserId) -> bytes:
        return mark_of(self._key, "id", user_id)

    def tombstone(self, person: Person) -> Tombstone:
        return Tombstone(
            person=mark_of(self._key, "person", person.user_id, plain_name(person.name)),
            user_id=self.of_id(person.user_id),
            name=marks_of(self._of_names(person.user_id), person.name),
            key=self.of_the_key,
        )

    def is_alike(self, tombstone: Tombstone, user_id: UserId, name: str) -> bool:
        return is_alike(self._of_names(user_id), tombstone.name, name)

    def _of_names(self, user_id: UserId) -> bytes:
        return hmac.digest(self._key, mark_of(self._key, "names", user_id), "sha256")
