"""The device's clock, written to the second and without zone."""

from __future__ import annotations

from datetime import datetime

import pytest

from rollcall.protocol.clock import SetDeviceTime
from tests.protocol.wire import written


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (datetime(2020, 4, 1, 16, 5, 11), "2020-04-01T16:05:11"),
        (datetime(2026, 1, 1), "2026-01-01T00:00:00"),
        (datetime(1, 1, 1), "0001-01-01T00:00:00"),
    ],
)
def test_time_is_written_as_documented(time: datetime, text: str) -> None:
    assert written(SetDeviceTime(time=time)) == {"time": text}
