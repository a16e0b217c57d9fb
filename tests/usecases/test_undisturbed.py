"""What must not be cut short is not, and the cancellation is not lost."""

from __future__ import annotations

import asyncio

import pytest

from rollcall.usecases.undisturbed import undisturbed


class Work:
    """Waits until it may end, and keeps how far it came."""

    def __init__(self, error: Exception | None = None) -> None:
        self.may_end = asyncio.Event()
        self.has_begun = asyncio.Event()
        self.has_ended = False
        self.error = error

    async def run(self) -> str:
        self.has_begun.set()
        await self.may_end.wait()
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
