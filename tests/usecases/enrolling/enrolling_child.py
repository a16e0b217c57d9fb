"""A program that enrolls a finger, and waits for its end; see test_killed_enrolling.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rollcall.device.client import Device
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store import Store
from rollcall.store.values import RememberedUser
from rollcall.usecases.audit import Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.writer import UserWriter
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.enrolling.capture import Pace
from rollcall.usecases.enrolling.enrolling import Enrolling
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from tests.usecases.changing import write_child

ANA = RememberedUser(id=UserId("1"), name="Ana", department="Company", privilege="user")


class Sessions:
    """The way to the one device, as the fleet is it."""

    def __init__(self, open_session: Any) -> None:  # noqa: ANN401
        self.session = open_session


def enrolling_on(store: Store, leases: Leases, open_session: Any) -> Enrolling:  # noqa: ANN401
    """Give what enrolls, with everything real."""
    audit = Audit(store.audit, who="eva")
    writer = UserWriter(
        open_session,
        leases=leases,
        journal=store.journal,
        audit=audit,
        device_name=lambda _: "Front door",
        seal_key=write_child.seal_key,
    )
    return Enrolling(
        open_session,
        writer=writer,
        journal=store.journal,
        leases=leases,
        details=DetailsCache(Sessions(open_session)),
        audit=audit,
        users=lambda _: (),
        pace=Pace(rest=no_rest),
    )


async def work(enrolling: Enrolling, uid: DeviceUid) -> None:
    """Capture a finger and save it."""
    device = FleetDevice(
        uid=uid, name="Front door", address=Address("127.0.0.1"), state=DeviceState.ONLINE
    )
    info = await enrolling.read(device, ANA)
    captured = await enrolling.capture(device, info.id, Method.FINGER, left=lambda _: None)
    await enrolling.save(device, info, captured)
    await enrolling.let_go(captured)


async def no_rest(_seconds: float) -> None:
    """Let nobody wait: the device's time moves when it is asked."""
    await asyncio.sleep(0)


def run(path: Path, address: Address, uid: DeviceUid, step: str, told: Connection) -> None:
    """Live up to a step; tell when it has come, and wait to be killed."""
    asyncio.run(_live(path, address, uid, step, told))


async def _live(path: Path, address: Address, uid: DeviceUid, step: str, told: Connection) -> None:
    store = await Store.open(path)
    device = Device(address, label="Front door", uid=uid)
    watched = write_child.Watched(device, step, told)

    @asynccontextmanager
    async def session(_: DeviceUid) -> AsyncIterator[Any]:
        yield watched

    leases = Leases(store.journal, open_session=session)
    await work(enrolling_on(store, leases, session), uid)
    told.send("done")
    await device.aclose()
    await store.close()
