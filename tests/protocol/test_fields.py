"""Open words and numbers, and ranges of the day."""

from __future__ import annotations

import copy
import pickle

import msgspec
import pytest

from rollcall.protocol.bells import Ringing
from rollcall.protocol.fields import NO_RANGE, TimeRange
from rollcall.protocol.users import Privilege


@pytest.mark.parametrize("text", ["admin", "Admin", " ADMIN "])
def test_word_is_known_in_any_case(text: str) -> None:
    assert Privilege(text) is Privilege.ADMINISTRATOR
    assert msgspec.convert(text, Privilege) is Privilege.ADMINISTRATOR


@pytest.mark.parametrize("text", ["boss", "", "ĄDMIN", " x "])
def test_word_is_kept_when_it_is_not_known(text: str) -> None:
    word = Privilege(text)
    assert (word.value, word.is_known) == (text, False)
    assert msgspec.to_builtins(word) == text
    assert word == Privilege(text) != Privilege.USER
    assert hash(word) == hash(Privilege(text))


@pytest.mark.parametrize("number", [9, -1, 255, 2**53])
def test_number_is_kept_when_it_is_not_known(number: int) -> None:
    strange = Ringing(number)
    assert (strange.value, int(strange), strange.is_known) == (number, number, False)
    assert msgspec.to_builtins(strange) == number
    assert strange == Ringing(number) != Ringing.OFF


@pytest.mark.parametrize("value", ["6", 6.5, None, 2**53 + 1])
def test_number_is_refused_when_it_is_none(value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(value, Ringing)


def test_unknown_choice_survives_a_copy() -> None:
    for choice in (Privilege("boss"), Ringing(12)):
        assert copy.deepcopy(choice) == choice
        assert pickle.loads(pickle.dumps(choice)) == choice


@pytest.mark.parametrize(
    ("start", "end", "is_empty"),
    [("", "", True), ("00:00", "00:00", True), ("00:00", "23:59", False), ("", "10:00", False)],
)
def test_range_is_empty_in_both_forms(start: str, end: str, is_empty: bool) -> None:
    assert TimeRange(start=start, end=end).is_empty is is_empty
    assert NO_RANGE.is_empty
