"""Every user of a device, read for a backup: none is taken for read that was not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import UNSET, Struct

from rollcall.protocol.errors import AppError, BadReply, DeviceError, Refused, Unsupported
from rollcall.protocol.info import GetCurrentUsage
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.sessions import Session
from rollcall.usecases.user_listing import list_ids

__all__ = ["Taken", "take", "take_those"]

LISTINGS_MAX: Final = 4  # the first, and three more of one that keeps changing (reliability 4.4)
UNREADABLE_MAX: Final = 10  # users; with more of them it is the device that is at fault


class Taken(Struct, frozen=True, kw_only=True):
    """What was read."""

    users: tuple[UserInfo, ...]
    missing: tuple[UserId, ...] = ()
    """On the device, but not readable."""
    is_stable: bool = True
    """Whether two lists were equal, and as long as the device says it is."""

    @property
    def is_complete(self) -> bool:
        """Whether these are all users of the device."""
        return self.is_stable and not self.missing


async def take(session: Session, report: Report) -> Taken:
    """Read every user with every template, and list them twice. Raises `DeviceError`."""
    listed = await list_ids(session)
    reader = _Reader(session, report)
    for _ in range(LISTINGS_MAX - 1):
        await reader.read(listed)
        again = await list_ids(session)
        is_stable = again == listed and await _is_count(session, len(listed))
        listed = again
        if is_stable:
            break
    else:
        is_stable = False
        await reader.read(listed)
    users = tuple(reader.users[each] for each in listed if each in reader.users)
    missing = tuple(each for each in listed if each not in reader.users)
    return Taken(users=users, missing=missing, is_stable=is_stable)


async def take_those(
    session: Session, wanted: Iterable[UserId], report: Report
) -> tuple[dict[UserId, UserInfo], dict[UserId, AppError]]:
    """Read some users, and tell what was wrong with others; gone ones are in neither.

    Raises `DeviceError`.
    """
    reader = _Reader(session, report)
    await reader.read(dict.fromkeys(wanted))
    return reader.users, reader.errors


class _Reader:
    """Reads each user once, however often it is asked for; who failed may be tried again."""

    def __init__(self, session: Session, report: Report) -> None:
        self._session = session
        self._report = report
        self.users: dict[UserId, UserInfo] = {}
        self.errors: dict[UserId, AppError] = {}

    async def read(self, listed: dict[UserId, None]) -> None:
        """Read those of a list that were not read yet."""
        waiting = iter([each for each in listed if each not in self.users])
        total = len(listed)
        done = sum(each in self.users for each in listed)
        self.errors.clear()

        def got(user: UserInfo) -> None:
            nonlocal done
            done += 1
            self.users[user.id] = user
            self._report(Progress(done=done, total=total, what="users"))

        def failed(user_id: UserId, error: DeviceError) -> None:
            nonlocal done
            done += 1
            if isinstance(error, Refused) and error.is_unknown_user:
                return  # deleted since: the next list tells
            self.errors[user_id] = error
            if len(self.errors) > UNREADABLE_MAX:
                raise error

        self._report(Progress(done=done, total=total, what="users"))
        await self._session.read_users(lambda: next(waiting, None), got, failed=failed)


async def _is_count(session: Session, count: int) -> bool:
    """Tell whether the device says it holds so many; true where it does not say."""
    try:
        usage = await session.ask(GetCurrentUsage())
    except (Refused, Unsupported, BadReply):
        return True
    return usage.users is UNSET or usage.users == count
