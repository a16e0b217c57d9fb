"""The particulars of devices, read once and remembered while the program runs.

Shared by the pages, so that none asks a device what another one has just asked.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Final, Protocol

from msgspec.structs import replace

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid, GetCurrentUsage
from rollcall.usecases.device_details import DeviceDetails, read_details
from rollcall.usecases.listening import Event
from rollcall.usecases.sessions import Session

__all__ = ["DetailsCache"]

_READ_AT_ONCE: Final = 4  # devices


class _Sessions(Protocol):
    def session(self, uid: DeviceUid) -> AbstractAsyncContextManager[Session]:
        """Give the conversation with one of ours."""


class DetailsCache:
    """What devices told about themselves; `changed` names the one that told something new."""

    def __init__(self, fleet: _Sessions) -> None:
        self._fleet = fleet
        self._known: dict[DeviceUid, DeviceDetails] = {}
        self._turns: defaultdict[DeviceUid, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._gate = asyncio.Semaphore(_READ_AT_ONCE)
        self.changed: Event[DeviceUid] = Event()

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        """Give what is known, without asking."""
        return None if uid is None else self._known.get(uid)

    async def read(self, uid: DeviceUid, *, again: bool = False) -> None:
        """Ask a device, unless it was asked before. Raises `DeviceError`."""
        async with self._turns[uid]:
            if uid in self._known and not again:
                return
            async with self._gate, self._fleet.session(uid) as session:
                self._known[uid] = await read_details(session)
        self.changed.emit(uid)

    async def read_all(self, uids: Iterable[DeviceUid], *, again: bool = False) -> None:
        """Ask several devices, a few at once; one that fails is passed over, its state tells."""
        async with asyncio.TaskGroup() as group:
            for uid in uids:
                group.create_task(self._read_quietly(uid, again=again))

    async def read_usages(self, uids: Iterable[DeviceUid]) -> None:
        """Ask devices that were read how much they hold now; others will tell when they are read.

        One that fails is passed over, its state tells.
        """
        async with asyncio.TaskGroup() as group:
            for uid in uids:
                group.create_task(self._read_usage_quietly(uid))

    def forget(self, uid: DeviceUid) -> None:
        """Drop what is known of a device that is not one of ours any more."""
        self._known.pop(uid, None)

    async def _read_quietly(self, uid: DeviceUid, *, again: bool) -> None:
        with suppress(AppError, KeyError):  # KeyError: forgotten meanwhile
            await self.read(uid, again=again)

    async def _read_usage_quietly(self, uid: DeviceUid) -> None:
        with suppress(AppError, KeyError):  # KeyError: forgotten meanwhile
            async with self._turns[uid]:
                if uid not in self._known:
                    return
                async with self._gate, self._fleet.session(uid) as session:
                    usage = await session.ask(GetCurrentUsage())
                self._known[uid] = replace(self._known[uid], usage=usage)
            self.changed.emit(uid)
