"""What a cell says as text, and the guard that keeps spreadsheets from running it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from rollcall.usecases.sheets.sheet import Cell

__all__ = ["CONTROL", "EXACT_MAX", "guarded", "shown", "unguarded"]

EXACT_MAX: Final = 10**15
"""Spreadsheets keep fifteen digits of a number; what is larger is not what was typed."""
CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What no name, ID or department may hold."""
_GUARDED: Final = re.compile("'+[=+\\-@\t\r\0]")
_DANGEROUS: Final = re.compile("'*[=+\\-@\t\r\0]")  # reliability 4.12


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


def guarded(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula; `unguarded` gives it back."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """Take off the quote that keeps a text from being a formula."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
