from __future__ import annotations

import asyncio

import pytest

from rollcall.simulator.background import Background
from tests.conftest import ExpectedLog


async def test_everything_has_ended_when_it_is_closed() -> None:
    background, ended = Background(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    background.start(work(), name="work")
    await asyncio.sleep(0)
    await background.aclose()
    assert ended.is_set()


async def test_a_bug_is_logged(expected_log: ExpectedLog, caplog: pytest.LogCaptureFixture) -> None:
    expected_log("a task of the simulated device failed")
    background = Background()

    async def work() -> None:
        raise LookupError

    background.start(work(), name="work")
    await background.settled(name="work")
    await asyncio.sleep(0)
    assert "LookupError" in caplog.text
