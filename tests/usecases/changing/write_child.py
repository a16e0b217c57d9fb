"""A program that writes and deletes users, and waits for its end; see test_killed_writer.py."""

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
from rollcall.protocol.users import SetUserInfo, UserId
from rollcall.store import Store
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.wanted import Removal, Wanted
from rollcall.usecases.changing.writer import UserWriter

SEAL_KEY = b"k" * 32
EDITED = ("1", "2")
DELETED = "3"


async def seal_key() -> bytes:
    return SEAL_KEY


def wanted() -> list[Wanted]:
    """Give every edited user one more finger."""
    return [
        Wanted(change=SetUserInfo(id=UserId(each)), more_fingers=(f"new {each}".encode(),))
        for each in EDITED
    ]


async def work(writer: UserWriter, uid: DeviceUid) -> list[Any]:
    """Do everything; give the receipts."""
    receipts: list[Any] = []
    how: dict[str, Any] = {"got": receipts.append, "report": lambda _: None}
    await writer.write(uid, wanted(), action=Action.ENROLL, **how)
    removal = Removal(user_id=UserId(DELETED), name="Ana")
    await writer.delete(uid, [removal], action=Action.DELETE_USER, **how)
    return receipts


def writer_on(store: Store, open_session: Any) -> UserWriter:  # noqa: ANN401
    """Give a writer with everything real."""
    return UserWriter(
        open_session,
        leases=Leases(store.journal, open_session=open_session),
        journal=store.journal,
        audit=Audit(store.audit, who="eva"),
        device_name=lambda _: "Front door",
        seal_key=seal_key,
    )


class Watched:
    """The device; the program stops for good before or after its n-th command, and tells so."""

    def __init__(self, device: Device, step: str, told: Connection) -> None:
        self._device = device
        self._when, _, number = step.partition(" ")
        self._number = int(number)
        self._told = told
        self._count = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._device, name)

    async def ask(self, command: Command[Any]) -> Any:  # noqa: ANN401
        self._count += 1
        await self._maybe_stop("before")
        try:
            return await self._device.ask(command)
        finally:
            await self._maybe_stop("after")

    async def _maybe_stop(self, when: str) -> None:
        if (when, self._count) == (self._when, self._number):
            self._told.send("stopped")
            await asyncio.Event().wait()


def run(path: Path, address: Address, uid: DeviceUid, step: str, told: Connection) -> None:
    """Live up to a step; tell when it has come, and wait to be killed."""
    asyncio.run(_live(path, address, uid, step, told))


async def _live(path: Path, address: Address, uid: DeviceUid, step: str, told: Connection) -> None:
    store = await Store.open(path)
    device = Device(address, label="Front door", uid=uid)
    watched = Watched(device, step, told)

    @asynccontextmanager
    async def session(_: DeviceUid) -> AsyncIterator[Any]:
        yield watched

    await work(writer_on(store, session), uid)
    told.send("done")
    await device.aclose()
    await store.close()
