"""Reading users of a device whole, of whom only likenesses are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rollcall.protocol.errors import AppError, DeviceError, Refused
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.copying.fitting import Abilities
from rollcall.usecases.copying.likeness import Likeness, Marker
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.sessions import Session

__all__ = ["Looks", "Steps", "look_at"]


class Looks:
    """What came of looking at users of one device."""

    def __init__(self) -> None:
        self.seen: dict[UserId, Likeness] = {}
        self.absent: set[UserId] = set()
        self.unread: dict[UserId, AppError] = {}


class Steps:
    """Counts the steps of several devices as one progress.

    `unknown` is how many of them have not said yet how many steps are theirs; until then there is
    no total, which would be reached and then grow.
    """

    def __init__(self, report: Report, *, unknown: int = 0) -> None:
        self._report = report
        self._unknown = unknown
        self._done = 0
        self._total = 0

    def expect(self, count: int) -> None:
        """Say that so many steps more will come."""
        self._total += count
        self._tell()

    def known(self) -> None:
        """Say that one more has told all its steps, or never will."""
        self._unknown -= 1
        self._tell()

    def done(self, count: int = 1) -> None:
        """Say that steps were taken."""
        self._done += count
        self._tell()

    def _tell(self) -> None:
        total = None if self._unknown else max(self._total, self._done) or None
        self._report(Progress(done=self._done, total=total, what="users"))


async def look_at(
    session: Session, ids: Iterable[UserId], *, device: Abilities, marker: Marker, steps: Steps
) -> Looks:
    """Read users one after the other. Raises `DeviceError` when the device cannot be spoken to."""
    looks = Looks()

    def got(user: UserInfo) -> None:
        looks.seen[user.id] = marker.likeness(user, device.capabilities)
        steps.done()

    def failed(user_id: UserId, error: DeviceError) -> None:
        if isinstance(error, Refused) and error.is_unknown_user:
            looks.absent.add(user_id)
        else:
            looks.unread[user_id] = error
        steps.done()

    await session.read_users(_next_of(iter(ids)), got, failed=failed)
    return looks


def _next_of(ids: Iterator[UserId]) -> Callable[[], UserId | None]:
    return lambda: next(ids, None)
