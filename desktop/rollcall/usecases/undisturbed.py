"""Work that has to come to its end although nobody waits for it any more.

Unlike with `asyncio.shield` nothing is left running behind the caller's back, so closing the
program waits for it. `undisturbed` is for what is short, `finish` for what is told afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct

__all__ = ["PATIENCE_S", "Finished", "finish", "undisturbed"]

T = TypeVar("T")

PATIENCE_S: Final = 5.0  # a window that closes must not hang, and a device answers in a second


class Finished(Struct, Generic[T], frozen=True, kw_only=True):
    """How it ended: `result` is None where it was broken off after all."""

    result: T | None
    cancelled: asyncio.CancelledError | None
    """To be raised by who asked, once everything that came about was told."""


async def undisturbed(
    work: Coroutine[Any, Any, T], *, when_cancelled: Callable[[], object] | None = None
) -> T:
    """Run `work` to its end, then let a cancellation that came meanwhile go on.

    `work` has to be short, or end soon after `when_cancelled` was called. Raises what `work`
    raises, or the CancelledError with that as its `__cause__`.
    """
    ended = await _ended(work, None, when_cancelled)
    if ended.cancelled is not None:
        raise ended.cancelled
    return ended.work.result()[0]


async def finish(work: Coroutine[Any, Any, T], *, patience_s: float = PATIENCE_S) -> Finished[T]:
    """Do the work to its end; cancelled meanwhile, for no longer than `patience_s`.

    Raises what `work` raises; if cancelled, the CancelledError with that as its `__cause__`.
    """
    ended = await _ended(work, patience_s, None)
    if ended.cancelled is None:
        return Finished(result=ended.work.result()[0], cancelled=None)
    if ended.cancelled.__cause__ is not None:
        raise ended.cancelled
    result = None if ended.work.exception() else ended.work.result()[0]
    return Finished(result=result, cancelled=ended.cancelled)


class _Ended(Generic[T]):
    def __init__(
        self, work: asyncio.Future[tuple[T]], cancelled: asyncio.CancelledError | None
    ) -> None:
        self.work = work
        self.cancelled = cancelled


async def _ended(
    work: Coroutine[Any, Any, T],
    patience_s: float | None,
    when_cancelled: Callable[[], object] | None,
) -> _Ended[T]:
    running = asyncio.gather(work)  # holds the task it makes
    cancelled: asyncio.CancelledError | None = None
    until: float | None = None
    while not running.done():
        try:
            # Unlike awaiting it, waiting for it leaves it alone when cancelled.
            await asyncio.wait((running,), timeout=None if until is None else until - monotonic())
        except asyncio.CancelledError as error:
            if cancelled is None:
                cancelled = error
                until = None if patience_s is None else monotonic() + patience_s
                if when_cancelled is not None:
                    when_cancelled()
            continue
        if not running.done():
            until = None
            running.cancel()
    if cancelled is not None:
        failure = running.exception()
        if not isinstance(failure, asyncio.CancelledError):
            cancelled.__cause__ = failure
    return _Ended(running, cancelled)
