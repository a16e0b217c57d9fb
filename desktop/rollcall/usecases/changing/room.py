"""How much room a device has left, asked once and counted on from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import UNSET

from rollcall.protocol.errors import BadReply, DeviceFull, Refused, Room, Unsupported
from rollcall.protocol.info import CapacityLimit, CurrentUsage, GetCapacityLimit, GetCurrentUsage
from rollcall.protocol.users import SetUserInfo, UserInfo
from rollcall.usecases.changing.parts import Told, count_of, is_named
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.sessions import Session

__all__ = ["FreePlaces"]

_PARTS: Final[Mapping[Room, Part]] = {
    Room.FACES: Part.FACE,
    Room.FINGERS: Part.FINGERS,
    Room.PALMS: Part.PALMS,
}


class FreePlaces:
    """What one device can still take, for one batch of users."""

    def __init__(self, session: Session, *, device: str) -> None:
        self._session = session
        self._device = device
        self._free: dict[Room, int] | None = None

    async def check(self, before: UserInfo | None, change: SetUserInfo) -> None:
        """Refuse a change that does not fit whole, before anything of it is sent.

        Raises `DeviceFull`, and `DeviceError` from asking for the limits.
        """
        more = {room: places for room, places in _more(before, change).items() if places > 0}
        if not more:
            return
        if self._free is None:
            self._free = await self._ask()
        for room, places in more.items():
            if places > self._free.get(room, places):
                name = change.name if before is None else before.name
                raise DeviceFull(
                    self._device, user_id=change.id, name="" if name is UNSET else name, room=room
                )

    def count(self, before: UserInfo | None, after: UserInfo | None) -> None:
        """Note what was really stored or deleted."""
        if self._free is None:
            return
        for room in self._free:
            self._free[room] -= _taken(after, room) - _taken(before, room)

    async def _ask(self) -> dict[Room, int]:
        """Give the free places of each kind that the device tells of."""
        try:
            limits = await self._session.ask(GetCapacityLimit())
            usage = await self._session.ask(GetCurrentUsage())
        except (Refused, Unsupported, BadReply):
            return {}
        return {room: free for room in Room if (free := _free(room, limits, usage)) is not None}


def _free(room: Room, limits: CapacityLimit, usage: CurrentUsage) -> int | None:
    limit, used = getattr(limits, room.value), getattr(usage, room.value)
    # 0 is what careless firmware says of a limit it does not know; the device refuses anyway.
    if limit is UNSET or used is UNSET or limit <= 0:
        return None
    return max(0, int(limit) - int(used))


def _taken(user: Told, room: Room) -> int:
    if room is Room.USERS:
        return int(user is not None)
    return count_of(user, _PARTS[room])


def _more(before: UserInfo | None, change: SetUserInfo) -> dict[Room, int]:
    more = {Room.USERS: int(before is None)}
    for room, part in _PARTS.items():
        if is_named(change, part):
            more[room] = count_of(change, part) - count_of(before, part)
    return more
