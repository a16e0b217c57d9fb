"""Where else the templates of users are, so that nobody destroys a last copy without knowing.

It is knowledge with an age: of few users the other devices are asked now, of many it is what was
last read from them.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.user_summary import summary

__all__ = ["Copies", "Copy", "Loss"]

CHECKED_MAX: Final = 10  # users: for more the other devices are not asked now
_ANSWERING: Final = frozenset({DeviceState.ONLINE, DeviceState.MOVED})

ReadUser: TypeAlias = Callable[[DeviceUid, UserId], Awaitable[UserInfo | None]]


class _Remembered(Protocol):
    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        """Give the last known users of a device."""


class Copy(Struct, frozen=True, kw_only=True):
    """What another of our devices holds of the same user."""

    device: str
    user: RememberedUser
    seen_at: datetime | None = None
    """When that device answered the last time, aware: what is known of it is no younger."""
    is_fresh: bool = False
    """Whether it was read just now."""


class Loss(Struct, frozen=True, kw_only=True):
    """What is lost with one user, and who else has it."""

    user: RememberedUser
    copies: tuple[Copy, ...] = ()
    is_known: bool = True
    """Whether anybody looked for copies yet."""

    @property
    def last(self) -> tuple[Part, ...]:
        """The kinds of templates that nobody else is known to hold as many of."""
        if not self.is_known:
            return ()
        return tuple(
            part
            for part in (Part.FACE, Part.FINGERS, Part.PALMS)
            if _count(self.user, part)
            > max((_count(each.user, part) for each in self.copies), default=0)
        )


class Copies:
    """Looks for the same users, by id and name, on our other devices."""

    def __init__(
        self,
        *,
        remembered: _Remembered,
        devices: Callable[[], Sequence[FleetDevice]],
        read: ReadUser,
    ) -> None:
        self._remembered = remembered
        self._devices = devices
        self._read = read

    async def losses(self, uid: DeviceUid, users: Sequence[RememberedUser]) -> tuple[Loss, ...]:
        """Tell for each user of a device who else is known to have the templates.

        Raises `StoreError`. A device that does not answer counts as it was last read.
        """
        others = [each for each in self._devices() if each.is_ours and each.uid != uid]
        holders = [user for user in users if user.face or user.fingers or user.palms]
        found: dict[UserId, list[Copy]] = {user.id: [] for user in users}
        if holders:
            async with asyncio.TaskGroup() as group:
                for other in others:
                    group.create_task(self._look(other, holders, found))
        return tuple(Loss(user=user, copies=tuple(found[user.id])) for user in users)

    async def _look(
        self,
        other: FleetDevice,
        users: Sequence[RememberedUser],
        found: dict[UserId, list[Copy]],
    ) -> None:
        there = {each.id: each for each in await self._remembered.of(other.known_uid)}
        is_asked = len(users) <= CHECKED_MAX and other.state in _ANSWERING
        for user in users:
            same = there.get(user.id)
            if same is None or not _is_same(user, same):
                continue
            is_fresh = False
            if is_asked:
                with suppress(AppError):  # then it is what was last known
                    now = await self._read(other.known_uid, user.id)
                    if now is None or not _is_same(user, summary(now)):
                        continue
                    same, is_fresh = summary(now), True
            found[user.id].append(
                Copy(device=other.name, user=same, seen_at=other.last_seen, is_fresh=is_fresh)
            )


def _count(user: RememberedUser, part: Part) -> int:
    if part is Part.FACE:
        return int(bool(user.face))
    return (user.fingers if part is Part.FINGERS else user.palms) or 0


def _is_same(one: RememberedUser, other: RememberedUser) -> bool:
    return _folded(one.name) == _folded(other.name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()
