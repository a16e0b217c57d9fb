"""Tasks of the simulated device: each is held, named and awaited at the end; none can vanish."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

_log = logging.getLogger(__name__)


class Background:
    """Runs coroutines until they end or the device is switched off."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None], *, name: str) -> None:
        """Run in the background; an exception in there is a bug and is logged."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self.hold(task)

    def hold(self, task: asyncio.Task[None]) -> None:
        """Look after a task that was started elsewhere."""
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def settled(self, *, name: str) -> None:
        """Wait until nothing of that name runs any more."""
        while running := [task for task in self._tasks if task.get_name() == name]:
            await asyncio.wait(running)

    async def aclose(self) -> None:
        """Cancel everything and wait until it has ended."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a task of the simulated device failed", exc_info=error)
