"""A sweep of addresses that drop packets, and one of closed ports: wall time, loopback only."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from benchmarks.rows import Row
from rollcall.device.discovery import sweep
from rollcall.device.found import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

DROPPING = 128  # the shape of 254 addresses at two ports with 128 at once, a quarter as large
CONCURRENCY = 32
CONNECT_TIMEOUT_S = 0.5
CLOSED = 508


def rows(*, quick: bool) -> Iterator[Row]:  # noqa: ARG001  # it takes five seconds
    with _dropping() as targets:
        took = _swept(targets, concurrency=CONCURRENCY, connect_timeout_s=CONNECT_TIMEOUT_S)
    ideal = CONNECT_TIMEOUT_S * DROPPING / CONCURRENCY
    yield Row("sweep of addresses that drop packets, wall, of the ideal", took / ideal, 1.3)
    closed = [Target(f"127.0.{each // 254}.{each % 254 + 1}", 9) for each in range(CLOSED)]
    took = _swept(closed)
    yield Row(f"sweep of {CLOSED} closed ports, seconds", took, 2)


def _swept(targets: list[Target], **options: float) -> float:
    start = time.perf_counter()
    asyncio.run(sweep(targets, lambda _: None, **options))  # type: ignore[arg-type]
    return time.perf_counter() - start


@contextmanager
def _dropping() -> Iterator[list[Target]]:
    """Give targets whose queue of connections is full: Linux drops further requests."""
    with ExitStack() as stack:
        targets = []
        for each in range(DROPPING):
            listener = stack.enter_context(socket.socket())
            listener.bind((f"127.0.0.{each % 250 + 1}", 0))
            listener.listen(0)
            stack.enter_context(socket.socket()).connect(listener.getsockname())
            targets.append(Target(*listener.getsockname()))
        yield targets
