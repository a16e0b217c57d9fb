"""Where else the templates of users are, so that nobody destroys a last copy without knowing.

It is knowledge with an age: of few users the other devices are asked now, of many it is what was
last read from them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.names import are_same
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.user_summary import summary

__all__ = ["Copies", "Copy", "Loss"]

CHECKED_MAX: Final = 10  # users: for more the other devices are not asked now
_AT_ONCE: Final = 200  # users between two looks at the window
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
        holders = {user.id: user for user in users if user.face or user.fingers or user.palms}
        found: dict[UserId, list[Copy]] = {user.id: [] for user in users}
        # Before the group, which would wrap what the store raises.
        remembered = [await self._same(each, holders) for each in others] if holders else []
        async with asyncio.TaskGroup() as group:
            for other, same in zip(others, remembered, strict=False):
                is_asked = len(users) <= CHECKED_MAX and other.state in _ANSWERING
                group.create_task(self._look(other, same, holders, found, is_asked=is_asked))
        return tuple(Loss(user=user, copies=tuple(found[user.id])) for user in users)

    async def _same(
        self, other: FleetDevice, users: Mapping[UserId, RememberedUser]
    ) -> list[RememberedUser]:
        """Give those of the users whom another device had when it was read. Raises `StoreError`."""
        found = []
        for at, each in enumerate(await self._remembered.of(other.known_uid)):
            if at % _AT_ONCE == 0:
                await asyncio.sleep(0)
            user = users.get(each.id)
            if user is not None and are_same(user.name, each.name):
                found.append(each)
        return found

    async def _look(
        self,
        other: FleetDevice,
        same: Iterable[RememberedUser],
        users: Mapping[UserId, RememberedUser],
        found: dict[UserId, list[Copy]],
        *,
        is_asked: bool,
    ) -> None:
        for at, each in enumerate(same):
            if at % _AT_ONCE == 0:
                await asyncio.sleep(0)
            there, is_fresh = each, False
            if is_asked:
                with suppress(AppError):  # then it is what was last known
                    now = await self._read(other.known_uid, each.id)
                    if now is None or not are_same(users[each.id].name, now.name):
                        continue
                    there, is_fresh = summary(now), True
            found[each.id].append(
                Copy(device=other.name, user=there, seen_at=other.last_seen, is_fresh=is_fresh)
            )


def _count(user: RememberedUser, part: Part) -> int:
    if part is Part.FACE:
        return int(bool(user.face))
    return (user.fingers if part is Part.FINGERS else user.palms) or 0
