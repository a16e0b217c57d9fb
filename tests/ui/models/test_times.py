from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from rollcall.ui.models.times import day_and_time, time_of_day, when

NOON = datetime(2026, 5, 4, 12, 5).astimezone()


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


def test_time_is_written_as_the_locale_does() -> None:
    assert time_of_day(NOON) == "12:05"
    assert day_and_time(NOON) == "04.05.26 12:05"


def test_day_is_said_when_it_is_not_today() -> None:
    assert when(NOON, now=NOON + timedelta(hours=1)) == "12:05"
    assert when(NOON, now=NOON + timedelta(days=1)) == "04.05.26 12:05"
