"""What a cell says as text."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from rollcall.usecases.sheets.sheet import Cell

__all__ = ["CONTROL", "EXACT_MAX", "shown"]

EXACT_MAX: Final = 10**15
"""Spreadsheets keep fifteen digits of a number; what is larger is not what was typed."""
CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What no name, ID or department may hold."""


def shown(cell: Cell) -> str:
    """Give the text of any cell: a whole number without its point, a date as the year first."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT_MAX else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
