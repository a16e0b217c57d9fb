"""The one thread in which all SQL runs, so that the window never waits for it."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


class Worker:
    """Runs functions in its thread, one after the other, in the order they were given."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._last: Future[None] | None = None

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run one function and give its result.

        When the waiting coroutine is cancelled, a function that has not begun never does, and
        one that has goes on to its end: a transaction happens whole or not at all.
        """
        future = self._executor.submit(function, *args, **kwargs)
        return await asyncio.wrap_future(future)

    async def end(self, last: Callable[[], None]) -> None:
        """Run everything given so far and `last`, even when cancelled, and end the thread."""
        if self._last is None:
            self._last = self._executor.submit(last)
            self._executor.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(self._last))
