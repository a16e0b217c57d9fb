"""What can be undone until the program ends: before-images in memory only, a step each call.

`Steps` takes what was done from those who write, `UndoList` takes it back through them.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Protocol, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from rollcall.protocol.errors import AnotherPerson, UserChanged, UserExists, UserGone
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.outcome import skipped
from rollcall.usecases.changing.parts import TEMPLATES, is_same, member, templates
from rollcall.usecases.changing.receipt import Part, Receipt, Verdict, joined
from rollcall.usecases.changing.wanted import AccessBack, Presence, Removal, Wanted
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Progress, Report

__all__ = ["BYTES_MAX", "Back", "Step", "Steps", "UndoList", "way_back"]

Back: TypeAlias = Wanted | Removal | AccessBack
"""What brings one user back to what it was."""

BYTES_MAX: Final = 256 * 2**20  # of templates; 5,000 users of 8 KB are 40 MiB
_OF_A_USER: Final = 500  # bytes besides the templates, roughly
_SETTLED: Final = (UserChanged, AnotherPerson, UserGone, UserExists)


class Step(Struct, frozen=True, kw_only=True):
    """One piece of work: users of one device that were written or deleted together."""

    device: DeviceUid
    action: Action
    at: datetime
    """Aware."""
    back: tuple[Back, ...]
    """What brings each user back to what it was."""

    @property
    def count(self) -> int:
        """How many users it was about."""
        return len({each.user_id for each in self.back})


class _TakesAccessBack(Protocol):
    """Brings back when users could enter; `user_access.py` is the real one."""

    async def take_back(
        self, uid: DeviceUid, backs: Sequence[AccessBack], *, got: Got, report: Report
    ) -> None:
        """Bring it back, with a receipt for each user."""


class Steps:
    """The latest steps, as many as fit into memory; `changed` tells that there are others."""

    def __init__(self, *, bytes_max: int = BYTES_MAX) -> None:
        self._bytes_max = bytes_max
        self._steps: deque[tuple[Step, int]] = deque()
        self.changed: Event[Step | None] = Event()

    @property
    def last(self) -> Step | None:
        """What would be undone next."""
        return self._steps[-1][0] if self._steps else None

    def add(
        self,
        device: DeviceUid,
        action: Action,
        back: Iterable[Back],
        *,
        onto: Step | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep a step; the oldest ones go where there is no room.

        It becomes one with `onto`, if that is the last one still: both are undone together.
        """
        back = tuple(back)
        if back and onto is not None and self.last is onto:
            self._steps.pop()
            back = (*onto.back, *back)
        self.put(Step(device=device, action=action, at=now(), back=back))

    def put(self, step: Step) -> None:
        """Keep a step as it is; one of nobody is none."""
        if not step.back:
            return
        self._steps.append((step, sum(map(_weight, step.back))))
        while sum(weight for _, weight in self._steps) > self._bytes_max:
            self._steps.popleft()
        self.changed.emit(self.last)

    def take(self) -> Step:
        """Give the last step and forget it. Raises `IndexError` where there is none."""
        step, _ = self._steps.pop()
        self.changed.emit(self.last)
        return step


class UndoList:
    """Takes the last step back."""

    def __init__(self, steps: Steps, writer: WritesUsers, access: _TakesAccessBack) -> None:
        self._steps = steps
        self._writer = writer
        self._access = access

    @property
    def last(self) -> Step | None:
        """What would be undone: action, device, how many users, when."""
        return self._steps.last

    @property
    def changed(self) -> Event[Step | None]:
        """Announces the step that would be undone now, or None."""
        return self._steps.changed

    async def undo(self, *, got: Got, report: Report) -> None:
        """Bring the users of the last step back to what they were; a receipt for each.

        Who was changed by somebody else meanwhile stays so (`UserChanged` in the receipt). The step
        is gone afterwards, but for users whom an error of the device left as they are. Nothing
        happens where there is no step. Raises like `WritesUsers.write`.
        """
        if self._steps.last is None:
            return
        step = self._steps.take()
        left = {(type(each), each.user_id): each for each in step.back}
        silent = dict(left)
        one_each = _OneEach(step, got)

        def note(kind: type[Back], receipt: Receipt) -> None:
            if _is_over(receipt):
                left.pop((kind, receipt.user_id), None)
            silent.pop((kind, receipt.user_id), None)
            one_each.take(receipt)

        done = 0
        try:
            for kind, take_back in self._kinds:
                backs = [each for each in step.back if isinstance(each, kind)]
                if backs:
                    await take_back(
                        step.device,
                        backs,
                        got=partial(note, kind),
                        report=_of_all(report, done, len(step.back)),
                    )
                    done += len(backs)
        except BaseException as error:
            for each in tuple(silent.values()):
                note(type(each), skipped(step.device, each, error))
            raise
        finally:
            self._steps.put(replace(step, back=tuple(left.values())))

    @property
    def _kinds(self) -> tuple[tuple[type[Back], Callable[..., Any]], ...]:
        return (
            (AccessBack, self._access.take_back),
            (Wanted, partial(self._writer.write, action=Action.UNDO)),
            (Removal, partial(self._writer.delete, action=Action.UNDO)),
        )


class _OneEach:
    """Gives one receipt a user, also where two things of the user are taken back."""

    def __init__(self, step: Step, got: Got) -> None:
        self._to_come = Counter(each.user_id for each in step.back)
        self._held: dict[UserId, Receipt] = {}
        self._got = got

    def take(self, receipt: Receipt) -> None:
        user_id = receipt.user_id
        self._to_come[user_id] -= 1
        if user_id in self._held:
            receipt = joined(self._held.pop(user_id), receipt)
        if self._to_come[user_id] > 0:
            self._held[user_id] = receipt
        else:
            self._got(receipt)


def _of_all(report: Report, before: int, total: int) -> Report:
    return lambda told: report(Progress(done=before + told.done, total=total, what=told.what))


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


def _weight(back: Back) -> int:
    if isinstance(back, AccessBack):
        return _OF_A_USER
    users = (back.change, back.seen) if isinstance(back, Wanted) else (back.seen,)
    held = (len(each) for user in users for part in TEMPLATES for each in templates(user, part))
    return _OF_A_USER + sum(held)
