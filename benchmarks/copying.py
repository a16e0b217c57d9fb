"""Users of 8 KB copied to a device with 20 ms service time, of the round trips the plan needs.

A new user needs three on the target: that nobody has the id, writing, reading back. Reading the
source goes on meanwhile and is not counted, nor is the lock. What is timed is what the program
does, journal and audit trail in a real store included.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import copy_target, peer
from benchmarks.bare import BareClient
from benchmarks.rows import Row
from rollcall.device.client import Device
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.late import LateStore
from rollcall.store.values import RememberedUser
from rollcall.usecases.audit import Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.writer import UserWriter
from rollcall.usecases.copying.copying import Copying

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from rollcall.usecases.changing.receipt import Receipt

USERS = 1_000
ROUNDS = 2
SERVICE_MS = 20
TRIPS_A_USER = 3
PROBED = 200  # users a round whose round trips the bare client makes
SOURCE, TARGET = DeviceUid(peer.UID), DeviceUid(copy_target.UID)


def rows(*, quick: bool) -> Iterator[Row]:
    users = USERS // 5 if quick else USERS
    found = []
    with (
        peer.running(SERVICE_MS, users=users) as source,
        copy_target.running(SERVICE_MS) as target,
        asyncio.Runner() as runner,
    ):
        for _ in range(1 if quick else ROUNDS):
            # In turn, and each copying against the round trips right before and after it, so that
            # whoever else works on this machine disturbs both alike.
            before = runner.run(_one_trip(target))
            spent, asked = runner.run(_copied(source, target, users))
            trip = (before + runner.run(_one_trip(target))) / 2
            found.append((spent / (users * TRIPS_A_USER * trip), trip, asked))
    ratio, trip, asked = min(found)
    note = f"{trip * 1e3:.2f} ms a round trip, {users * TRIPS_A_USER} of them; asked {asked} times"
    yield Row("copy users of 8 KB, wall, of the round trips", ratio, 1.10, note)


async def _one_trip(port: int) -> float:
    """Give what one round trip takes: seeing that nobody has an id, writing, reading back."""
    client = await BareClient.open(port)
    each = peer.big_user()
    began = time.perf_counter()
    for at in range(PROBED):
        each["id"] = str(at + 1)
        await client.post(_question("GetUserInfo", id=each["id"]))
        await client.post(_question("SetUserInfo", **each))
        await client.post(_question("GetUserInfo", id=each["id"]))
    spent = time.perf_counter() - began
    await client.post(_question("Clear"))
    client.close()
    return spent / PROBED / TRIPS_A_USER


async def _clear(port: int) -> None:
    client = await BareClient.open(port)
    await client.post(_question("Clear"))
    client.close()


async def _asked(port: int) -> int:
    """Give how many commands the target was asked so far."""
    client = await BareClient.open(port)
    count = int(json.loads(await client.post(_question("Ledger"))))
    client.close()
    return count


async def _copied(source: int, target: int, users: int) -> tuple[float, int]:
    """Plan, then copy; give what the copying took, and how often it asked the target."""
    receipts: list[Receipt] = []
    await _clear(target)
    async with AsyncExitStack() as stack:
        copying = await _copying(stack, source, target)
        people = [
            RememberedUser(
                id=UserId(str(each + 1)),
                name="Somebody Somewhere",
                department="Company",
                privilege="user",
                face=True,
                fingers=2,
                card=True,
            )
            for each in range(users)
        ]
        plan = await copying.plan(SOURCE, people, [TARGET], report=_quiet)
        before = await _asked(target)
        began = time.perf_counter()
        await copying.copy(plan, plan.rows, got=receipts.append, report=_quiet)
        spent = time.perf_counter() - began
        asked = await _asked(target) - before
    assert len(receipts) == users
    assert all(each.is_fine for each in receipts), {each.verdict for each in receipts}
    return spent, asked


async def _copying(stack: AsyncExitStack, source: int, target: int) -> Copying:
    devices = {
        SOURCE: Device(Address("127.0.0.1", source), label="source", uid=SOURCE),
        TARGET: Device(Address("127.0.0.1", target), label="target", uid=TARGET),
    }
    for each in devices.values():
        stack.push_async_callback(each.aclose)
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    store = LateStore(Path(folder) / "rollcall.db")
    stack.push_async_callback(store.close)
    await store.journal.left_behind()  # opens it, as the program did at its start

    @asynccontextmanager
    async def session(uid: DeviceUid) -> AsyncIterator[Device]:
        yield devices[uid]

    writer = UserWriter(
        session,
        leases=Leases(store.journal, open_session=session),
        journal=store.journal,
        audit=Audit(store.audit, who="bench"),
        device_name=str,
    )
    nobody: Any = None  # neither departments nor a comparison are asked for
    return Copying(
        _Nobody(),
        open_session=session,
        writer=writer,
        rosters=nobody,
        departments=nobody,
        details=nobody,
    )


class _Nobody:
    devices = ()

    def device(self, uid: DeviceUid) -> Any:  # noqa: ANN401
        raise KeyError(uid)


def _question(command: str, **payload: object) -> bytes:
    return json.dumps({"mid": os.urandom(16).hex(), "cmd": command, "payload": payload}).encode()


def _quiet(_progress: object) -> None:
    pass
