"""Work that is brought to its end even where it is no longer wanted: what was sent is read back."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct

__all__ = ["PATIENCE_S", "Finished", "finish"]

ResultT = TypeVar("ResultT")

PATIENCE_S: Final = 5.0  # a window that closes must not hang, and a device answers in a second


class Finished(Struct, Generic[ResultT], frozen=True, kw_only=True):
    """How it ended: `result` is None where it was broken off after all."""

    result: ResultT | None
    cancelled: asyncio.CancelledError | None
    """To be raised by who asked, once everything that came about was told."""


async def finish(
    work: Coroutine[Any, Any, ResultT], *, patience_s: float = PATIENCE_S
) -> Finished[ResultT]:
    """Do the work to its end; cancelled meanwhile, for no longer than `patience_s`.

    What the work raises is raised here, without a group around it.
    """
    results: list[ResultT] = []
    failures: list[Exception] = []
    cancelled: asyncio.CancelledError | None = None
    until: float | None = None
    async with asyncio.TaskGroup() as group:
        task = group.create_task(_kept(work, results, failures))
        while not task.done():
            try:
                # Unlike awaiting the task, waiting for it leaves it alone when cancelled.
                await asyncio.wait((task,), timeout=None if until is None else until - monotonic())
            except asyncio.CancelledError as error:
                if cancelled is None:
                    cancelled, until = error, monotonic() + patience_s
                continue
            if not task.done():
                until = None
                task.cancel()
    if failures:
        raise failures[0] from cancelled
    return Finished(result=results[0] if results else None, cancelled=cancelled)


async def _kept(
    work: Coroutine[Any, Any, ResultT], results: list[ResultT], failures: list[Exception]
) -> None:
    try:
        results.append(await work)
    except Exception as error:  # noqa: BLE001  # raised by `finish`, whatever it is
        failures.append(error)
