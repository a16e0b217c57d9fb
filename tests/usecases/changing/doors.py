"""A journal made of a dictionary, and a simulated device with its ledger's story of the lock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Self

from rollcall.device.client import Budget, Device
from rollcall.protocol.info import DeviceUid
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.ledger import Ledger
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.timing import ManualTime
from rollcall.usecases.sessions import Session

# For a device that never answers; all others answer at once, however busy this computer is.
SHORT = Budget(first_byte_s=0.5, whole_s=1.0)
PATIENT = Budget(first_byte_s=60.0, whole_s=60.0)


class Door:
    """One simulated device over TCP; it can go off the network and come back at its address."""

    def __init__(self, uid: str = "00a1", *, budget: Budget = PATIENT) -> None:
        self.uid = DeviceUid(uid)
        self.time = ManualTime()
        self.ledger = Ledger()
        self.device = SimulatedDevice(Profile(uid=uid), time=self.time, ledger=self.ledger)
        self.budget = budget
        self._server = DeviceServer(self.device)

    async def __aenter__(self) -> Self:
        await self._server.start()
        self.address = self._server.address
        self.client = self.new_client()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()
        await self._server.aclose()

    def new_client(self) -> Device:
        """Give a client as another program on another PC has one."""
        return Device(self.address, label="Front door", uid=self.uid, budget=self.budget)

    @asynccontextmanager
    async def session(self, uid: DeviceUid) -> AsyncIterator[Session]:
        """Give the one conversation, as the fleet does."""
        assert uid == self.uid
        yield self.client

    async def go_off(self) -> None:
        await self._server.aclose()

    async def come_back(self) -> None:
        self._server = DeviceServer(self.device, port=self.address.port)
        await self._server.start()

    def fault(self, name: str, *, times: int | None = 1, value: object = None) -> None:
        self.device.faults.switch_on(name, command="LockDevice", times=times, value=value)

    @property
    def is_locked(self) -> bool:
        return self.device.users.locked

    @property
    def story(self) -> list[bool]:
        """What LockDevice made of it, each time it was executed."""
        return [is_locked for _, is_locked in self._changes()]

    @property
    def longest_lock(self) -> timedelta:
        """How long it was locked at a stretch, at most; to now where it still is."""
        longest, since = timedelta(), None
        for at, is_locked in [*self._changes(), (self.time.now(), self.is_locked)]:
            if since is not None:
                longest = max(longest, at - since)
            since = (since or at) if is_locked else None
        return longest

    def _changes(self) -> list[tuple[datetime, bool]]:
        return [
            (each.at, bool(isinstance(each.after, dict) and each.after["locked"]))
            for each in self.ledger.executed
            if each.name == "LockDevice"
        ]


async def settled(what: Callable[[], bool]) -> None:
    """Wait until something has come about."""
    while not what():  # noqa: ASYNC110  # whatever it is
        await asyncio.sleep(0.001)
