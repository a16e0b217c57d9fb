"""Removals that waited for one device, carried out now that it is back; never on somebody else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from rollcall.protocol.errors import AnotherPerson, UserGone
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import PendingRemoval
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.wanted import Removal
from rollcall.usecases.changing.writing_users import WritesUsers
from rollcall.usecases.copying.finding import FindKey, Person
from rollcall.usecases.copying.names import are_same
from rollcall.usecases.progress import Progress

__all__ = ["CarriedOut", "CarryingOut", "Erases", "Pending"]


class Pending(Protocol):
    """What waits for its device: `store/removals.py`. Every method raises `StoreError`."""

    async def add(self, removal: PendingRemoval) -> None:
        """Keep one, in place of an earlier one of the same user and device."""

    async def done(self, device: DeviceUid, user_id: UserId) -> None:
        """Drop one; fine for one that is gone."""

    async def all(self) -> tuple[PendingRemoval, ...]:
        """Give them all, in the order they were asked for."""


class Erases(Protocol):
    """Makes sure that nobody brings back who is erased; `erasing/erasing.py` is the real one."""

    async def is_possible(self) -> bool:
        """Tell whether anybody can be erased."""

    async def begin(self, persons: Sequence[Person]) -> None:
        """Note who is erased. Raises `StoreError`, `ErasedNotKnown`."""

    async def end(
        self,
        persons: Sequence[Person],
        *,
        gone_from: Collection[FindKey],
        others_on: Collection[FindKey] = (),
    ) -> None:
        """Let go of what is held of persons for devices that have them no more."""


class CarriedOut(Struct, frozen=True, kw_only=True):
    """What became of removals that had waited for one device."""

    device: DeviceUid
    removed: tuple[PendingRemoval, ...] = ()
    """Deleted now, or gone already."""
    others: tuple[AnotherPerson, ...] = ()
    """Not deleted, and given up: the id is another person by now."""
    failed: tuple[Receipt, ...] = ()
    """Not deleted; they go on waiting."""


class CarryingOut:
    """One run on one device; `others` are our other devices."""

    def __init__(
        self,
        uid: DeviceUid,
        *,
        device: str,
        others: Sequence[DeviceUid],
        writer: WritesUsers,
        pending: Pending,
        erasing: Erases,
    ) -> None:
        self._device = device
        self._others = others
        self._writer = writer
        self._pending = pending
        self._erasing = erasing
        self._together = object()
        self.result = CarriedOut(device=uid)

    async def carry_out(self, waiting: PendingRemoval) -> None:
        """Remove one. Raises `DeviceError`, `StoreError`, `VaultError`."""
        uid, user_id = waiting.device, waiting.user_id
        now = await self._writer.read(uid, user_id)
        if now is None:
            await self._is_gone(waiting)
            return
        if not are_same(now.name, waiting.name):
            other = AnotherPerson(
                self._device, user_id=user_id, name=now.name, expected=waiting.name
            )
            await self._is_other(waiting, other)
            return
        receipts: list[Receipt] = []
        await self._writer.delete(
            uid,
            [Removal(user_id=user_id, name=now.name)],
            action=Action.ERASE_USER if waiting.is_erasure else Action.REMOVE_EVERYWHERE,
            got=receipts.append,
            report=_tell_nobody,
            part_of=self._together,
        )
        receipt = receipts[-1]
        if isinstance(receipt.error, AnotherPerson):
            await self._is_other(waiting, receipt.error)
        elif receipt.is_fine or isinstance(receipt.error, UserGone):
            await self._is_gone(waiting)
        else:
            self.result = replace(self.result, failed=(*self.result.failed, receipt))

    async def _is_gone(self, waiting: PendingRemoval) -> None:
        user_id = waiting.user_id
        if waiting.is_erasure:  # first: a wish that is struck out is never looked at again
            await self._erasing.end(
                [Person(user_id, waiting.name)],
                gone_from={(waiting.device, user_id)},
                others_on={(each, user_id) for each in self._others},
            )
        await self._pending.done(waiting.device, user_id)
        self.result = replace(self.result, removed=(*self.result.removed, waiting))

    async def _is_other(self, waiting: PendingRemoval, other: AnotherPerson) -> None:
        await self._pending.done(waiting.device, waiting.user_id)
        self.result = replace(self.result, others=(*self.result.others, other))


def _tell_nobody(_progress: Progress) -> None:
    """Receipts are counted."""
