"""Erases people: what this PC holds of them goes, for whatever it was held.

They are deleted from devices by copying/removing.py; attendance records and the audit trail stay.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.sealing import SealBroken
from rollcall.usecases.changing.before_images import BeforeImage, BeforeImages
from rollcall.usecases.changing.journal import JournalEntry, JournalKind
from rollcall.usecases.changing.seal_key import SealKeyOf
from rollcall.usecases.changing.steps import Steps
from rollcall.usecases.copying.finding import FindKey, Person
from rollcall.usecases.copying.names import are_alike
from rollcall.usecases.erasing.tombstones import Tombstones

__all__ = ["Erasing", "HoldsSealed"]

_log = logging.getLogger(__name__)


class HoldsSealed(Protocol):
    """What of the journal is asked here. Every method raises `StoreError`."""

    async def sealed_of(self, user_id: UserId) -> tuple[JournalEntry, ...]:
        """Give the entries that hold something of a user, on any device."""

    async def end(self, entry: int) -> None:
        """Strike an entry out; fine for one that is gone."""


class _Roster(Protocol):
    def drop(self, user_id: UserId) -> None:
        """Show no longer a user that the device has no more."""


class _Rosters(Protocol):
    def of(self, uid: DeviceUid) -> _Roster:
        """Give the roster of a device."""

    async def save(self, uid: DeviceUid) -> None:
        """Remember it. Raises `StoreError`."""


class Erasing:
    """Notes who is erased before anything is deleted, and lets go of what is held of them after."""

    def __init__(
        self,
        tombstones: Tombstones,
        *,
        steps: Steps,
        images: BeforeImages,
        journal: HoldsSealed,
        rosters: _Rosters,
        seal_key: SealKeyOf,
    ) -> None:
        self._tombstones = tombstones
        self._steps = steps
        self._images = images
        self._journal = journal
        self._rosters = rosters
        self._seal_key = seal_key

    async def is_possible(self) -> bool:
        """Tell whether anybody can be erased: not without the key in the keyring."""
        return await self._tombstones.is_possible()

    async def begin(self, persons: Sequence[Person]) -> None:
        """Note who is erased, and forget how to undo what was done to them.

        Raises `StoreError`, `ErasedNotKnown`; then nothing is changed.
        """
        await self._tombstones.add(persons)
        self._forget_steps(persons)

    async def end(
        self,
        persons: Sequence[Person],
        *,
        gone_from: Collection[FindKey],
        others_on: Collection[FindKey] = (),
    ) -> None:
        """Let go of what is held of persons on devices that were seen to have them no more.

        And of what is held for devices that are not ours any more; `others_on` tells where the id
        is, or may be, somebody's still. Raises `StoreError`.
        """
        self._forget_steps(persons)  # of work that ended meanwhile too
        for uid, user_id in gone_from:
            self._rosters.of(uid).drop(user_id)
        for uid in {uid for uid, _ in gone_from}:
            await self._rosters.save(uid)
        for each in persons:
            for entry in self._images.forget(each.user_id, but_on=_devices(others_on, each)):
                await self._journal.end(entry)
            await self._end_sealed(each, gone_from, others_on)

    def _forget_steps(self, persons: Sequence[Person]) -> None:
        for each in persons:
            self._steps.forget(each.user_id, is_meant=_is_called(each.name))

    async def _end_sealed(
        self, person: Person, gone_from: Collection[FindKey], others_on: Collection[FindKey]
    ) -> None:
        user_id = person.user_id
        for entry in await self._journal.sealed_of(user_id):
            if entry.kind is not JournalKind.WRITE or (entry.device, user_id) in others_on:
                continue
            if (entry.device, user_id) in gone_from or await self._is_of(entry, person):
                await self._journal.end(entry.id)

    async def _is_of(self, entry: JournalEntry, person: Person) -> bool:
        """Tell whether it is this person who is held; nobody's if it cannot be opened."""
        key = await self._seal_key()
        if key is None:
            return False
        try:
            image = await asyncio.to_thread(
                BeforeImage.opened, key, entry.sealed, entry.device, entry.user_id
            )
        except SealBroken:
            _log.info("what a write held of somebody who was erased cannot be opened")
            return False
        return any(are_alike(person.name, each) for each in (image.name, image.new_name))


def _devices(keys: Collection[FindKey], person: Person) -> frozenset[DeviceUid]:
    return frozenset(uid for uid, user_id in keys if user_id == person.user_id)


def _is_called(name: str) -> Callable[[str], bool]:
    return lambda other: are_alike(name, other)
