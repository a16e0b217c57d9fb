"""Everybody who is known of any of our devices, as last read, each person once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.copying.names import are_same

__all__ = ["KnownPerson", "RemembersUsers", "known_persons"]

_AT_ONCE: Final = 200  # users between two looks at the window


class RemembersUsers(Protocol):
    """What this PC remembers of devices; `store/users.py` is the real one."""

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        """Give the last known users of a device. Raises `StoreError`."""


class KnownPerson(Struct, frozen=True, kw_only=True):
    """One person: the same id and, but for case and blanks, the same name."""

    user: RememberedUser
    """As the first of the devices has it."""
    devices: tuple[DeviceUid, ...]

    @property
    def key(self) -> tuple[UserId, str]:
        """What tells persons apart."""
        return self.user.id, self.user.name


async def known_persons(
    remembered: RemembersUsers, uids: Iterable[DeviceUid]
) -> tuple[KnownPerson, ...]:
    """Give all persons of these devices, in the order of the devices. Raises `StoreError`."""
    by_id: dict[UserId, list[KnownPerson]] = {}
    for uid in uids:
        for at, user in enumerate(await remembered.of(uid)):
            if at % _AT_ONCE == 0:
                await asyncio.sleep(0)
            same_id = by_id.setdefault(user.id, [])
            for place, each in enumerate(same_id):
                if are_same(each.user.name, user.name):
                    same_id[place] = replace(each, devices=(*each.devices, uid))
                    break
            else:
                same_id.append(KnownPerson(user=user, devices=(uid,)))
    return tuple(person for same_id in by_id.values() for person in same_id)
