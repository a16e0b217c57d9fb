"""Cells as text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from rollcall.usecases.sheets.cells import shown
from rollcall.usecases.sheets.sheet import Cell, column_letter


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("007", "007"),
        (7.0, "7"),
        (7, "7"),
        (7.5, "7.5"),
        (1e20, "1e+20"),
        (True, "TRUE"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, 9, 5), "2025-03-01 09:05:00"),
        (time(9, 5), "09:05:00"),
        (timedelta(hours=1), "1:00:00"),
    ],
)
def test_cell_is_shown_as_people_write_it(cell: Cell, text: str) -> None:
    assert shown(cell) == text


@pytest.mark.parametrize(("at", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (99, "CV")])
def test_columns_are_named_as_in_a_spreadsheet(at: int, letter: str) -> None:
    assert column_letter(at) == letter
