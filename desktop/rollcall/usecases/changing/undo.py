"""What can be undone until the program ends: before-images in memory only, a step each call.

`Steps` takes what was done from the writer, `UndoList` takes it back through the writer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from rollcall.protocol.errors import AnotherPerson, UserChanged, UserExists, UserGone
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.outcome import skipped
from rollcall.usecases.changing.parts import TEMPLATES, is_same, member, templates
from rollcall.usecases.changing.receipt import Part, Receipt, Verdict
from rollcall.usecases.changing.wanted import Presence, Removal, Wanted
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Progress, Report

__all__ = ["BYTES_MAX", "Step", "Steps", "UndoList", "way_back"]

BYTES_MAX: Final = 256 * 2**20  # of templates; 5,000 users of 8 KB are 40 MiB
_OF_A_USER: Final = 500  # bytes besides the templates, roughly
_SETTLED: Final = (UserChanged, AnotherPerson, UserGone, UserExists)


class Step(Struct, frozen=True, kw_only=True):
    """One piece of work: users of one device that were written or deleted together."""

    device: DeviceUid
    action: Action
    at: datetime
    """Aware."""
    back: tuple[Wanted | Removal, ...]
    """What brings each user back to what it was."""

    @property
    def count(self) -> int:
        """How many users it was about."""
        return len(self.back)


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
        back: Iterable[Wanted | Removal],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep a step; the oldest ones go where there is no room."""
        self.put(Step(device=device, action=action, at=now(), back=tuple(back)))

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

    def __init__(self, steps: Steps, writer: WritesUsers) -> None:
        self._steps = steps
        self._writer = writer

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
        left = {each.user_id: each for each in step.back}
        silent = dict(left)

        def note(receipt: Receipt) -> None:
            if _is_over(receipt):
                left.pop(receipt.user_id, None)
            silent.pop(receipt.user_id, None)
            got(receipt)

        wanted = [each for each in step.back if isinstance(each, Wanted)]
        removals = [each for each in step.back if isinstance(each, Removal)]

        def of_all(before: int) -> Report:
            return lambda told: report(
                Progress(done=before + told.done, total=step.count, what=told.what)
            )

        try:
            if wanted:
                await self._writer.write(
                    step.device, wanted, action=Action.UNDO, got=note, report=of_all(0)
                )
            if removals:
                await self._writer.delete(
                    step.device, removals, action=Action.UNDO, got=note, report=of_all(len(wanted))
                )
        except BaseException as error:
            for each in tuple(silent.values()):
                note(skipped(step.device, each, error))
            raise
        finally:
            self._steps.put(replace(step, back=tuple(left.values())))


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


def _weight(back: Wanted | Removal) -> int:
    users = (back.change, back.seen) if isinstance(back, Wanted) else (back.seen,)
    held = (len(each) for user in users for part in TEMPLATES for each in templates(user, part))
    return _OF_A_USER + sum(held)
