"""The rows of the list of devices and what of them is kept; nothing is asked of a device here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.store.values import KnownDevice
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.listening import Event

__all__ = ["DeviceList", "KnownDevices"]


class KnownDevices(Protocol):
    """Where the devices of this PC are kept."""

    async def all(self) -> tuple[KnownDevice, ...]:
        """Give every known device."""

    async def save(self, device: KnownDevice) -> None:
        """Insert or replace one."""

    async def forget(self, uid: DeviceUid) -> None:
        """Drop one with all that is remembered of it."""


class DeviceList:
    """Every row, ours and strangers'.

    `way_changed` announces one of ours that is from now on reached in another way.
    """

    def __init__(
        self, known: KnownDevices, *, is_for_this_run: Callable[[DeviceUid], bool]
    ) -> None:
        """Take where ours are kept, and what tells whether a key is gone when the program ends."""
        self._known = known
        self._is_for_this_run = is_for_this_run
        self._rows: dict[str, FleetDevice] = {}
        self._unsaved: set[DeviceUid] = set()
        self._turn = asyncio.Lock()
        self.way_changed: Event[DeviceUid] = Event()

    def __iter__(self) -> Iterator[FleetDevice]:
        return iter(tuple(self._rows.values()))

    @property
    def ours(self) -> tuple[FleetDevice, ...]:
        """The rows of our devices."""
        return tuple(each for each in self if each.is_ours)

    @property
    def strangers(self) -> tuple[FleetDevice, ...]:
        """The rows that were found and not added."""
        return tuple(each for each in self if not each.is_ours)

    @property
    def saving(self) -> AbstractAsyncContextManager[None]:
        """Held while rows are saved one after the other, so that the last one saved counts."""
        return self._turn

    def our(self, uid: DeviceUid | None) -> FleetDevice | None:
        """Give one of ours, None if it is not, or not any more."""
        row = self._rows.get(uid) if uid is not None else None
        return row if row is not None and row.is_ours else None

    def put(self, row: FleetDevice) -> None:
        """Enter a row, in place of the one with its key."""
        before = self._rows.get(row.key)
        self._rows[row.key] = row
        if not row.is_ours:
            return
        if before is None or _way_to(before) != _way_to(row):
            self.way_changed.emit(row.known_uid)
        if before is None or self._kept(before) != self._kept(row):
            self._unsaved.add(row.known_uid)

    def drop(self, key: str) -> None:
        """Take a row away."""
        self._rows.pop(key, None)

    def mark(self, uid: DeviceUid, state: DeviceState, *, at: datetime) -> bool:
        """Note how one of ours stands; tells whether that is news."""
        row = self.our(uid)
        if row is None:
            return False
        if state is DeviceState.ONLINE:
            state = DeviceState.MOVED if row.moved_from else state
            self.put(replace(row, state=state, last_seen=at))
        else:
            self.put(replace(row, state=state))
        return state is not row.state

    async def load(self) -> None:
        """Enter every known device."""
        for known in await self._known.all():
            self._rows.setdefault(known.uid, FleetDevice.known(known))

    async def save(self, row: FleetDevice) -> None:
        """Keep and enter a row of ours, or raise `StoreError` and do neither; hold `saving`."""
        await self._known.save(self._kept(row))
        self.put(row)

    async def rename(self, uid: DeviceUid, name: str) -> None:
        """Call one of ours otherwise, or raise `StoreError` and leave it."""
        async with self._turn:
            row = self.our(uid)
            if row is None:  # forgotten meanwhile
                return
            await self._known.save(self._kept(replace(row, name=name)))
            self.put(replace(self.our(uid) or row, name=name))

    async def save_changed(self) -> None:
        """Keep what changed of ours; what cannot be kept is tried again the next time."""
        async with self._turn:
            for uid in sorted(self._unsaved):
                row = self.our(uid)
                if row is not None:
                    await self._known.save(self._kept(row))
                if self.our(uid) == row:  # else it changed once more
                    self._unsaved.discard(uid)

    async def forget(self, uid: DeviceUid) -> None:
        """Drop one of ours for good, or raise `StoreError` and leave it."""
        async with self._turn:  # a saving under way would bring it back
            await self._known.forget(uid)
            self.drop(uid)
            self._unsaved.discard(uid)

    def _kept(self, row: FleetDevice) -> KnownDevice:
        return KnownDevice(
            uid=row.known_uid,
            name=row.name,
            address=row.address,
            pin=row.pin,
            keyed=row.keyed and not self._is_for_this_run(row.known_uid),
            last_seen=row.last_seen,
        )


def _way_to(row: FleetDevice) -> tuple[str, Address, str | None, bool]:
    return (row.name, row.address, row.pin, row.keyed)
