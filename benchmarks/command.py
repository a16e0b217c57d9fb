"""One command over loopback: processor time, typed reply included."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING

import requests

from benchmarks import peer
from benchmarks.bare import BareClient
from benchmarks.rows import Row, interleaved
from rollcall.device.client import Device
from rollcall.protocol.address import Address
from rollcall.protocol.info import GetDeviceUid

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 40
ROUNDS = 60


def rows(*, quick: bool) -> Iterator[Row]:
    with peer.running() as port, asyncio.Runner() as runner, requests.Session() as session:
        bare = runner.run(BareClient.open(port))
        device = runner.run(_opened(port))
        url = f"http://127.0.0.1:{port}/control?api_key="

        async def bare_client() -> None:
            for _ in range(BATCH):
                await bare.post(_request())

        async def ours() -> None:
            for _ in range(BATCH):
                await device.ask(GetDeviceUid())

        def others() -> None:
            for _ in range(BATCH):
                session.post(url, data=_request(), timeout=10).json()

        spent = interleaved(
            {
                "bare": lambda: runner.run(bare_client()),
                "ours": lambda: runner.run(ours()),
                "requests": others,
            },
            rounds=ROUNDS // 6 if quick else ROUNDS,
        )
        runner.run(device.aclose())
        bare.close()
    each = f"{spent['ours'] / BATCH * 1e6:.0f} us"
    yield Row("one command, CPU, of a bare asyncio client", spent["ours"] / spent["bare"], 8, each)
    yield Row("one command, CPU, of requests.Session", spent["ours"] / spent["requests"], 0.5)


async def _opened(port: int) -> Device:
    device = Device(Address("127.0.0.1", port), label="peer")
    await device.ask(GetDeviceUid())
    return device


def _request() -> bytes:
    mid = os.urandom(16).hex()
    return json.dumps({"mid": mid, "cmd": "GetDeviceUid", "payload": {}}).encode()
