"""Takes back what was done last, through those who write.

What there is to take back is in steps.py.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, Protocol, TypeAlias

from msgspec.structs import replace

from rollcall.protocol.errors import AnotherPerson, AppError, UserChanged, UserExists, UserGone
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.outcome import skipped
from rollcall.usecases.changing.parts import is_same, member
from rollcall.usecases.changing.receipt import Part, Receipt, Verdict, joined
from rollcall.usecases.changing.steps import Back, Step, Steps
from rollcall.usecases.changing.wanted import AccessBack, Presence, Removal, Wanted
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Progress, Report

__all__ = ["UndoList", "way_back"]

_Key: TypeAlias = tuple[int, type[Back], UserId]

_DEVICES_AT_ONCE: Final = 8  # many devices at once, bounded (design.md 4.7)
_SETTLED: Final = (UserChanged, AnotherPerson, UserGone, UserExists)


class _TakesAccessBack(Protocol):
    """Brings back when users could enter; `user_access.py` is the real one."""

    async def take_back(
        self, uid: DeviceUid, backs: Sequence[AccessBack], *, got: Got, report: Report
    ) -> None:
        """Bring it back, with a receipt for each user."""


class UndoList:
    """Takes the last piece of work back, on every device it was done on."""

    def __init__(self, steps: Steps, writer: WritesUsers, access: _TakesAccessBack) -> None:
        self._steps = steps
        self._writer = writer
        self._access = access

    @property
    def last(self) -> Step | None:
        """The step done last: action, device, how many users, when."""
        return self._steps.last

    @property
    def changed(self) -> Event[Step | None]:
        """Announces the step that is the last one now, or None."""
        return self._steps.changed

    def of(self, part_of: object) -> tuple[Step, ...]:
        """Give the steps of a piece of work that can be undone, the latest first."""
        return self._steps.of(part_of)

    async def undo(self, *, got: Got, report: Report) -> None:
        """Bring the users of the last piece of work back to what they were; a receipt for each.

        Who was changed by somebody else meanwhile stays so (`UserChanged` in the receipt). The
        steps are gone afterwards, but for users whom an error of their device left as they are;
        other devices go on. Nothing happens where there is no step. Raises like
        `WritesUsers.write`, when all has ended.
        """
        by_device: dict[DeviceUid, list[Step]] = {}
        for step in self._steps.take_work():
            by_device.setdefault(step.device, []).append(step)
        count = _Count(
            sum(len(step.back) for steps in by_device.values() for step in steps), report
        )
        rooms = [_Room(uid, steps, got, count) for uid, steps in by_device.items()]
        gate = asyncio.Semaphore(_DEVICES_AT_ONCE)

        async def take_back(room: _Room) -> None:
            async with gate:
                try:
                    await self._take_back(room)
                except AppError as error:
                    room.error = error

        try:
            async with asyncio.TaskGroup() as group:
                for room in rooms:
                    group.create_task(take_back(room))
        finally:
            for room in reversed(rooms):
                room.skip_the_rest()
                for step in reversed(room.left):
                    self._steps.put(step)
        for room in rooms:
            if room.error is not None:
                raise room.error

    async def _take_back(self, room: _Room) -> None:
        for step in room.steps:
            for kind, take_back in self._kinds:
                backs = [each for each in step.back if isinstance(each, kind)]
                if backs:
                    got = partial(room.take, step, kind)
                    await take_back(step.device, backs, got=got, report=_tell_nobody)

    @property
    def _kinds(self) -> tuple[tuple[type[Back], Callable[..., Any]], ...]:
        return (
            (AccessBack, self._access.take_back),
            (Wanted, partial(self._writer.write, action=Action.UNDO)),
            (Removal, partial(self._writer.delete, action=Action.UNDO)),
        )


class _Count:
    """How much of everything is taken back."""

    def __init__(self, total: int, report: Report) -> None:
        self._done = 0
        self._total = total
        self._report = report

    def one_more(self) -> None:
        self._done += 1
        self._report(Progress(done=self._done, total=self._total, what="users"))


class _Room:
    """One device: gives one receipt a user, also where several things of the user are undone."""

    def __init__(self, uid: DeviceUid, steps: Sequence[Step], got: Got, count: _Count) -> None:
        self.steps = tuple(steps)
        self.error: AppError | None = None
        self._uid = uid
        self._left = {_key(step, each): each for step in steps for each in step.back}
        """What can be tried again."""
        self._silent = dict(self._left)
        """What has no receipt yet."""
        self._to_come = Counter(each.user_id for each in self._left.values())
        self._held: dict[UserId, Receipt] = {}
        self._got = got
        self._count = count

    @property
    def left(self) -> list[Step]:
        """The steps, as far as they were not taken back."""
        left = self._left
        return [
            replace(step, back=tuple(each for each in step.back if _key(step, each) in left))
            for step in self.steps
        ]

    def take(self, step: Step, kind: type[Back], receipt: Receipt) -> None:
        """Take what came of one thing."""
        user_id = receipt.user_id
        key = (id(step), kind, user_id)
        self._silent.pop(key, None)
        if _is_over(receipt):
            self._left.pop(key, None)
        if receipt.verdict is not Verdict.SKIPPED:
            self._count.one_more()
        self._to_come[user_id] -= 1
        if user_id in self._held:
            receipt = joined(self._held.pop(user_id), receipt)
        if self._to_come[user_id] > 0:
            self._held[user_id] = receipt
        else:
            self._got(receipt)

    def skip_the_rest(self) -> None:
        """Tell of all that has no receipt that its turn did not come."""
        why = self.error or asyncio.CancelledError()
        for step in self.steps:
            for each in step.back:
                if _key(step, each) in self._silent:
                    self.take(step, type(each), skipped(self._uid, each, why))


def _key(step: Step, back: Back) -> _Key:
    return id(step), type(back), back.user_id


def _tell_nobody(_progress: Progress) -> None:
    """What has its receipt is counted."""


def way_back(
    before: UserInfo | None, after: UserInfo | None, *, user_id: UserId
) -> Wanted | Removal | None:
    """Give what takes a change back, restricted to the parts that it changed; None for no change.

    An edit is taken back where those parts are still as the change left them, a deletion where
    nobody has the id, an addition where the user is still as it was made.
    """
    if after is None:
        return None if before is None else Wanted(change=_whole(before), presence=Presence.ABSENT)
    if before is None:
        return Removal(user_id=user_id, name=after.name, seen=after)
    parts = [part for part in Part if not is_same(part, before, after)]
    if not parts:
        return None
    change = {part.value: member(before, part) for part in parts}
    left = {part.value: member(after, part) for part in parts}
    return Wanted(
        change=SetUserInfo(id=user_id, **change),
        presence=Presence.THERE,
        seen=UserInfo(id=user_id, **({"name": after.name} | left)),
    )


def _whole(user: UserInfo) -> SetUserInfo:
    return SetUserInfo(id=user.id, **{part.value: member(user, part) for part in Part})


def _is_over(receipt: Receipt) -> bool:
    """Tell whether trying again would make no difference."""
    if receipt.verdict in {Verdict.SKIPPED, Verdict.UNKNOWN}:
        return False
    return receipt.verdict is not Verdict.FAILED or isinstance(receipt.error, _SETTLED)
