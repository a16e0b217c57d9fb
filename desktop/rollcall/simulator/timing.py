"""Time as the simulated device feels it: the real one, or one moved by hand."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from typing import Protocol


class Time(Protocol):
    """What time it is, and waiting."""

    def now(self) -> datetime:
        """Give the wall clock around the device, without zone."""

    def ticks(self) -> float:
        """Give seconds that never go back."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class RealTime:
    """The time of this computer."""

    def now(self) -> datetime:
        """Give this computer's local time."""
        return datetime.now()  # noqa: DTZ005  # as a device's clock is

    def ticks(self) -> float:
        """Give seconds since some moment."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for real."""
        await asyncio.sleep(seconds)


class ManualTime:
    """A time that stands still until `advance` is called."""

    def __init__(self, now: datetime = datetime(2025, 6, 2, 8, 0)) -> None:
        self._now = now
        self._ticks = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._watchers: list[tuple[int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """Give the time it was set to, plus what it was advanced by."""
        return self._now

    def ticks(self) -> float:
        """Give the seconds it was advanced by."""
        return self._ticks

    async def sleep(self, seconds: float) -> None:
        """Wait until it was advanced by `seconds`."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper = (self._ticks + seconds, asyncio.get_running_loop().create_future())
        self._sleepers.append(sleeper)
        self._tell_watchers()
        try:
            await sleeper[1]
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)

    async def until_asleep(self, sleepers: int = 1) -> None:
        """Wait for real until that many wait for this time."""
        watcher = (sleepers, asyncio.get_running_loop().create_future())
        self._watchers.append(watcher)
        self._tell_watchers()
        await watcher[1]

    def advance(self, seconds: float) -> None:
        """Move on, and wake whoever waited for that."""
        self._ticks += seconds
        self._now += timedelta(seconds=seconds)
        due = [each for each in self._sleepers if each[0] <= self._ticks]
        self._sleepers = [each for each in self._sleepers if each[0] > self._ticks]
        for _, future in due:
            if not future.done():
                future.set_result(None)

    def _tell_watchers(self) -> None:
        for sleepers, future in list(self._watchers):
            if len(self._sleepers) >= sleepers:
                self._watchers.remove((sleepers, future))
                if not future.done():
                    future.set_result(None)
