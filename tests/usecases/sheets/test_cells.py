"""Cells as text, and the guard that keeps a spreadsheet from running them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollcall.usecases.sheets.cells import guarded, shown, unguarded
from rollcall.usecases.sheets.sheet import Cell, column_letter

DANGEROUS = "=+-@\t\r\0"


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


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\0aü李"), max_size=6))
def test_guard_comes_off_as_it_went_on(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(max_size=10))
def test_guarded_text_begins_no_formula(text: str) -> None:
    assert not guarded(text).startswith(tuple(DANGEROUS))


@pytest.mark.parametrize(("at", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (99, "CV")])
def test_columns_are_named_as_in_a_spreadsheet(at: int, letter: str) -> None:
    assert column_letter(at) == letter
