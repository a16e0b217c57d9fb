"""Applies a plan: users of the source read one after the other, written to every target.

A few users are read ahead while those before them are written. Templates live from the moment
they are read until every target has them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, repeat
from typing import Final, Protocol, TypeAlias

from msgspec import UNSET
from msgspec.structs import replace

from rollcall.protocol.errors import (
    AnotherPerson,
    AppError,
    BadReply,
    DeviceError,
    InvalidInput,
    OutcomeUnknown,
    Refused,
    Unsupported,
    UserChanged,
    UserGone,
)
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Presence, Wanted
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.copying.becoming import overwriting, user_as_new, what_differs
from rollcall.usecases.copying.names import are_alike
from rollcall.usecases.copying.plan import Kind, Plan, PlannedUser, RowKey
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.rights import is_more, raised_to
from rollcall.usecases.roster import OpenSession

__all__ = ["AddsDepartments", "CopyRun"]

# Users read ahead. Writing one takes three round trips and reading one, so a chunk may be nearly
# three times as large as the one that is written meanwhile; later ones share a lock of the device.
_CHUNKS: Final = (5, 14, 40, 110, 300)
_AHEAD: Final = 1  # chunks that wait for a target

_TARGETS_AT_ONCE: Final = 8  # many devices at once, bounded (design.md 4.7)

_Read: TypeAlias = UserInfo | AppError
_Chunk: TypeAlias = dict[UserId, _Read]


class AddsDepartments(Protocol):
    """Adds departments to devices."""

    async def add(self, uid: DeviceUid, name: str) -> None:
        """Add one. Raises `DeviceError`, `InvalidInput`."""


class CopyRun:
    """One copying. Exactly one receipt for each row, whatever happens."""

    def __init__(
        self,
        plan: Plan,
        rows: Iterable[PlannedUser],
        *,
        open_session: OpenSession,
        writer: WritesUsers,
        label: Callable[[DeviceUid], str],
        departments: AddsDepartments,
        got: Got,
        report: Report,
    ) -> None:
        self._plan = plan
        self._rows = {each.key: each for each in rows if each.is_chosen}
        self._open_session = open_session
        self._writer = writer
        self._label = label
        self._departments = departments
        self._gate = asyncio.Semaphore(_TARGETS_AT_ONCE)
        self._got = got
        self._report = report
        self._part_of = object()
        self._left = dict(self._rows)
        self._lanes = {
            uid: _Lane(uid) for uid in dict.fromkeys(each.target for each in self._rows.values())
        }

    async def run(self, *, part_of: object | None = None) -> None:
        """Copy. What fails is in the receipts; only a cancellation is raised.

        All targets and chunks are undone together, with what else is `part_of` the same.
        """
        self._part_of = part_of or self._part_of
        ids = tuple(dict.fromkeys(each.user_id for each in self._rows.values()))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(ids))
                for lane in self._lanes.values():
                    group.create_task(self._write(lane))
        finally:
            for row in tuple(self._left.values()):
                self._take(_receipt(row, Verdict.SKIPPED, self._lanes[row.target].error))

    # --- the source

    async def _read(self, ids: Sequence[UserId]) -> None:
        """Read chunk by chunk and hand each to every target; one that is full is waited for."""
        broken: AppError | None = None
        for wanted in _chunks(ids):
            if all(lane.error is not None for lane in self._lanes.values()):
                break
            chunk: _Chunk = {}
            if broken is None:
                broken = await self._read_chunk(wanted, chunk)
            if broken is not None:
                chunk |= {each: broken for each in wanted if each not in chunk}
            for lane in self._lanes.values():
                await lane.queue.put(chunk)
        for lane in self._lanes.values():
            await lane.queue.put(None)

    async def _read_chunk(self, ids: Sequence[UserId], chunk: _Chunk) -> AppError | None:
        """Read some users into `chunk`; give why it broke off, if it did."""
        source = self._plan.material.source.uid
        waiting = iter(ids)

        def got(user: UserInfo) -> None:
            chunk[user.id] = user

        def failed(user_id: UserId, error: DeviceError) -> None:
            is_gone = isinstance(error, Refused) and error.is_unknown_user
            chunk[user_id] = UserGone(self._label(source), user_id=user_id) if is_gone else error

        try:
            async with self._open_session(source) as session:
                await session.read_users(lambda: next(waiting, None), got, failed=failed)
        except AppError as error:
            return error
        return None

    # --- a target

    async def _write(self, lane: _Lane) -> None:
        """Write what comes; after a failure only take it, so that the others go on."""
        await self._add_departments(lane)
        while (chunk := await lane.queue.get()) is not None:
            if lane.error is None:
                try:
                    async with self._gate:
                        await self._write_chunk(lane, chunk)
                except AppError as error:
                    lane.error = error

    async def _add_departments(self, lane: _Lane) -> None:
        if not self._plan.terms.with_departments:
            return
        mine = (each for each in self._rows.values() if each.target == lane.uid)
        for name in self._plan.new_departments(mine).get(lane.uid, ()):
            try:
                await self._departments.add(lane.uid, name)
            except (Refused, Unsupported, BadReply, OutcomeUnknown, InvalidInput):
                continue  # whether it is there is told by writing its users
            except AppError as error:
                lane.error = error
                return

    async def _write_chunk(self, lane: _Lane, chunk: _Chunk) -> None:
        wanted: list[Wanted] = []
        for user_id, read in chunk.items():
            row = self._left.get((lane.uid, user_id))
            if row is None:
                continue
            if isinstance(read, AppError):
                self._take(_receipt(row, Verdict.FAILED, read))
                continue
            made = await self._wanted(row, read)
            if isinstance(made, Wanted):
                wanted.append(made)
            elif made is not None:
                self._take(_receipt(row, Verdict.FAILED, made))
            else:
                self._take(_receipt(row, Verdict.SAME, None))
        if wanted:
            await self._hand_over(lane, wanted)

    async def _hand_over(self, lane: _Lane, wanted: Sequence[Wanted]) -> None:
        """Let the writer write; what it did not begin is told with the reason, which comes last."""

        def got(receipt: Receipt) -> None:
            if receipt.verdict is not Verdict.SKIPPED or receipt.error is not None:
                self._take(receipt)

        await self._writer.write(
            lane.uid,
            wanted,
            action=Action.COPY_USERS,
            got=got,
            report=_tell_nobody,
            part_of=self._part_of,
        )

    async def _wanted(self, row: PlannedUser, user: UserInfo) -> Wanted | AppError | None:
        """Give what is to be written; an error where it must not be, None where nothing is."""
        plan = self._plan
        if not are_alike(user.name, row.name):
            source = self._label(plan.material.source.uid)
            return AnotherPerson(source, user_id=user.id, name=user.name, expected=row.name)
        if row.kind is Kind.NEW:
            change = user_as_new(user, row, plan)
            return self._unless_raising(row, user, Wanted(change=change, presence=Presence.ABSENT))
        now = await self._writer.read(row.target, row.user_id)
        device = self._label(row.target)
        if now is None:
            return UserGone(device, user_id=row.user_id, name=row.name)
        expected = plan.material.there[row.key]
        can = plan.target(row.target).capabilities
        if plan.material.marker.likeness(now, can) != expected:
            if now.name != expected.name:
                return AnotherPerson(device, user_id=now.id, name=now.name, expected=expected.name)
            return UserChanged(device, user_id=now.id, name=now.name)
        is_another = row.kind is Kind.ANOTHER_PERSON
        make = overwriting if is_another else what_differs
        differing = make(user, now, row, plan)
        if differing is None:
            return None
        return self._unless_raising(row, user, Wanted(change=differing, seen=now))

    def _unless_raising(
        self, row: PlannedUser, user: UserInfo, wanted: Wanted
    ) -> Wanted | UserChanged:
        """Give back what is wanted, but no more rights than those the administrator saw."""
        word = wanted.change.privilege
        before = "" if wanted.seen is None else wanted.seen.privilege.value
        raised = None if word is UNSET else raised_to(word.value, before)
        if raised is None or not is_more(raised, row.raised_to):
            return wanted
        source = self._label(self._plan.material.source.uid)
        return UserChanged(source, user_id=user.id, name=user.name)

    def _take(self, receipt: Receipt) -> None:
        key: RowKey = (receipt.device, receipt.user_id)
        row = self._left.pop(key, None)
        if row is None:
            return
        if not receipt.name:
            receipt = replace(receipt, name=row.name)
        self._got(receipt)
        done = len(self._rows) - len(self._left)
        self._report(Progress(done=done, total=len(self._rows), what="users"))


class _Lane:
    """One target, and what waits to be written to it."""

    def __init__(self, uid: DeviceUid) -> None:
        self.uid = uid
        self.queue: asyncio.Queue[_Chunk | None] = asyncio.Queue(_AHEAD)
        self.error: AppError | None = None


def _chunks(ids: Sequence[UserId]) -> Iterator[tuple[UserId, ...]]:
    waiting = iter(ids)
    for size in chain(_CHUNKS, repeat(_CHUNKS[-1])):
        chunk = tuple(islice(waiting, size))
        if not chunk:
            return
        yield chunk


def _receipt(row: PlannedUser, verdict: Verdict, error: AppError | None) -> Receipt:
    return Receipt(
        device=row.target, user_id=row.user_id, name=row.name, verdict=verdict, error=error
    )


def _tell_nobody(_progress: Progress) -> None:
    """What was read back is counted, not what was begun."""
