"""What must not be cut short is not, and the cancellation is not lost."""

from __future__ import annotations

import asyncio

import pytest

from rollcall.protocol.errors import Unreachable
from rollcall.usecases.undisturbed import Finished, finish, undisturbed


class Work:
    """Waits until it may end, and keeps how far it came."""

    def __init__(self, error: Exception | None = None) -> None:
        self.may_end = asyncio.Event()
        self.has_begun = asyncio.Event()
        self.has_ended = False
        self.was_broken_off = False
        self.error = error

    async def run(self) -> str:
        self.has_begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.was_broken_off = True
            raise
        await asyncio.sleep(0)
        self.has_ended = True
        if self.error is not None:
            raise self.error
        return "done"


async def test_its_result_is_given() -> None:
    work = Work()
    work.may_end.set()
    assert await undisturbed(work.run()) == "done"


async def test_its_error_is_raised() -> None:
    work = Work(KeyError("x"))
    work.may_end.set()
    with pytest.raises(KeyError):
        await undisturbed(work.run())


@pytest.mark.parametrize("times", [1, 2, 5])
async def test_a_cancellation_waits_until_the_work_has_ended(times: int) -> None:
    work = Work()
    task = asyncio.create_task(undisturbed(work.run()))
    await work.has_begun.wait()
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    work.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.has_ended


async def test_a_cancellation_names_the_error_there_was() -> None:
    error = KeyError("x")
    work = Work(error)
    task = asyncio.create_task(undisturbed(work.run()))
    await work.has_begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    work.may_end.set()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert caught.value.__cause__ is error


async def test_time_that_is_up_counts_as_that_after_the_work() -> None:
    work = Work()

    async def end_later() -> None:
        await work.has_begun.wait()
        for _ in range(5):
            await asyncio.sleep(0)
        work.may_end.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(end_later())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await undisturbed(work.run())
    assert work.has_ended


async def test_cancelled_in_its_first_moment_it_still_runs() -> None:
    work = Work()
    work.may_end.set()
    task = asyncio.create_task(undisturbed(work.run()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.has_ended


async def test_who_can_end_early_is_told_of_the_cancellation_once() -> None:
    work, told = Work(), list[bool]()

    def end() -> None:
        told.append(True)
        work.may_end.set()

    task = asyncio.create_task(undisturbed(work.run(), when_cancelled=end))
    await work.has_begun.wait()
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (work.has_ended, told) == (True, [True])


# --- finish


async def finishing(work: Work, patience_s: float = 60.0) -> asyncio.Task[Finished[str]]:
    task = asyncio.create_task(finish(work.run(), patience_s=patience_s))
    await work.has_begun.wait()
    return task


async def test_finishing_gives_the_result() -> None:
    work = Work()
    work.may_end.set()
    assert await finish(work.run()) == Finished(result="done", cancelled=None)


async def test_finishing_raises_what_the_work_raises_as_it_is() -> None:
    work = Work(Unreachable("Front door"))
    work.may_end.set()
    with pytest.raises(Unreachable):
        await finish(work.run())


async def test_finishing_cancelled_ends_first_and_gives_the_cancellation() -> None:
    work = Work()
    task = await finishing(work)
    for _ in range(2):  # a second time changes nothing
        task.cancel()
        await asyncio.sleep(0)
    work.may_end.set()
    finished = await task
    assert finished.result == "done"
    assert isinstance(finished.cancelled, asyncio.CancelledError)
    assert not work.was_broken_off


async def test_finishing_cancelled_loses_neither_the_cancellation_nor_the_error() -> None:
    error = KeyError("x")
    work = Work(error)
    task = await finishing(work)
    task.cancel()
    await asyncio.sleep(0)
    work.may_end.set()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert caught.value.__cause__ is error


async def test_finishing_cancelled_is_broken_off_when_it_takes_too_long() -> None:
    work = Work()
    task = await finishing(work, patience_s=0.01)
    task.cancel()
    finished = await task
    assert (finished.result, work.was_broken_off) == (None, True)
    assert finished.cancelled is not None
