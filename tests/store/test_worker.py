"""Work runs in order in one thread, and is done whole or not at all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from rollcall.store.worker import Worker


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    worker = Worker()
    yield worker
    await worker.end(lambda: None)


async def test_run_gives_the_result_of_another_thread(worker: Worker) -> None:
    assert await worker.run(threading.get_ident) != threading.get_ident()
    assert await worker.run(threading.get_ident) == await worker.run(threading.get_ident)


async def test_run_raises_what_the_work_raised(worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError):
        await worker.run(divmod, 1, 0)
    assert await worker.run(divmod, 7, 2) == (3, 1)


async def test_cancelled_work_never_begins_when_it_was_waiting(worker: Worker) -> None:
    gate, done = threading.Event(), list[str]()
    first = asyncio.create_task(worker.run(gate.wait))
    second = asyncio.create_task(worker.run(done.append, "second"))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    gate.set()
    await first
    await worker.run(done.append, "third")
    assert done == ["third"]


async def test_cancelled_work_goes_on_to_its_end_when_it_had_begun(worker: Worker) -> None:
    begun, gate, done = threading.Event(), threading.Event(), list[str]()

    def work() -> None:
        begun.set()
        gate.wait()
        done.append("first")

    first = asyncio.create_task(worker.run(work))
    await asyncio.to_thread(begun.wait)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    gate.set()
    await worker.run(done.append, "second")
    assert done == ["first", "second"]


async def test_end_comes_after_everything_given_before() -> None:
    worker, done = Worker(), list[int]()
    tasks = [asyncio.create_task(worker.run(done.append, n)) for n in range(20)]
    await asyncio.sleep(0)
    await worker.end(lambda: done.append(99))
    await asyncio.gather(*tasks)
    assert done == [*range(20), 99]
