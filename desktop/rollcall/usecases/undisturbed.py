"""Work that has to come to its end although nobody waits for it any more."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["undisturbed"]

T = TypeVar("T")


async def undisturbed(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end, then let a cancellation that came meanwhile go on.

    Unlike `asyncio.shield` it does not return before that: nothing is left running behind the
    caller's back, so closing the program waits for it. `work` has to be short and to have an end.
    Raises what `work` raises, or the CancelledError with that as its `__cause__`.
    """
    running = asyncio.shield(work)  # holds the task it makes
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        cause = None if running.cancelled() else running.exception()
        raise cancelled from cause or cancelled.__cause__
    return running.result()
