from __future__ import annotations

from datetime import timedelta

import pytest

from rollcall.ui.estimate import TimeLeft
from rollcall.usecases.progress import Progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def run(left: TimeLeft, clock: Clock, *, seconds: int, rate: int, start: int = 0) -> None:
    for second in range(seconds + 1):
        left.saw(Progress(done=start + second * rate, total=1000))
        if second < seconds:
            clock.now += 1


def test_remaining_is_the_rest_at_the_speed_seen(clock: Clock) -> None:
    left = TimeLeft(clock)
    run(left, clock, seconds=10, rate=10)
    assert left.remaining == timedelta(seconds=90)


def test_remaining_falls_between_two_reports(clock: Clock) -> None:
    left = TimeLeft(clock)
    run(left, clock, seconds=10, rate=10)
    clock.now += 5
    assert left.remaining == timedelta(seconds=85)


def test_remaining_never_falls_below_nothing(clock: Clock) -> None:
    left = TimeLeft(clock)
    run(left, clock, seconds=10, rate=10)
    clock.now += 500
    assert left.remaining == timedelta(0)


def test_remaining_follows_a_device_that_slows_down(clock: Clock) -> None:
    left = TimeLeft(clock)
    run(left, clock, seconds=20, rate=20)
    run(left, clock, seconds=30, rate=1, start=400)
    assert left.remaining == timedelta(seconds=570)


@pytest.mark.parametrize("total", [None, 1000])
def test_remaining_is_unknown_at_first(clock: Clock, total: int | None) -> None:
    left = TimeLeft(clock)
    assert left.remaining is None
    left.saw(Progress(done=0, total=total))
    clock.now += 1
    left.saw(Progress(done=5, total=total))
    assert left.remaining is None


def test_remaining_is_unknown_while_nothing_moves(clock: Clock) -> None:
    left = TimeLeft(clock)
    run(left, clock, seconds=10, rate=0)
    assert left.remaining is None


def test_remaining_starts_anew_with_other_steps(clock: Clock) -> None:
    left = TimeLeft(clock)
    run(left, clock, seconds=10, rate=10)
    left.saw(Progress(done=100, total=2000, what="photos"))
    assert left.remaining is None


def test_remaining_starts_anew_when_the_count_goes_back(clock: Clock) -> None:
    left = TimeLeft(clock)
    run(left, clock, seconds=10, rate=10)
    left.saw(Progress(done=0, total=1000))
    assert left.remaining is None


def test_many_reports_a_second_do_not_shorten_the_window(clock: Clock) -> None:
    left = TimeLeft(clock)
    for each in range(1001):
        left.saw(Progress(done=each, total=2000))
        clock.now += 0.01
    remaining = left.remaining
    assert remaining is not None
    assert remaining.total_seconds() == pytest.approx(10, abs=0.2)
