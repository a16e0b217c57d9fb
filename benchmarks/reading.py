"""Users of 8 KB from a device with 20 ms service time, one at a time: wall time, round trips.

What the program really does: the use case behind the page Users, over the client it is given.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from benchmarks import peer
from benchmarks.bare import BareClient
from benchmarks.rows import Row, interleaved
from rollcall.device.client import Device
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.roster import EntryState, Roster, RosterEntry

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from rollcall.store.values import RememberedUser

USERS = 1_000
ROUNDS = 5
SERVICE_MS = 20
SCREENFUL = 30  # rows of 36 pixels in a window of 1,080


def rows(*, quick: bool) -> Iterator[Row]:
    users = USERS // 5 if quick else USERS
    with peer.running(SERVICE_MS, users=users) as port, asyncio.Runner() as runner:
        spent = interleaved(
            {
                "bare": lambda: runner.run(_bare(port, users)),
                "ours": lambda: runner.run(_ours(port)),
            },
            rounds=2 if quick else ROUNDS,
            clock=time.perf_counter,
        )
        trips = runner.run(_trips_to_first_screenful(port))
    each = f"{spent['ours'] / users * 1e3:.2f} ms a user, {users} users a round"
    yield Row("users of 8 KB, wall, of a bare client", spent["ours"] / spent["bare"], 1.05, each)
    yield Row(f"round trips until {SCREENFUL} names are shown", trips, 60)


async def _bare(port: int, users: int) -> None:
    """Ask for the pages of ids and for each user, and no more."""
    client = await BareClient.open(port)
    for start in range(0, users, peer.IDS_A_PAGE):
        await client.post(_question("GetUserIdList", start_pos=start))
    for each in range(users):
        await client.post(_question("GetUserInfo", id=str(each + 1)))
    client.close()


async def _ours(port: int) -> None:
    roster = _roster(port)
    await roster.read(lambda _: None)
    assert all(each.state is EntryState.CURRENT for each in roster.entries)


async def _trips_to_first_screenful(port: int) -> int:
    roster = _roster(port)
    before = _asked(port)
    shown: set[str] = set()
    counts: list[int] = []

    def on_changed(entries: tuple[RosterEntry, ...]) -> None:
        shown.update(each.id for each in entries if each.state is EntryState.CURRENT)
        if not counts and all(each.id in shown for each in roster.entries[:SCREENFUL]):
            counts.append(_asked(port) - before)
            reading.cancel()

    roster.changed.connect(on_changed)
    reading = asyncio.ensure_future(roster.read(lambda _: None))  # noqa: TID251
    await asyncio.wait([reading])
    return counts[0]


def _asked(port: int) -> int:
    """Look at the peer's ledger; waits for it, so that nothing else is asked meanwhile."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b'POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n"Ledger"')
        return int(connection.recv(4096).rpartition(b"\r\n")[2])


def _question(command: str, **payload: object) -> bytes:
    return json.dumps({"mid": os.urandom(16).hex(), "cmd": command, "payload": payload}).encode()


class Forgetful:
    """Stands for the store: its share is measured nowhere here, it has a thread of its own."""

    async def of(self, _uid: DeviceUid) -> tuple[RememberedUser, ...]:
        return ()

    async def replace(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        pass

    async def update(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        pass


def _roster(port: int) -> Roster:
    @asynccontextmanager
    async def session(uid: DeviceUid) -> AsyncIterator[Device]:
        device = Device(Address("127.0.0.1", port), label="peer", uid=uid)
        try:
            yield device
        finally:
            await device.aclose()

    return Roster(DeviceUid(peer.UID), open_session=session, remembered=Forgetful())
