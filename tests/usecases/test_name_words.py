"""The words of names, as they are compared."""

from __future__ import annotations

import pytest

from rollcall.usecases.name_words import name_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Anna-Lena  Møller", ("anna", "lena", "moller")),
        ("José Núñez", ("jose", "nunez")),
        ("مُحَمَّد", ("محمد",)),
        ("मीना", ("मीना",)),
        ("김민수", ("김민수",)),
        ("サド", ("サド",)),
        ("علی\u200cرضا", ("علیرضا",)),
        ("😀 -", ()),
    ],
)
def test_words_are_bare_of_accents_and_keep_every_letter(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words
