"""Long work in a thread that ends when who waits for it is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from threading import Event
from typing import TypeVar

from rollcall.usecases.backups.container import Stopped, Tick
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.undisturbed import undisturbed

__all__ = ["in_thread"]

ResultT = TypeVar("ResultT")


async def in_thread(
    work: Callable[[Tick], ResultT], *, total: int | None, report: Report, what: str
) -> ResultT:
    """Run `work` beside the window; cancelled, it is stopped and waited for, and left nothing."""
    loop = asyncio.get_running_loop()
    here = copy_context()  # the window knows by it whose progress it is
    is_stopped = Event()

    def tick(done: int) -> None:
        if is_stopped.is_set():
            raise Stopped
        progress = Progress(done=done, total=total, what=what)
        loop.call_soon_threadsafe(here.run, report, progress)

    return await undisturbed(asyncio.to_thread(work, tick), when_cancelled=is_stopped.set)
