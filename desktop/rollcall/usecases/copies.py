"""Where else the templates of users are, so that nobody destroys a last copy without knowing.

It is knowledge with an age: of few users the other devices are asked now, of many it is what was
last read from them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
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
    unread: tuple[str, ...] = ()
    """The devices that may hold more: never read whole, and not to be asked now."""
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


class _Other(Struct, frozen=True, kw_only=True):
    """Another of our devices, and what is known of it."""

    device: FleetDevice
    same: Mapping[UserId, RememberedUser]
    """Those of the users whom it had when it was read."""
    was_read: bool
    """Whether it ever was, as far as anybody can tell: one without users looks as if it was not,
    and one that ended its list early was not read whole."""
    is_asked: bool
    """Whether it is asked now."""


class Copies:
    """Looks for the same users, by id and name, on our other devices."""

    def __init__(
        self,
        *,
        remembered: _Remembered,
        devices: Callable[[], Sequence[FleetDevice]],
        read: ReadUser,
        is_cut_short: Callable[[DeviceUid], bool],
    ) -> None:
        """Take `is_cut_short`, which tells of devices that ended their list early when read."""
        self._remembered = remembered
        self._devices = devices
        self._read = read
        self._is_cut_short = is_cut_short

    async def losses(self, uid: DeviceUid, users: Sequence[RememberedUser]) -> tuple[Loss, ...]:
        """Tell for each user of a device who else is known to have the templates.

        Raises `StoreError`. A device that does not answer counts as it was last read.
        """
        devices = [each for each in self._devices() if each.is_ours and each.uid != uid]
        holders = {user.id: user for user in users if user.face or user.fingers or user.palms}
        found: dict[UserId, list[Copy]] = {user.id: [] for user in users}
        unread: dict[UserId, list[str]] = {user.id: [] for user in users}
        # Before the group, which would wrap what the store raises.
        others = [await self._known(each, holders) for each in devices] if holders else []
        async with asyncio.TaskGroup() as group:
            for other in others:
                group.create_task(self._look(other, holders, found, unread))
        return tuple(
            Loss(user=user, copies=tuple(found[user.id]), unread=tuple(unread[user.id]))
            for user in users
        )

    async def _known(self, other: FleetDevice, users: Mapping[UserId, RememberedUser]) -> _Other:
        """Tell which of the users another device had when it was read. Raises `StoreError`."""
        same = {}
        remembered = await self._remembered.of(other.known_uid)
        for at, each in enumerate(remembered):
            if at % _AT_ONCE == 0:
                await asyncio.sleep(0)
            user = users.get(each.id)
            if user is not None and are_same(user.name, each.name):
                same[each.id] = each
        return _Other(
            device=other,
            same=same,
            was_read=bool(remembered) and not self._is_cut_short(other.known_uid),
            is_asked=len(users) <= CHECKED_MAX and other.state in _ANSWERING,
        )

    async def _look(
        self,
        other: _Other,
        users: Mapping[UserId, RememberedUser],
        found: dict[UserId, list[Copy]],
        unread: dict[UserId, list[str]],
    ) -> None:
        device = other.device
        for at, user in enumerate(users.values()):
            if at % _AT_ONCE == 0:
                await asyncio.sleep(0)
            there, is_fresh = other.same.get(user.id), False
            if other.is_asked:
                with suppress(AppError):  # then it is what was last known
                    now = await self._read(device.known_uid, user.id)
                    if now is None or not are_same(user.name, now.name):
                        continue
                    there, is_fresh = summary(now), True
            if there is not None:
                copy = Copy(
                    device=device.name, user=there, seen_at=device.last_seen, is_fresh=is_fresh
                )
                found[user.id].append(copy)
            elif not other.was_read:
                unread[user.id].append(device.name)


def _count(user: RememberedUser, part: Part) -> int:
    if part is Part.FACE:
        return int(bool(user.face))
    return (user.fingers if part is Part.FINGERS else user.palms) or 0
