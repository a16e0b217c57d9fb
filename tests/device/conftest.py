"""Devices under test that end with the test, and time that passes only when told to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from rollcall.device.client import Budget, Device, Pace
from rollcall.protocol.address import Address

# For devices that never answer. The usual one is for all else, however busy this computer is.
SHORT = Budget(first_byte_s=0.5, whole_s=1.0)

Opening = Callable[..., Device]


class Clock:
    """A clock that stands still; sleeping moves it and is written down."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def pace(self) -> Pace:
        return Pace(clock=self, sleep=self.sleep, chance=lambda: 0.5)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def opened(clock: Clock) -> AsyncIterator[Opening]:
    """Make devices that are closed at the end: `opened(address, key=...)`."""
    async with AsyncExitStack() as stack:

        def make(address: Address, **options: object) -> Device:
            settled = {"label": "Front door", "pace": clock.pace, **options}
            device = Device(address, **settled)  # type: ignore[arg-type]
            stack.push_async_callback(device.aclose)
            return device

        yield make
