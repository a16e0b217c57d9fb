"""The parts of a user, read from what devices told and from what is wanted, and compared.

What a device is told and what it tells are compared by meaning: templates as a multiset, for their
order says nothing (protocol-notes U7), card numbers as numbers, what is absent as empty (U6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from msgspec import UNSET

from rollcall.protocol.users import SetUserInfo, UserInfo
from rollcall.usecases.changing.receipt import Part

__all__ = [
    "TEMPLATES",
    "Told",
    "count_of",
    "is_empty",
    "is_named",
    "is_same",
    "may_be_of",
    "member",
    "parts_of",
    "templates",
    "without",
]

TEMPLATES: Final = (Part.FACE, Part.FINGERS, Part.PALMS)

Told: TypeAlias = UserInfo | SetUserInfo | None
"""A user as a device has it or is to have it; None is no user."""


def is_named(user: UserInfo | SetUserInfo, part: Part) -> bool:
    """Tell whether the part stands there at all; an empty one does."""
    return getattr(user, part.value) is not UNSET


def parts_of(change: SetUserInfo) -> tuple[Part, ...]:
    """Give the parts that a change names."""
    return tuple(part for part in Part if is_named(change, part))


def templates(user: Told, part: Part) -> tuple[bytes, ...]:
    """Give the templates of a face, of fingers or of palms; none where the part is absent."""
    value = None if user is None else getattr(user, part.value)
    if isinstance(value, bytes):
        return (value,) if value else ()
    return tuple(each for each in value if each) if isinstance(value, tuple) else ()


def count_of(user: Told, part: Part) -> int:
    """Count the templates; for a text or a number, 0 is empty and 1 is there."""
    return len(templates(user, part)) if part in TEMPLATES else int(bool(_text(user, part)))


def is_empty(user: Told, part: Part) -> bool:
    """Tell whether nothing is there: absent, an empty text or list, card number 0."""
    return not count_of(user, part)


def is_same(part: Part, one: Told, other: Told) -> bool:
    """Tell whether both have the same of a part."""
    if part in TEMPLATES:
        return Counter(templates(one, part)) == Counter(templates(other, part))
    return _text(one, part) == _text(other, part)


def may_be_of(one: Told, other: Told, part: Part) -> bool:
    """Tell whether both have the same of a part, as many templates in other bytes included."""
    if part in TEMPLATES:
        return count_of(one, part) == count_of(other, part)
    return is_same(part, one, other)


def without(some: Iterable[bytes], taken: Iterable[bytes]) -> tuple[bytes, ...]:
    """Give what of `some` is left, in order, when each of `taken` takes away one equal to it."""
    left = Counter(taken)
    rest = []
    for each in some:
        if left[each] > 0:
            left[each] -= 1
        else:
            rest.append(each)
    return tuple(rest)


def member(user: Told, part: Part) -> Any:  # noqa: ANN401  # as many types as parts
    """Give the part as `SetUserInfo` takes it; what is absent is empty."""
    if part is Part.FACE:
        return b"".join(templates(user, part)[:1])
    if part in TEMPLATES:
        return templates(user, part)
    value = None if user is None else getattr(user, part.value)
    if part is Part.CARD:
        return _text(user, part)
    return "" if value is None or value is UNSET else value


def _text(user: Told, part: Part) -> str:
    value = None if user is None else getattr(user, part.value)
    if value is None or value is UNSET:
        return ""
    if part is Part.PRIVILEGE:
        return str(value.value).strip().lower()
    if part is Part.CARD:  # a decimal number; 0 is none (protocol-notes U14)
        return str(value).lstrip("0")
    return str(value)
