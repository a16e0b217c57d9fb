"""Work that is sent comes to its end, even cancelled, but not for ever."""

from __future__ import annotations

import asyncio

import pytest

from rollcall.protocol.errors import Unreachable
from rollcall.usecases.changing.finishing import Finished, finish


class Work:
    def __init__(self) -> None:
        self.may_end = asyncio.Event()
        self.was_broken_off = False

    async def run(self) -> str:
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.was_broken_off = True
            raise
        return "done"


async def started(work: Work, patience_s: float = 60.0) -> asyncio.Task[Finished[str]]:
    task = asyncio.create_task(finish(work.run(), patience_s=patience_s))
    for _ in range(3):
        await asyncio.sleep(0)
    return task


async def test_result_is_given() -> None:
    work = Work()
    work.may_end.set()
    assert await finish(work.run()) == Finished(result="done", cancelled=None)


async def test_what_the_work_raises_is_raised_as_it_is() -> None:
    async def fail() -> None:
        raise Unreachable("Front door")

    with pytest.raises(Unreachable):
        await finish(fail())


async def test_cancelled_it_ends_first_and_gives_the_cancellation() -> None:
    work = Work()
    task = await started(work)
    for _ in range(2):  # a second time changes nothing
        task.cancel()
        await asyncio.sleep(0)
    work.may_end.set()
    finished = await task
    assert finished.result == "done"
    assert isinstance(finished.cancelled, asyncio.CancelledError)
    assert not work.was_broken_off


async def test_cancelled_it_is_broken_off_when_it_takes_too_long() -> None:
    work = Work()
    task = await started(work, patience_s=0.01)
    task.cancel()
    finished = await task
    assert (finished.result, work.was_broken_off) == (None, True)
    assert finished.cancelled is not None
