"""Which user a photo is of, told from its file name; what is not certain is left to a person.

Names are compared without case, accents and punctuation. Nothing is guessed: two users, or a name
that is only nearly the same, is a doubtful pair.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import Final

from msgspec import Struct

from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.name_words import name_words

__all__ = ["Certainty", "Match", "Matcher"]

CANDIDATES_MAX: Final = 6  # more are no help to who has to choose
_LIKENESS_MIN: Final = 0.5  # of two-letter pieces in common: "Anna Mayer" and "Anna Meyer" 0.78
_COPY: Final = re.compile(
    r"\s*(\(\d{1,3}\)|[-_ ]+(copy|kopie|copia|copie)|[-_ ]\d{1,2})$", re.IGNORECASE
)
_AFTER_FIRST: Final = re.compile(r"[\s_,.()-]+")
_BEFORE_LAST: Final = re.compile(r"[\s_,.()-]+(?=[^\s_,.()-]+$)")


class Certainty(Enum):
    """How sure a pair is."""

    CERTAIN = auto()
    DOUBTFUL = auto()
    """A person has to choose among the candidates."""
    NONE = auto()
    CHOSEN = auto()
    """A person chose the user."""


class Match(Struct, frozen=True):
    """Whom a file name may mean, the likeliest first; one alone where it is certain."""

    certainty: Certainty
    candidates: tuple[UserId, ...] = ()

    @property
    def user_id(self) -> UserId | None:
        """The user, where there is no doubt."""
        is_sure = self.certainty in {Certainty.CERTAIN, Certainty.CHOSEN}
        return self.candidates[0] if is_sure else None


class Matcher:
    """The users of one device, ready to be found by file names."""

    def __init__(self, users: Iterable[RememberedUser]) -> None:
        self._by_number: defaultdict[str, list[UserId]] = defaultdict(list)
        self._by_id: dict[str, UserId] = {}
        self._by_name: defaultdict[str, list[tuple[UserId, tuple[str, ...]]]] = defaultdict(list)
        self._by_words: defaultdict[frozenset[str], list[UserId]] = defaultdict(list)
        self._by_piece: defaultdict[str, list[UserId]] = defaultdict(list)
        self._pieces: dict[UserId, int] = {}
        for user in users:
            self._enter(user)

    def match(self, stem: str) -> Match:
        """Tell whom a file's name, without its ending, means."""
        name = unicodedata.normalize("NFC", stem).strip()
        sure = self._sure(name)
        if len(sure) == 1:
            return Match(Certainty.CERTAIN, tuple(sure))
        candidates = list(dict.fromkeys([*sure, *self._maybe(name)]))
        if not candidates:
            return Match(Certainty.NONE)
        return Match(Certainty.DOUBTFUL, tuple(candidates[:CANDIDATES_MAX]))

    def _enter(self, user: RememberedUser) -> None:
        self._by_id[unicodedata.normalize("NFC", user.id)] = user.id
        if _is_number(user.id):
            self._by_number[user.id.lstrip("0")].append(user.id)
        words = name_words(user.name)
        if not words:
            return
        self._by_name["".join(words)].append((user.id, words))
        self._by_words[frozenset(words)].append(user.id)
        pieces = _pieces(words)
        self._pieces[user.id] = len(pieces)
        for piece in pieces:
            self._by_piece[piece].append(user.id)

    def _sure(self, name: str) -> dict[UserId, None]:
        """Give whom the name means exactly: by id, by name, or by both at once."""
        found: dict[UserId, None] = {}
        if name in self._by_id:
            found[self._by_id[name]] = None
        found |= dict.fromkeys(self._named(name))
        if found:
            return found
        # "007 Anna Meyer": an id and a name, which have to mean the same user.
        for id_part, name_part in _splits(name):
            user_id = self._by_id.get(id_part)
            if user_id is not None and user_id in self._named(name_part):
                found[user_id] = None
        return found

    def _named(self, name: str) -> list[UserId]:
        """Give those of exactly that name, also written "Surname, First"."""
        last, comma, first = name.partition(",")
        spellings = [name, f"{first} {last}"] if comma else [name]
        found = (
            user_id
            for words in map(name_words, spellings)
            for user_id, theirs in self._by_name.get("".join(words), ())
            # "Annalee" may leave out a blank; "Ann Alee" puts it where nobody would.
            if words == theirs or 1 in {len(words), len(theirs)}
        )
        return list(dict.fromkeys(found))

    def _maybe(self, name: str) -> Iterable[UserId]:
        """Give whom the name may mean, the likeliest first."""
        if name.isdecimal():
            yield from self._by_number.get(name.lstrip("0"), ())
            return
        whole = _COPY.sub("", name)
        if whole != name:
            yield from self._sure(whole)
        yield from self._by_words.get(frozenset(name_words(whole)), ())
        for id_part, _ in _splits(name):
            if id_part in self._by_id:
                yield self._by_id[id_part]
            elif _is_number(id_part):
                yield from self._by_number.get(id_part.lstrip("0"), ())
        yield from self._alike(name_words(whole))

    def _alike(self, words: Sequence[str]) -> list[UserId]:
        """Give those whose names have most two-letter pieces in common with the words."""
        pieces = _pieces(words)
        shared = Counter(user for piece in pieces for user in self._by_piece.get(piece, ()))
        likeness = {
            user: 2 * count / (len(pieces) + self._pieces[user]) for user, count in shared.items()
        }
        alike = [user for user, much in likeness.items() if much >= _LIKENESS_MIN]
        return sorted(alike, key=lambda user: -likeness[user])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and text.strip("0") != ""


def _splits(name: str) -> list[tuple[str, str]]:
    """Give a leading or closing part that may be an id, each with the rest of the name."""
    bare = name.strip("_-(). ")
    ahead, behind = _AFTER_FIRST.split(bare, maxsplit=1), _BEFORE_LAST.split(bare)
    splits = [(ahead[0], ahead[1])] if len(ahead) == 2 else []
    return [*splits, (behind[1], behind[0])] if len(behind) == 2 else splits


def _pieces(words: Sequence[str]) -> frozenset[str]:
    """Give the pairs of letters; those at the ends of a word count as pairs of their own."""
    return frozenset(f" {word} "[at : at + 2] for word in words for at in range(len(word) + 1))
