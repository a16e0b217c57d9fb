"""Pages that end in every reading of the specification (protocol-notes U1, L1).

How one page is asked for is known to `client.py`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, Final, Protocol, TypeVar

from msgspec import UNSET, UnsetType

from rollcall.protocol.attendance import AttendLog, GetAttendLog
from rollcall.protocol.command import Command, Reply
from rollcall.protocol.errors import Refused, Unsupported
from rollcall.protocol.info import CapacityLimit, GetCapacityLimit
from rollcall.protocol.users import GetUserIdList, UserId

ReplyT = TypeVar("ReplyT", bound=Reply)

USERS_UNCHECKED: Final = 1_000  # up to here the device is not asked how many it can hold
RECORDS_UNCHECKED: Final = 10_000
USERS_MAX: Final = 200_000  # where the device does not tell; ten times the largest on the market
RECORDS_MAX: Final = 10_000_000


class Ask(Protocol):
    """`Device.ask`."""

    async def __call__(self, command: Command[ReplyT], /) -> ReplyT:
        """Ask for something and give the typed reply."""
        ...


async def user_ids(ask: Ask) -> AsyncGenerator[tuple[UserId, ...], None]:
    """Give the ids of all users page by page, each id once."""
    seen: set[UserId] = set()
    most: int | None = None
    position = 0
    while True:
        page = await ask(GetUserIdList(start=position))
        fresh = tuple(dict.fromkeys(each for each in page.ids if each not in seen))
        if not fresh:  # empty, or a page that repeats
            return
        seen.update(fresh)
        yield fresh
        following = page.next_position
        if following is UNSET or following <= position:
            return
        if len(seen) > USERS_UNCHECKED:
            most = most or _stated(await _limits(ask), "users", USERS_MAX)
            if len(seen) >= most:
                return
        position = following


async def attendance(ask: Ask, start: int = 0) -> AsyncGenerator[AttendLog, None]:
    """Give the records from a position on, page by page; an empty page is given too, as the last.

    A page that starts elsewhere than asked is given as it is: older records are gone (L2), or
    the log was cleared (L3).
    """
    read = 0
    most: int | None = None
    position = start
    before: AttendLog | None = None
    while True:
        page = await ask(GetAttendLog(start=position))
        if before is not None and page.start == before.start and page.records == before.records:
            return
        yield page
        following = page.next_position
        if not page.records or following is UNSET or following <= position:
            return
        read += len(page.records)
        if read > RECORDS_UNCHECKED:
            most = most or _stated(await _limits(ask), "records", RECORDS_MAX)
            if read > most + RECORDS_UNCHECKED:  # some come in while we read
                return
        position, before = following, page


async def _limits(ask: Ask) -> CapacityLimit:
    try:
        return await ask(GetCapacityLimit())
    except (Refused, Unsupported):
        return CapacityLimit()


def _stated(limits: CapacityLimit, kind: str, otherwise: int) -> int:
    stated: int | UnsetType | Any = getattr(limits, kind)
    return otherwise if stated is UNSET or stated <= 0 else stated
