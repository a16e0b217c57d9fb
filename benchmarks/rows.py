"""What a row of the benchmark is, and how ratios are taken on a shared machine."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a measured ratio, or what `work` says, and the most it may be."""

    work: str
    measured: float
    bar: float | None
    """None where it is only told."""
    note: str = ""

    @property
    def is_met(self) -> bool:
        return self.bar is None or self.measured <= self.bar

    def __str__(self) -> str:
        verdict = "ok" if self.is_met else "missed"
        bar = f"(bar {self.bar:5.2f})" if self.bar is not None else "(no bar)   "
        note = f"  [{self.note}]" if self.note else ""
        return f"{verdict:6} {self.measured:6.2f} {bar}  {self.work}{note}"


def quartile(values: list[float]) -> float:
    """Give the 25th percentile: what the work takes when nobody else has the processor."""
    return sorted(values)[len(values) // 4]


def interleaved(
    works: Mapping[str, Callable[[], object]],
    *,
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, float]:
    """Time each piece of work in turn, many times, and give each one's 25th percentile."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            start = clock()
            work()
            times[name].append(clock() - start)
    return {name: quartile(each) for name, each in times.items()}
