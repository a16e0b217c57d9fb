"""The words of a name as they are compared: without case, accents and punctuation.

Vowel signs of Indian and Thai writing, and the marks of Japanese syllables, are letters and stay.
"""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["name_words"]

# Canonical combining classes (Unicode Standard, 4.3): the points of Hebrew and Arabic, and all that
# is put above or below Latin, Greek and Cyrillic letters.
_POINTS: Final = range(10, 37)
_ACCENTS_FROM: Final = 200
_LETTERS: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "\u0131": "i", "æ": "ae", "œ": "oe"})


def name_words(name: str) -> tuple[str, ...]:
    """Give the words in their order; none where a name has no letter or digit."""
    parts = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    bare = "".join(each for each in parts if not _is_accent(each))
    # Put together again: one syllable of Korean is one letter, as whoever reads it sees it.
    whole = unicodedata.normalize("NFC", bare)
    return tuple("".join(map(_kept, whole)).split())


def _is_accent(letter: str) -> bool:
    place = unicodedata.combining(letter)
    return place >= _ACCENTS_FROM or place in _POINTS


def _kept(letter: str) -> str:
    """Give a letter, a digit or a mark; a blank for punctuation, nothing for what is not seen."""
    if letter.isalnum():
        return letter
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return ""
    return letter if kind in {"Mn", "Mc"} else " "
