"""A program that holds a lease, and waits for its end at one step of it; see test_killed.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rollcall.device.client import Device
from rollcall.protocol.address import Address
from rollcall.protocol.command import Command
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import LockDevice
from rollcall.store import JournalKind, Store
from rollcall.usecases.changing.lease import Leases

AGAIN = " again, after a breath"


class Steps:
    """Stops the program for good at its last step, and tells so."""

    def __init__(self, last: str, told: Connection) -> None:
        self.last = last
        self._told = told

    async def at(self, step: str) -> None:
        if step == self.last:
            self.tell(step)
            await asyncio.Event().wait()

    def tell(self, step: str) -> None:
        self._told.send(step)


class Watched:
    """The journal and the device, with a step before and after each use."""

    def __init__(self, store: Store, device: Device, steps: Steps) -> None:
        self._journal = store.journal
        self._device = device
        self._steps = steps

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._device, name)

    async def ask(self, command: Command[Any]) -> Any:  # noqa: ANN401
        word = "lock" if isinstance(command, LockDevice) and command.locked else "unlock"
        await self._steps.at(f"before the {word}")
        if self._steps.last == f"during the {word}":
            self._steps.tell(self._steps.last)
        reply = await self._device.ask(command)
        await self._steps.at(f"after the {word}")
        return reply

    async def begin(self, kind: JournalKind, device: DeviceUid, **more: Any) -> int:
        await self._steps.at("before it is noted")
        return await self._journal.begin(kind, device, **more)

    async def end(self, entry: int) -> None:
        await self._journal.end(entry)
        await self._steps.at("after it is struck out")


def run(path: Path, address: Address, uid: DeviceUid, step: str, told: Connection) -> None:
    """Live up to a step; tell when it has come, and wait to be killed."""
    asyncio.run(_live(path, address, uid, Steps(step.removesuffix(AGAIN), told), step))


async def _live(path: Path, address: Address, uid: DeviceUid, steps: Steps, step: str) -> None:
    if step.endswith(AGAIN):
        last, steps.last = steps.last, ""
    store = await Store.open(path)
    watched: Any = Watched(store, Device(address, label="Front door", uid=uid), steps)

    @asynccontextmanager
    async def session(_: DeviceUid) -> AsyncIterator[Any]:
        yield watched

    now = 0.0
    leases = Leases(watched, open_session=session, clock=lambda: now)
    async with leases.hold(uid, watched) as lease:
        await steps.at("while it works")
        now += 26
        if step.endswith(AGAIN):
            steps.last = last
        await lease.breathe()
        await steps.at("after a breath")
