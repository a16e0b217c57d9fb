"""Simulated devices for tests, on free ports, with a time that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from rollcall.simulator.connection import Patience
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.ledger import Ledger
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.timing import ManualTime
from tests.simulator.bare import Bare

Start = Callable[..., Awaitable[Bare]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Give a function that starts a device; its arguments are those of `Profile`."""
    async with AsyncExitStack() as stack:

        async def started(
            *, ledger: Ledger | None = None, patience: Patience | None = None, **profile: Any
        ) -> Bare:
            time = ManualTime()
            device = SimulatedDevice(Profile(**profile), time=time, ledger=ledger)
            server = DeviceServer(device, patience=patience or Patience())
            bare = Bare(await stack.enter_async_context(server), time)
            stack.push_async_callback(bare.close)
            return bare

        yield started


@pytest.fixture
async def bare(start: Start) -> Bare:
    """Give a device with twelve people and their records."""
    return await start(users=12, records=250)
