"""Those who are to be enrolled, one after the other, and what became of each one."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from rollcall.protocol.errors import AppError
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.enrolling.methods import Method

__all__ = ["PersonOutcome", "Queue"]


class PersonOutcome(Struct, frozen=True, kw_only=True):
    """What became of one person."""

    person: RememberedUser
    saved: tuple[Method, ...] = ()
    error: AppError | None = None
    """Why the last try came to nothing."""
    receipt: Receipt | None = None
    """The same, where something was written and is not as it should be."""


class Queue:
    """People in the order in which they come; the one at the front is being enrolled."""

    def __init__(self, people: Iterable[RememberedUser] = ()) -> None:
        self.choose(people)

    def __len__(self) -> int:
        return len(self.people)

    @property
    def person(self) -> RememberedUser:
        """Who is being enrolled. Raises `IndexError` where nobody was chosen."""
        return self.people[self.at]

    @property
    def next_up(self) -> RememberedUser | None:
        """Who comes after this person."""
        return self.people[self.at + 1] if self.at + 1 < len(self.people) else None

    @property
    def is_touched(self) -> bool:
        """Whether anybody was tried yet."""
        return bool(self._outcomes) or self.at > 0

    @property
    def outcomes(self) -> tuple[PersonOutcome, ...]:
        """What became of everybody, in order."""
        return tuple(self._of(each) for each in self.people)

    def choose(self, people: Iterable[RememberedUser]) -> None:
        """Begin anew with others."""
        self.people = tuple(people)
        self.at = 0
        self._outcomes: dict[UserId, PersonOutcome] = {}

    def renew(self, known: Iterable[RememberedUser]) -> None:
        """Take what is known of the person by now."""
        now = next((each for each in known if each.id == self.person.id), None)
        if now is not None:
            self.people = (*self.people[: self.at], now, *self.people[self.at + 1 :])

    def advance(self) -> None:
        """Turn to the next person."""
        self.at += 1

    def note_saved(self, method: Method) -> None:
        """Note what was saved; an earlier failure does not matter any more."""
        before = self._of(self.person)
        self._note(before, saved=(*before.saved, method), error=None, receipt=None)

    def note_trouble(self, error: AppError | None, receipt: Receipt | None) -> None:
        """Note why it came to nothing."""
        self._note(self._of(self.person), error=error, receipt=receipt)

    def _of(self, person: RememberedUser) -> PersonOutcome:
        return self._outcomes.get(person.id) or PersonOutcome(person=person)

    def _note(self, before: PersonOutcome, **changes: object) -> None:
        self._outcomes[self.person.id] = msgspec.structs.replace(before, **changes)
