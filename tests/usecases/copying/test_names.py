"""Whether two names are one person."""

from __future__ import annotations

import pytest

from rollcall.usecases.copying.names import are_alike, are_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "ann  LEE"),
        ("Ann Lee", "Lee, Ann"),
        ("Anna Müller", "Anna Mueller"),
        ("Anna Müller", "Anna Muller"),
        ("A. Müller", "Anna Müller"),
        ("Maximilian Oberhofer", "Maximilian Oberh"),
        ("李伟", "李伟"),
        ("Шевченко Ольга", "Ольга Шевченко"),
        ("Ann Lee", ""),
        ("Johansson Erik", "Johanson Erik"),
        ("प्रिया शर्मा", "शर्मा प्रिया"),
    ],
)
def test_names_are_one_person_when_only_their_form_differs(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "Rosa Diaz"),
        ("Ann Lee", "Dan Lee"),
        ("Jan Berg", "Jon Berg"),
        ("李伟", "李娜"),
        ("محمد العلي", "أحمد العلي"),
        ("Anna Müller", "Anna Schmidt"),
        ("Mario Rossi", "Maria Rossi"),
        ("Daniel Moser", "Daniela Moser"),
        ("मीना", "मुनि"),  # the letters alone are the same
        ("ดี", "ดู"),
        ("サト", "サド"),
        ("김민수", "김민주"),
        ("😀", "Ann Lee"),
    ],
)
def test_names_are_two_people_when_a_word_is_another(one: str, other: str) -> None:
    assert not are_alike(one, other)
    assert not are_alike(other, one)


def test_names_are_the_same_only_when_case_and_blanks_differ() -> None:
    assert are_same(" Ann  Lee", "ann lee")
    assert not are_same("Ann Lee", "Lee Ann")
    assert not are_same("Ann Lee", "")
