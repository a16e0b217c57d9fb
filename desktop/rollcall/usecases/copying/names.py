"""Whether two names with one id are one person: before a user is ever overwritten by another one.

Strict on purpose. A doubt costs one decision, a mistake costs somebody's templates.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["are_alike", "are_same"]

_NO_WORD: Final = re.compile(r"[^\w]+")
_TYPO_LENGTH_MIN: Final = 5  # letters: with fewer, one letter makes another name (Jan, Jon)
_REMEMBERED: Final = 1 << 14


def are_same(one: str, other: str) -> bool:
    """Tell whether two names are the same but for letter case and blanks."""
    return _plain(one) == _plain(other)


def are_alike(one: str, other: str) -> bool:
    """Tell whether two names of one id can be the same person.

    Order of words, accents, initials, names that a device cut off and one wrong letter in a long
    word make no difference; nor does a name that one device does not have.
    """
    few, many = sorted((_words(one), _words(other)), key=len)
    if not few:
        return True
    left = list(many)
    for word in few:
        match = next((each for each in left if _is_word_alike(word, each)), None)
        if match is None:
            return False
        left.remove(match)
    return True


@lru_cache(maxsize=_REMEMBERED)
def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@lru_cache(maxsize=_REMEMBERED)
def _words(name: str) -> tuple[str, ...]:
    """Give the words without accents, longest first, so that initials take what is left."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(each for each in parts if not unicodedata.combining(each))
    words = _NO_WORD.sub(" ", bare).split()
    return tuple(sorted(words, key=len, reverse=True))


def _is_word_alike(one: str, other: str) -> bool:
    if one.startswith(other) or other.startswith(one):
        return True
    return min(len(one), len(other)) >= _TYPO_LENGTH_MIN and _is_one_letter_off(one, other)


def _is_one_letter_off(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, each in enumerate(short) if each != long[i]), len(short))
    rest = at if len(short) < len(long) else at + 1
    return short[rest:] == long[at + 1 :]
