"""Removes a person from every device: now where it answers, else when it is back.

What waits is kept by the store, so it survives the program.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, Protocol

from msgspec.structs import replace

from rollcall.protocol.errors import DeviceError, StoreError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import PendingRemoval, RememberedUser
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Removal
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.copying.carrying_out import CarriedOut, CarryingOut, Erases, Pending
from rollcall.usecases.copying.finding import (
    Find,
    Findings,
    FindKey,
    Person,
    Where,
    find,
    person_of,
)
from rollcall.usecases.copying.persons import KnownPerson, RemembersUsers, known_persons
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.undisturbed import undisturbed

__all__ = ["CarriedOut", "Erases", "Pending", "Removing"]

_DEVICES_AT_ONCE: Final = 8
_UNSETTLED: Final = frozenset({Verdict.SKIPPED, Verdict.UNKNOWN})


class _Devices(Protocol):
    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Every device, ours by name first."""

    def device(self, uid: DeviceUid) -> FleetDevice:
        """Give one of ours. Raises `KeyError`."""


class Removing:
    """Finds and removes persons on all of our devices.

    `changed` announces everything that waits; `carried_out` what became of it, for a notice.
    """

    def __init__(
        self,
        fleet: _Devices,
        *,
        open_session: OpenSession,
        writer: WritesUsers,
        pending: Pending,
        remembered: RemembersUsers,
        erasing: Erases,
        who: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._fleet = fleet
        self._open_session = open_session
        self._writer = writer
        self._pending = pending
        self._remembered = remembered
        self._erasing = erasing
        self._who = who
        self._now = now
        self._turns: dict[DeviceUid, asyncio.Lock] = {}
        self.changed: Event[tuple[PendingRemoval, ...]] = Event()
        self.carried_out: Event[CarriedOut] = Event()

    def name_of(self, uid: DeviceUid) -> str:
        """Give what people call a device; its uid when it was forgotten meanwhile."""
        try:
            return self._fleet.device(uid).label
        except KeyError:
            return uid

    async def persons(self) -> tuple[KnownPerson, ...]:
        """Give everybody who was last known on any of our devices. Raises `StoreError`."""
        return await known_persons(self._remembered, self._ours())

    async def can_erase(self) -> bool:
        """Tell whether people can be erased: not without the key in the keyring."""
        return await self._erasing.is_possible()

    async def find(self, users: Sequence[RememberedUser], *, report: Report) -> Findings:
        """Look for persons on all of our devices; nothing is removed."""
        uids = self._ours()
        persons = [person_of(each) for each in users]
        return await find(self._open_session, persons, uids, report=report)

    async def remove(
        self,
        findings: Findings,
        chosen: Collection[FindKey],
        *,
        got: Got,
        report: Report,
        part_of: object | None = None,
        erase: bool = False,
    ) -> tuple[PendingRemoval, ...]:
        """Remove the chosen ones; give those that now wait for their device.

        A receipt for each one that was tried. It is undone as one, with what else is `part_of` the
        same; who is erased never comes back, by Undo or from a backup, nor does who was found on no
        device any more. Raises `StoreError` when what has to wait, or `ErasedNotKnown` when who is
        erased, cannot be kept; then nobody was removed or erased, and nobody new waits.
        """
        finds = [each for each in findings.finds if each.key in chosen and each.is_removable]
        erased = (*_persons(finds), *findings.gone) if erase else ()
        waiting = [
            self._as_pending(each, erase=erase) for each in finds if each.where is Where.NOT_READ
        ]
        await self._keep(waiting, erased)
        by_device: dict[DeviceUid, list[Find]] = {}
        for found in finds:
            if found.where is not Where.NOT_READ:
                by_device.setdefault(found.device, []).append(found)
        run = _Run(
            total=sum(map(len, by_device.values())),
            got=got,
            report=report,
            action=Action.ERASE_USER if erase else Action.REMOVE_EVERYWHERE,
            part_of=object() if part_of is None else part_of,
        )
        gate = asyncio.Semaphore(_DEVICES_AT_ONCE)
        late: list[PendingRemoval] = []

        async def empty(uid: DeviceUid, there: list[Find]) -> None:
            async with gate:
                late.extend(await self._remove_from(uid, there, run))

        try:
            async with asyncio.TaskGroup() as group:
                for uid, there in by_device.items():
                    group.create_task(empty(uid, there))
        finally:
            try:
                if erased:  # first: nothing of them may be left behind because telling failed
                    await undisturbed(self._end_erasing(findings, erased, run.gone))
            finally:
                if waiting or late:
                    await undisturbed(self.tell())
        return (*waiting, *late)

    async def _keep(self, waiting: Sequence[PendingRemoval], erased: Sequence[Person]) -> None:
        """Keep who waits and who is erased, or nobody: what was kept by then is dropped again."""
        before = {(each.device, each.user_id) for each in await self._pending.all()}
        try:
            for each in waiting:
                await self._pending.add(each)
            if erased:  # last: nothing takes back that Undo has forgotten them
                await self._erasing.begin(erased)
        except BaseException:
            new = [each for each in waiting if (each.device, each.user_id) not in before]
            await undisturbed(self._drop(new))
            raise

    async def _drop(self, waiting: Sequence[PendingRemoval]) -> None:
        for each in waiting:
            with suppress(StoreError):  # the error that led here is the one to tell
                await self._pending.done(each.device, each.user_id)

    async def carry_out(self, uid: DeviceUid) -> CarriedOut | None:
        """Remove from a device that is back whoever waits for it; None where nobody does.

        To be called each time a device answers. Raises `StoreError`, `DeviceError`.
        """
        turn = self._turns.setdefault(uid, asyncio.Lock())
        if turn.locked():  # it is being done
            return None
        async with turn:
            mine = [each for each in await self._pending.all() if each.device == uid]
            if not mine:
                return None
            work = CarryingOut(
                uid,
                device=self.name_of(uid),
                others=[each for each in self._ours() if each != uid],
                writer=self._writer,
                pending=self._pending,
                erasing=self._erasing,
            )
            try:
                for each in mine:
                    await work.carry_out(each)
            finally:
                await undisturbed(self._tell_carried_out(work.result))
            return work.result

    async def pending(self) -> tuple[PendingRemoval, ...]:
        """Give what waits, oldest first. Raises `StoreError`."""
        return await self._pending.all()

    async def withdraw(self, waiting: Sequence[PendingRemoval]) -> None:
        """Do not remove these when their device is back. Raises `StoreError`."""
        for each in waiting:
            await self._pending.done(each.device, each.user_id)
        await self.tell()

    async def tell(self) -> None:
        """Announce what waits. Raises `StoreError`."""
        self.changed.emit(await self._pending.all())

    # --- inside

    def _ours(self) -> list[DeviceUid]:
        return [each.known_uid for each in self._fleet.devices if each.is_ours]

    async def _remove_from(
        self, uid: DeviceUid, finds: Sequence[Find], run: _Run
    ) -> list[PendingRemoval]:
        """Delete on one device; whoever could not be, because it went away, waits for it."""
        removals = [Removal(user_id=each.person.user_id, name=each.name) for each in finds]
        unsettled: set[UserId] = set()
        error: DeviceError | None = None

        def got(receipt: Receipt) -> None:
            if receipt.verdict in _UNSETTLED:
                unsettled.add(receipt.user_id)
            run.take(receipt)

        try:
            await self._writer.delete(
                uid,
                removals,
                action=run.action,
                got=got,
                report=_tell_nobody,
                part_of=run.part_of,
            )
        except DeviceError as failure:
            error = failure
        if error is None:
            return []
        kept = []
        for each in finds:
            if each.person.user_id in unsettled:
                # By the name it has there: that is who was chosen.
                erase = run.action is Action.ERASE_USER
                waits = replace(self._as_pending(each, erase=erase), name=each.name)
                await self._pending.add(waits)
                kept.append(waits)
        return kept

    async def _tell_carried_out(self, result: CarriedOut) -> None:
        if result.removed or result.others or result.failed:
            self.carried_out.emit(result)
        if result.removed or result.others:
            await self.tell()

    async def _end_erasing(
        self, findings: Findings, erased: Sequence[Person], removed: Collection[FindKey]
    ) -> None:
        ids = {each.user_id for each in erased}
        mine = [each for each in findings.finds if each.person.user_id in ids]
        absent = {each.key for each in mine if each.where is Where.ABSENT}
        gone = absent | set(removed)
        others = {each.key for each in mine} - gone
        await self._erasing.end(erased, gone_from=gone, others_on=others)

    def _as_pending(self, found: Find, *, erase: bool) -> PendingRemoval:
        return PendingRemoval(
            device=found.device,
            user_id=found.person.user_id,
            name=found.person.name,
            asked_at=self._now(),
            who=self._who,
            is_erasure=erase,
        )


class _Run:
    """Counts receipts of several devices."""

    def __init__(
        self, *, total: int, got: Got, report: Report, action: Action, part_of: object
    ) -> None:
        self.action = action
        self.part_of = part_of
        self.gone: set[FindKey] = set()
        """Who is proven to be gone from where."""
        self._total = total
        self._done = 0
        self._got = got
        self._report = report

    def take(self, receipt: Receipt) -> None:
        """Pass one on."""
        self._done += 1
        if receipt.is_fine:
            self.gone.add((receipt.device, receipt.user_id))
        self._got(receipt)
        self._report(Progress(done=self._done, total=self._total, what="users"))


def _persons(finds: Sequence[Find]) -> tuple[Person, ...]:
    """Give who is meant by these, once more for each other name of theirs."""
    named = (
        person for each in finds for person in (each.person, Person(each.person.user_id, each.name))
    )
    return tuple(dict.fromkeys(named))


def _tell_nobody(_progress: Progress) -> None:
    """Receipts are counted."""
