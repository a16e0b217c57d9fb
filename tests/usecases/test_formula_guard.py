from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollcall.usecases.formula_guard import guarded, unguarded

DANGEROUS = "=+-@\t\r\0"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0"])
def test_nothing_is_taken_for_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ann", "1-2", "a=b", "'quoted'"])
def test_everything_else_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == unguarded(cell) == cell


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\0aü李"), max_size=6))
def test_guard_comes_off_as_it_went_on(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(max_size=10))
def test_guarded_text_begins_no_formula(text: str) -> None:
    assert not guarded(text).startswith(tuple(DANGEROUS))
