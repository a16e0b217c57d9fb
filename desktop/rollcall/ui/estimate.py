"""How long a work still takes, told from how fast it went lately."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from rollcall.usecases.progress import Progress

__all__ = ["TimeLeft"]

_WINDOW_S: Final = 20.0  # long enough to be calm, short enough to notice a device that slows down
_SEEN_ENOUGH_S: Final = 2.0  # an estimate from less jumps about
_SAMPLES: Final = 64


class TimeLeft:
    """Watches the progress of one work."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the clock, in seconds, that progress is measured by."""
        self._clock = clock
        self._samples: deque[tuple[float, int]] = deque(maxlen=_SAMPLES)
        self._kind: tuple[str, int | None] | None = None

    def saw(self, progress: Progress) -> None:
        """Take note of a progress; a new kind of steps starts the estimate anew."""
        kind = (progress.what, progress.total)
        went_back = bool(self._samples) and progress.done < self._samples[-1][1]
        if kind != self._kind or went_back:
            self._kind = kind
            self._samples.clear()
        now = self._clock()
        if len(self._samples) > 1 and now - self._samples[-2][0] < _WINDOW_S / _SAMPLES:
            self._samples.pop()  # keep the window wide when reports come fast
        self._samples.append((now, progress.done))
        while now - self._samples[0][0] > _WINDOW_S:
            self._samples.popleft()

    @property
    def remaining(self) -> timedelta | None:
        """What is left, or None while that cannot be told."""
        if self._kind is None or self._kind[1] is None or len(self._samples) < 2:
            return None
        (began, done_then), (last, done_last) = self._samples[0], self._samples[-1]
        done_lately = done_last - done_then
        if last - began < _SEEN_ENOUGH_S or done_lately <= 0:
            return None
        seconds = (self._kind[1] - done_last) * (last - began) / done_lately
        since_last = self._clock() - last
        return timedelta(seconds=max(seconds - since_last, 0))
