"""Moments as people say them, in this PC's time and the language in use."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QTime

__all__ = ["day_and_time", "time_of_day", "when"]


def time_of_day(moment: datetime) -> str:
    """Give the time alone, "14:05"."""
    local = moment.astimezone()
    return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


def day_and_time(moment: datetime) -> str:
    """Give day and time, short enough for a column."""
    local = moment.astimezone()
    day = QLocale().toString(
        QDate(local.year, local.month, local.day), QLocale.FormatType.ShortFormat
    )
    return f"{day} {time_of_day(moment)}"


def when(moment: datetime, *, now: datetime) -> str:
    """Give the time alone when it is today's, else the day as well."""
    is_today = moment.astimezone().date() == now.astimezone().date()
    return time_of_day(moment) if is_today else day_and_time(moment)
