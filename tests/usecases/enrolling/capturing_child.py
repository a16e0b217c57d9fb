"""Captures a face and waits to be killed: `capturing_child.py PORT begun|noted|waiting`.

Prints what it noted in its journal as soon as it has come as far as asked.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from rollcall.device.client import Device
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.enrolling.capture import Capturing
from rollcall.usecases.enrolling.methods import Method

UID = DeviceUid("e09c1d1fd6ac34a7")
PORT, WHEN = int(sys.argv[1]), sys.argv[2]


class Office:
    """Journal, leases and the way to the device."""

    def __init__(self) -> None:
        self.device = Device(Address("127.0.0.1", PORT), label="Front door", uid=UID)
        self.detail = ""

    async def begin(self, *_: object, detail: str, **__: Any) -> int:
        self.detail = detail
        return 1

    async def note(self, _entry: int, detail: str) -> None:
        if WHEN == "begun":  # killed before it could note the number
            await self.wait_for_the_end()
        self.detail = detail
        if WHEN == "noted":
            await self.wait_for_the_end()

    async def wait_for_the_end(self, _seconds: float = 0) -> None:
        sys.stdout.write(f"{self.detail}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()

    @asynccontextmanager
    async def session(self, _uid: DeviceUid) -> AsyncIterator[Device]:
        yield self.device

    @asynccontextmanager
    async def quiet(self, _uid: DeviceUid) -> AsyncIterator[None]:
        yield


async def main() -> None:
    office: Any = Office()
    capturing = Capturing(office.session, journal=office, leases=office)
    capturing._rest = office.wait_for_the_end
    await capturing.capture(UID, UserId("7"), Method.FACE, device="Front door", left=print_nothing)


def print_nothing(_seconds: int) -> None:
    """The parent waits for one line only."""


asyncio.run(main())
