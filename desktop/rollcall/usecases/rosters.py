"""The users of all our devices: one roster for each, which follows what is written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from rollcall.protocol.errors import BadReply, ListCutShort
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import GetUserIdList, UserId
from rollcall.usecases.changing.writer import Removed, Stored
from rollcall.usecases.listening import Event
from rollcall.usecases.roster import OpenSession, Roster
from rollcall.usecases.roster_memory import RememberedUsers
from rollcall.usecases.user_listing import count_users, list_ids, shortfall

__all__ = ["Rosters", "free_id"]

LISTINGS_MAX: Final = 4  # until two are equal (reliability 4.4)
NUMBER_DIGITS_MAX: Final = 8  # a longer one is a card or telephone number, not one of a row


class Rosters:
    """Makes each device's roster when it is first asked for, and shares it."""

    def __init__(
        self,
        open_session: OpenSession,
        remembered: RememberedUsers,
        *,
        device_name: Callable[[DeviceUid], str],
    ) -> None:
        self._open_session = open_session
        self._remembered = remembered
        self._device_name = device_name
        self._rosters: dict[DeviceUid, Roster] = {}

    def of(self, uid: DeviceUid) -> Roster:
        """Give the roster of a device."""
        if uid not in self._rosters:
            self._rosters[uid] = Roster(
                uid, open_session=self._open_session, remembered=self._remembered
            )
        return self._rosters[uid]

    def forget(self, uid: DeviceUid) -> None:
        """Drop the roster of a device that is not one of ours any more."""
        self._rosters.pop(uid, None)

    def follow(self, stored: Event[Stored], removed: Event[Removed]) -> None:
        """Take in at once what a writer stores and deletes."""
        stored.connect(self._on_stored)
        removed.connect(self._on_removed)

    async def save(self, uid: DeviceUid) -> None:
        """Remember what a piece of work came to. Raises `StoreError`."""
        if uid in self._rosters:
            await self._rosters[uid].save()

    async def next_free_id(self, uid: DeviceUid) -> UserId:
        """Propose the id of a new user, from what is known of the device or else from its list.

        Raises `DeviceError`, `VaultError`. Somebody else may take it before it is written.
        """
        roster = self.of(uid)
        if roster.is_listed:
            return free_id(each.id for each in roster.entries)
        return free_id(await self._list(uid))

    async def stable_ids(self, uid: DeviceUid) -> tuple[UserId, ...]:
        """Give the device's whole list, read until two in a row are equal (reliability 4.4, 4.6).

        Nobody may be deleted or called missing by less, nor by a list that is shorter than the
        device counts. Raises `ListCutShort` for one that is so each time, `BadReply` for one that
        keeps changing, `DeviceError`, `VaultError`.
        """
        device, before, short = self._device_name(uid), await self._list(uid), None
        for _ in range(LISTINGS_MAX - 1):
            async with self._open_session(uid) as session:
                now = await list_ids(session)
                is_equal = now.keys() == before.keys()
                counted = await count_users(session) if is_equal else None
            short = shortfall(len(now), counted)
            if is_equal and short is None:
                return tuple(now)
            before = now
        if short is not None:
            raise ListCutShort(device, listed=short.listed, counted=short.counted)
        raise BadReply(device, command=GetUserIdList.names[0], why="its list keeps changing")

    def is_cut_short(self, uid: DeviceUid) -> bool:
        """Tell whether the device ended its list early when it was last read in this run."""
        return uid in self._rosters and self._rosters[uid].shortfall is not None

    async def _list(self, uid: DeviceUid) -> dict[UserId, None]:
        async with self._open_session(uid) as session:
            return await list_ids(session)

    def _on_stored(self, stored: Stored) -> None:
        self.of(stored.device).take(stored.user)

    def _on_removed(self, removed: Removed) -> None:
        self.of(removed.device).drop(removed.user_id)


def free_id(taken: Iterable[UserId]) -> UserId:
    """Give the number after the highest one, as wide as those with leading zeros; 1 for nobody."""
    numbers = [
        each
        for each in taken
        if each.isascii() and each.isdigit() and len(each) <= NUMBER_DIGITS_MAX
    ]
    highest = max(map(int, numbers), default=0)
    width = max((len(each) for each in numbers if each.startswith("0")), default=0)
    return UserId(str(highest + 1).zfill(width))
