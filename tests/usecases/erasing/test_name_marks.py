"""What is hashed of a name finds the same names that are alike, and tells nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollcall.usecases.copying.names import are_alike
from rollcall.usecases.erasing.name_marks import MARK_BYTES, is_alike, marks_of

KEY = b"k" * 32


@pytest.mark.parametrize(
    "other",
    [
        "ann  LEE-OBERHOFER",
        "Oberhofer Lee, Ann",
        "A. Lee Oberhofer",
        "Ann Lee-Oberh",
        "Ann Lee",
        "Ann Lee Oberhoffer",
        "Ann Lee Oberhoder",
        "Änn Lée Oberhofer",
        "",
    ],
)
def test_a_respelled_name_is_found(other: str) -> None:
    assert is_alike(KEY, marks_of(KEY, "Ann Lee-Oberhofer"), other)
    assert is_alike(KEY, marks_of(KEY, other), "Ann Lee-Oberhofer")


@pytest.mark.parametrize("other", ["Rosa Diaz", "Dan Lee-Oberhofer", "Ann Lee-Oberhofes", "😀"])
def test_another_name_is_not(other: str) -> None:
    assert not is_alike(KEY, marks_of(KEY, "Ann Lee-Oberhofer"), other)
    assert not is_alike(KEY, marks_of(KEY, other), "Ann Lee-Oberhofer")


_words = st.text("aabbcé李 ", min_size=0, max_size=9)
_names = st.one_of(
    st.lists(_words, max_size=4).map(" ".join),
    st.lists(st.sampled_from(["anna", "a", "mario", "maria", "mari", "johansson", "johanson", "b"]),
             max_size=4).map(" ".join),
    st.text(max_size=12),
)  # fmt: skip


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Give two names; often one is the other with a letter more, less, or changed."""
    one = draw(_names)
    if draw(st.booleans()):
        return one, draw(_names)
    at = draw(st.integers(0, len(one)))
    gone, more = draw(st.integers(0, 2)), draw(st.text("ab ", max_size=1))
    return one, one[:at] + more + one[at + gone :]


@given(_pairs())
def test_it_tells_exactly_what_the_names_themselves_would(pair: tuple[str, str]) -> None:
    one, other = pair
    assert is_alike(KEY, marks_of(KEY, one), other) is are_alike(one, other)


@pytest.mark.parametrize("name", ["", "Al", "Ann Lee", "Maximilian Oberhofer"])
def test_neither_name_nor_length_shows(name: str) -> None:
    marks = marks_of(KEY, name)
    assert len(marks) == 128 * MARK_BYTES
    assert marks != marks_of(KEY, name)
    assert not name or name.encode() not in marks


def test_another_key_finds_nobody() -> None:
    assert not is_alike(b"x" * 32, marks_of(KEY, "Ann Lee"), "Ann Lee")


def test_a_monstrous_name_is_marked_all_the_same() -> None:
    marks = marks_of(KEY, "ab " * 5_000)
    assert len(marks) < 200_000
    assert is_alike(KEY, marks, "ab " * 5_000)
