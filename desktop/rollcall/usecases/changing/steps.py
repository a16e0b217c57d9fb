"""What can be undone until the program ends: before-images in memory only.

Those who write put here what they did; undo.py takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, TypeAlias

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.wanted import AccessBack, Removal, Wanted
from rollcall.usecases.listening import Event

__all__ = ["BYTES_MAX", "Back", "Step", "Steps"]

Back: TypeAlias = Wanted | Removal | AccessBack
"""What brings one user back to what it was."""

BYTES_MAX: Final = 256 * 2**20  # of templates; 5,000 users of 8 KB are 40 MiB
_OF_A_USER: Final = 500  # bytes besides the templates, roughly


class Step(Struct, frozen=True, kw_only=True):
    """Users of one device that were written or deleted together."""

    device: DeviceUid
    action: Action
    at: datetime
    """Aware."""
    back: tuple[Back, ...]
    """What brings each user back to what it was."""
    part_of: object = field(default_factory=object)
    """The piece of work: what is part of the same one is undone together, on all devices."""

    @property
    def count(self) -> int:
        """How many users it was about."""
        return len({each.user_id for each in self.back})


class _Kept(Struct, frozen=True):
    step: Step
    weight: int
    """Bytes, roughly."""


class Steps:
    """The latest steps, as many as fit into memory; `changed` tells that there are others."""

    def __init__(self, *, bytes_max: int = BYTES_MAX) -> None:
        self._bytes_max = bytes_max
        self._kept: list[_Kept] = []
        self.changed: Event[Step | None] = Event()

    @property
    def last(self) -> Step | None:
        """The latest one."""
        return self._kept[-1].step if self._kept else None

    def of(self, part_of: object) -> tuple[Step, ...]:
        """Give the steps of a piece of work, the latest first."""
        return tuple(each.step for each in reversed(self._kept) if each.step.part_of is part_of)

    def add(
        self,
        device: DeviceUid,
        action: Action,
        back: Iterable[Back],
        *,
        onto: Step | None = None,
        part_of: object | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep a step; the oldest ones go where there is no room.

        It becomes one with `onto`, if that is the last one still. It becomes one with an earlier
        one of the same device that is `part_of` the same, unless a user is in both: two changes
        of one user are taken back one after the other.
        """
        back = tuple(back)
        if not back:
            return
        if part_of is None:
            part_of = object()
        weight, before = sum(map(_weight, back)), None
        if onto is not None and self.last is onto:
            before, part_of = self._kept[-1], onto.part_of
        elif onto is None:
            before = self._same_work(device, back, part_of)
        if before is not None:
            self._kept.remove(before)
            back, weight = (*before.step.back, *back), before.weight + weight
        step = Step(device=device, action=action, at=now(), back=back, part_of=part_of)
        self._keep(_Kept(step, weight))

    def put(self, step: Step) -> None:
        """Keep a step as it is; one of nobody is none."""
        if step.back:
            self._keep(_Kept(step, sum(map(_weight, step.back))))

    def take_work(self) -> tuple[Step, ...]:
        """Give the last piece of work, the latest step first, and forget it."""
        if not self._kept:
            return ()
        part_of = self._kept[-1].step.part_of
        taken = self.of(part_of)
        self._kept = [each for each in self._kept if each.step.part_of is not part_of]
        self.changed.emit(self.last)
        return taken

    def forget(self, user_id: UserId, *, is_meant: Callable[[str], bool]) -> None:
        """Forget what would bring back a user of this id, if `is_meant` says so of a name."""
        kept = [_without(each, user_id, is_meant) for each in self._kept]
        if kept != self._kept:
            self._kept = [each for each in kept if each.step.back]
            self.changed.emit(self.last)

    def _keep(self, kept: _Kept) -> None:
        self._kept.append(kept)
        while sum(each.weight for each in self._kept) > self._bytes_max:
            del self._kept[0]
        self.changed.emit(self.last)

    def _same_work(
        self, device: DeviceUid, back: tuple[Back, ...], part_of: object
    ) -> _Kept | None:
        for kept in reversed(self._kept):
            step = kept.step
            if step.part_of is part_of and step.device == device:
                ids = {each.user_id for each in back}
                return None if any(each.user_id in ids for each in step.back) else kept
        return None


def _without(kept: _Kept, user_id: UserId, is_meant: Callable[[str], bool]) -> _Kept:
    left = tuple(
        each
        for each in kept.step.back
        if each.user_id != user_id or not any(map(is_meant, _names(each)))
    )
    if len(left) == len(kept.step.back):
        return kept
    return _Kept(replace(kept.step, back=left), sum(map(_weight, left)))


def _names(back: Back) -> tuple[str, ...]:
    """Give what the user is called before and after; nothing known is anybody's name."""
    if not isinstance(back, Wanted):
        return (back.name,)
    named = (back.change.name, back.seen.name if back.seen is not None else UNSET)
    return tuple(each for each in named if each is not UNSET) or (back.expected_name or "",)


def _weight(back: Back) -> int:
    if isinstance(back, AccessBack):
        return _OF_A_USER
    held = _bytes(back.change) if isinstance(back, Wanted) else 0
    return _OF_A_USER + held + _bytes(back.seen)


def _bytes(user: UserInfo | SetUserInfo | None) -> int:
    """Count the bytes of templates; written out, as a step can have 5,000 users at once."""
    if user is None:
        return 0
    count = len(user.face) if isinstance(user.face, bytes) else 0
    for many in (user.fingers, user.palms):
        if isinstance(many, tuple):
            count += sum(map(len, many))
    return count
