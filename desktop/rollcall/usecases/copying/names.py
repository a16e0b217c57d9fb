"""Whether two names with one id are one person: before a user is ever overwritten by another one.

Strict on purpose. A doubt costs one decision, a mistake costs somebody's templates.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from rollcall.usecases.name_words import name_words

__all__ = [
    "CUT_LENGTH_MIN",
    "TYPO_LENGTH_MIN",
    "are_alike",
    "are_all_matched",
    "are_same",
    "longest_words",
    "plain_name",
]

TYPO_LENGTH_MIN: Final = 5  # letters: with fewer, one letter makes another name (Jan, Jon)
CUT_LENGTH_MIN: Final = 8  # characters: no device is known that cuts names shorter
_REMEMBERED: Final = 1 << 14


def are_same(one: str, other: str) -> bool:
    """Tell whether two names are the same but for letter case and blanks."""
    return plain_name(one) == plain_name(other)


def are_alike(one: str, other: str) -> bool:
    """Tell whether two names of one id can be the same person.

    Order of words, accents, initials, names that a device cut off and one wrong letter inside a
    long word make no difference; nor does a name that one device does not have.
    """
    if _is_cut(one, other):
        return True
    few, many = sorted((longest_words(one), longest_words(other)), key=len)
    if not few:  # no letters: emoji alone, say, are a name too
        return not plain_name(one) or not plain_name(other) or are_same(one, other)
    return are_all_matched(len(few), len(many), lambda i, k: _is_word_alike(few[i], many[k]))


def are_all_matched(few: int, many: int, is_match: Callable[[int, int], bool]) -> bool:
    """Tell whether each of few words takes one of many for itself, by their places."""
    left = list(range(many))
    for word in range(few):
        match = next((each for each in left if is_match(word, each)), None)
        if match is None:
            return False
        left.remove(match)
    return True


@lru_cache(maxsize=_REMEMBERED)
def plain_name(name: str) -> str:
    """Give a name without what `are_same` does not look at."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@lru_cache(maxsize=_REMEMBERED)
def longest_words(name: str) -> tuple[str, ...]:
    """Give the words without accents, longest first, so that initials take what is left."""
    return tuple(sorted(name_words(name), key=len, reverse=True))


def _is_cut(one: str, other: str) -> bool:
    short, long = sorted((plain_name(one), plain_name(other)), key=len)
    return len(short) >= CUT_LENGTH_MIN and long.startswith(short)


def _is_word_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if one == other or (len(short) == 1 and long.startswith(short)):
        return True
    return len(short) >= TYPO_LENGTH_MIN and _is_one_letter_off(short, long)


def _is_one_letter_off(short: str, long: str) -> bool:
    """Tell it of any letter but the last: that one makes Maria of Mario, and Daniela of Daniel."""
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, each in enumerate(short) if each != long[i]), len(short))
    if at == len(long) - 1:
        return False
    rest = at if len(short) < len(long) else at + 1
    return short[rest:] == long[at + 1 :]
