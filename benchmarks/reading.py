"""5,000 users of 8 KB from a device with 20 ms service time, one at a time: wall time."""

from __future__ import annotations

import asyncio
import json
import os
import time
from typing import TYPE_CHECKING

from benchmarks import peer
from benchmarks.bare import BareClient
from benchmarks.rows import Row, interleaved
from rollcall.device.client import Device
from rollcall.protocol.address import Address
from rollcall.protocol.users import UserId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rollcall.protocol.users import UserInfo

USERS = 5_000
SERVICE_MS = 20
BATCH = 100


def rows() -> Iterator[Row]:
    with peer.running(SERVICE_MS) as port, asyncio.Runner() as runner:
        bare = runner.run(BareClient.open(port))
        device = runner.run(_opened(port))

        async def bare_client() -> None:
            for each in range(BATCH):
                mid = os.urandom(16).hex()
                question = {"mid": mid, "cmd": "GetUserInfo", "payload": {"id": str(each)}}
                await bare.post(json.dumps(question).encode())

        async def ours() -> None:
            ids = iter(range(BATCH))
            got: list[UserInfo] = []
            await device.read_users(lambda: _next(ids), got.append)
            assert len(got) == BATCH

        spent = interleaved(
            {"bare": lambda: runner.run(bare_client()), "ours": lambda: runner.run(ours())},
            rounds=USERS // BATCH,
            clock=time.perf_counter,
        )
        runner.run(device.aclose())
        bare.close()
    each = f"{spent['ours'] / BATCH * 1e3:.2f} ms a user"
    yield Row(
        "5,000 users of 8 KB, wall, of a bare client", spent["ours"] / spent["bare"], 1.05, each
    )


def _next(ids: Iterator[int]) -> UserId | None:
    following = next(ids, None)
    return None if following is None else UserId(str(following))


async def _opened(port: int) -> Device:
    device = Device(Address("127.0.0.1", port), label="peer")
    await device.read_users(iter([UserId("1"), None]).__next__, lambda _: None)
    return device
