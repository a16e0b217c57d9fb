from __future__ import annotations

import unicodedata

import pytest

from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.photos.matching import CANDIDATES_MAX, Certainty, Match, Matcher

CERTAIN, DOUBTFUL, NONE = Certainty.CERTAIN, Certainty.DOUBTFUL, Certainty.NONE


def a_user(user_id: str, name: str = "") -> RememberedUser:
    return RememberedUser(id=UserId(user_id), name=name, department="", privilege="user")


USERS = [
    a_user("007", "Anna Meyer"),
    a_user("12", "José Álvarez"),
    a_user("13", "Max Müller-Lüdenscheidt"),
    a_user("14", "王伟"),
    a_user("15", "محمد العلي"),
    a_user("16", "Пётр Новик"),
    a_user("17", "Søren Kjær"),
    a_user("18", "Chris Bell"),
    a_user("19", "Chris Bell"),
    a_user("20", "Thomas"),
    a_user("A-7", "Badge Only"),
    a_user("21", ""),
    a_user("0042", "Lena Brandt"),
    a_user("042", "Lars Brandt"),
    a_user("99", "100"),
    a_user("100", "Eva Hundert"),
]
MATCHER = Matcher(USERS)


@pytest.mark.parametrize(
    ("stem", "user_id"),
    [
        ("007", "007"),
        (" 12 ", "12"),
        ("A-7", "A-7"),
        ("0042", "0042"),
        ("21", "21"),
        ("Anna Meyer", "007"),
        ("anna_meyer", "007"),
        ("ANNA-MEYER", "007"),
        ("Anna.Meyer", "007"),
        ("AnnaMeyer", "007"),
        ("Meyer, Anna", "007"),
        ("meyer,anna", "007"),
        ("Jose Alvarez", "12"),
        ("ÁLVAREZ, josé", "12"),
        (unicodedata.normalize("NFD", "José Álvarez"), "12"),
        ("max muller ludenscheidt", "13"),
        ("王伟", "14"),
        ("محمد العلي", "15"),
        ("Петр Новик", "16"),
        ("soren kjaer", "17"),
        ("007 Anna Meyer", "007"),
        ("007_anna_meyer", "007"),
        ("Anna Meyer 007", "007"),
        ("Meyer, Anna (007)", "007"),
        ("18 Chris Bell", "18"),
    ],
)
def test_exact_id_or_name_is_certain(stem: str, user_id: str) -> None:
    assert MATCHER.match(stem) == Match(CERTAIN, (UserId(user_id),))


@pytest.mark.parametrize(
    ("stem", "first"),
    [
        ("7", "007"),
        ("0012", "12"),
        ("Meyer Anna", "007"),
        ("Anna Mayer", "007"),
        ("Ana Meyer", "007"),
        ("Anna Meyer (2)", "007"),
        ("Anna Meyer 2", "007"),
        ("Anna Meyer - Kopie", "007"),
        ("007 (1)", "007"),
        ("007_Max Power", "007"),
        ("12 Anna Meyer", "12"),
        ("Chris Bell", "18"),
        ("Muller Ludenscheidt", "13"),
        ("IMG_12", "12"),
        ("Petr Novik", None),
        ("100", "100"),
    ],
)
def test_what_is_not_certain_is_left_to_a_person(stem: str, first: str | None) -> None:
    match = MATCHER.match(stem)
    assert match.user_id is None
    if first is not None:
        assert match.certainty is DOUBTFUL
        assert match.candidates[0] == first


@pytest.mark.parametrize(
    "stem", ["", "IMG_20260102_1234", "holiday", "_", "000", "8", "()", "李娜"]
)
def test_unknown_stays_unknown(stem: str) -> None:
    assert MATCHER.match(stem) == Match(NONE)


def test_two_of_one_name_are_both_offered() -> None:
    assert MATCHER.match("chris bell").candidates == ("18", "19")


def test_ids_that_differ_in_zeros_are_both_offered() -> None:
    assert set(MATCHER.match("42").candidates) == {"0042", "042"}


def test_id_that_is_also_a_name_is_doubtful() -> None:
    assert set(MATCHER.match("100").candidates) == {"100", "99"}


def test_not_more_candidates_than_help() -> None:
    matcher = Matcher([a_user(str(each), f"Anna Meyer {each}") for each in range(1, 40)])
    match = matcher.match("Anna Meyer")
    assert match.certainty is DOUBTFUL
    assert len(match.candidates) == CANDIDATES_MAX


def test_nobody_matches_without_users() -> None:
    assert Matcher([]).match("007") == Match(NONE)


def test_chosen_user_counts_as_sure() -> None:
    assert Match(Certainty.CHOSEN, (UserId("7"),)).user_id == "7"


@pytest.mark.parametrize(
    ("name", "stem"),
    [("मुनि", "मीना"), ("ดี", "ดู"), ("サド", "サト"), ("김민주", "김민수"), ("Anna Lee", "Ann Alee")],
)
def test_another_name_is_never_certain(name: str, stem: str) -> None:
    assert Matcher([a_user("1", name)]).match(stem).user_id is None
