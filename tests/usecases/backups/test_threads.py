"""Work in a thread is never left behind."""

from __future__ import annotations

import asyncio
import threading

import pytest

from rollcall.usecases.backups.container import Tick
from rollcall.usecases.backups.threads import in_thread
from rollcall.usecases.progress import Progress


def nobody(_progress: Progress) -> None:
    """Count nothing."""


async def test_its_result_and_its_progress_are_given() -> None:
    told: list[Progress] = []

    def work(tick: Tick) -> str:
        tick(3)
        return "done"

    assert await in_thread(work, total=5, report=told.append, what="users") == "done"
    assert told == [Progress(done=3, total=5, what="users")]


async def test_cancelled_it_is_stopped_and_waited_for() -> None:
    loop, has_begun, has_ended = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def work(tick: Tick) -> None:
        loop.call_soon_threadsafe(has_begun.set)
        try:
            while True:
                tick(1)
        finally:
            has_ended.set()

    task = asyncio.create_task(in_thread(work, total=None, report=nobody, what=""))
    await has_begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert has_ended.is_set()
