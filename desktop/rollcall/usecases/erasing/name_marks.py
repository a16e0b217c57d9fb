"""A name as keyed hashes, with which another name can still be found to be alike.

`are_alike` looks at words, initials, cut off ends and single letters, so each of these is hashed by
itself: what two alike names have in common has the same hash. Nobody without the key can tell the
name, nor how long it is.
"""

from __future__ import annotations

import hmac
import os
import random
from collections.abc import Callable, Iterator
from typing import Final

from rollcall.usecases.copying.names import (
    CUT_LENGTH_MIN,
    TYPO_LENGTH_MIN,
    are_all_matched,
    longest_words,
    plain_name,
)

__all__ = ["MARK_BYTES", "is_alike", "mark_of", "marks_of"]

MARK_BYTES: Final = 16  # of HMAC-SHA-256; two out of millions are never the same by chance
_LENGTH_MAX: Final = 200  # characters of a name that are looked at; no device takes half as many
_AT_ONCE: Final = 128  # marks: filled up to that many, so that their number tells nothing


def mark_of(key: bytes, *texts: str) -> bytes:
    """Give the keyed hash of some texts."""
    told = b"".join(
        len(each).to_bytes(4, "big") + each
        for each in (text.encode(errors="surrogatepass") for text in texts)
    )
    return hmac.digest(key, told, "sha256")[:MARK_BYTES]


def marks_of(key: bytes, name: str) -> bytes:
    """Give a name as marks, in no order; a key for each name, else equal names have equal marks."""
    marks = {mark_of(key, *texts) for texts in _told_of(name[:_LENGTH_MAX])}
    fill = -len(marks) % _AT_ONCE
    all_ = [*marks, *(os.urandom(MARK_BYTES) for _ in range(fill))]
    random.SystemRandom().shuffle(all_)
    return b"".join(all_)


def is_alike(key: bytes, marks: bytes, name: str) -> bool:
    """Tell whether `are_alike` holds for the name that was marked and another one."""
    kept = {marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES)}
    return _Marked(lambda *texts: mark_of(key, *texts) in kept).is_alike(name[:_LENGTH_MAX])


class _Marked:
    """A name of which it can only be asked whether something is told of it."""

    def __init__(self, is_told: Callable[..., bool]) -> None:
        self._is_told = is_told

    def is_alike(self, name: str) -> bool:
        plain, words = plain_name(name), longest_words(name)
        if self._is_told("plain", plain) or self._is_cut(plain):
            return True
        numbers = range(_LENGTH_MAX + 1)
        mine = next((each for each in numbers if self._is_told("words", str(each))), 0)
        if not mine or not words:
            return not plain or self._is_told("plain", "")
        if mine <= len(words):
            return are_all_matched(mine, len(words), lambda i, k: self._is_word(i, words[k]))
        return are_all_matched(len(words), mine, lambda i, k: self._is_word(k, words[i]))

    def _is_cut(self, plain: str) -> bool:
        """Tell whether one of the two begins with all of the other one."""
        if len(plain) >= CUT_LENGTH_MIN and self._is_told("begins", plain):
            return True
        ends = range(CUT_LENGTH_MIN, len(plain))
        return any(self._is_told("plain", plain[:end]) for end in ends)

    def _is_word(self, place: int, word: str) -> bool:
        at = str(place)
        if self._is_told("word", at, word) or self._is_told("word", at, word[0]):
            return True
        if len(word) == 1:
            return self._is_told("initial", at, word)
        if len(word) >= TYPO_LENGTH_MIN:
            if self._is_told("shorter", at, word):
                return True
            if any(self._is_told("other", at, *each) for each in _without_one(word)):
                return True
        return any(
            self._is_told("word", at, each)
            for each in _shorter(word)
            if len(each) >= TYPO_LENGTH_MIN
        )


def _told_of(name: str) -> Iterator[tuple[str, ...]]:
    plain, words = plain_name(name), longest_words(name)
    yield "plain", plain
    yield "words", str(len(words))
    for end in range(CUT_LENGTH_MIN, len(plain)):
        yield "begins", plain[:end]
    for place, word in enumerate(words):
        at = str(place)
        yield "word", at, word
        yield "initial", at, word[0]
        if len(word) >= TYPO_LENGTH_MIN:
            yield from (("other", at, *each) for each in _without_one(word))
        if len(word) > TYPO_LENGTH_MIN:
            yield from (("shorter", at, each) for each in _shorter(word))


def _without_one(word: str) -> list[tuple[str, str]]:
    """Give what is before and after each letter but the last, which makes Maria of Mario."""
    return [(word[:at], word[at + 1 :]) for at in range(len(word) - 1)]


def _shorter(word: str) -> set[str]:
    """Give the word without one letter; without the last one it would be another name."""
    return {before + after for before, after in _without_one(word)} - {word[:-1]}
