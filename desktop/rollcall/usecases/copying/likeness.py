"""What of a user is kept to compare it later: texts, and keyed hashes of credentials.

No template, password or card number. The key lives as long as the comparison, so a hash says
nothing to anybody else.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from enum import Enum
from typing import Final, TypeAlias

from msgspec import UNSET, Struct, UnsetType

from rollcall.protocol.info import DeviceCapabilities
from rollcall.protocol.users import UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.user_summary import card_number

__all__ = [
    "CREDENTIALS",
    "TEMPLATES",
    "TEXTS",
    "Difference",
    "Likeness",
    "Marker",
    "Marks",
    "Way",
    "can_keep",
    "counts_of",
    "differences",
]

TEXTS: Final = (Part.NAME, Part.DEPARTMENT, Part.PRIVILEGE)
TEMPLATES: Final = (Part.FACE, Part.FINGERS, Part.PALMS)
CREDENTIALS: Final = (*TEMPLATES, Part.CARD, Part.PASSWORD)
_MARK_BYTES: Final = 16

Marks: TypeAlias = tuple[bytes, ...]


class Way(Enum):
    """How a part of a user differs between the device that is copied from and the other one."""

    MISSING = "only the first device has it"
    MORE = "the first device has all the other has, and more"
    OTHER = "both have it, and not the same"
    LESS = "the other device has more"


class Difference(Struct, frozen=True):
    """One part that is not the same; both counts are of templates, or 0 and 1."""

    part: Part
    here: int
    there: int
    way: Way


class Likeness(Struct, frozen=True, kw_only=True):
    """A user as one device had it. Credentials the device has no reader for are not in `marks`."""

    name: str
    department: str
    privilege: str
    marks: dict[Part, Marks]

    def text(self, part: Part) -> str:
        """Give the name, department or privilege."""
        match part:
            case Part.NAME:
                return self.name
            case Part.DEPARTMENT:
                return self.department
            case Part.PRIVILEGE:
                return self.privilege
        raise ValueError(part)

    @property
    def counts(self) -> dict[Part, int]:
        """How many there are of each credential the device knows."""
        return {part: len(marks) for part, marks in self.marks.items()}


class Marker:
    """Makes likenesses that can be compared with one another, and with no others."""

    def __init__(self) -> None:
        self._key = os.urandom(32)

    def likeness(self, user: UserInfo, can: DeviceCapabilities | None) -> Likeness:
        """Take note of a user; `can` tells a reader that is missing from an empty credential."""
        found: dict[Part, tuple[bytes | str, ...]] = {
            Part.FACE: (user.face or b"",),
            Part.FINGERS: user.fingers or (),
            Part.PALMS: user.palms or (),
            Part.CARD: (card_number(user.card),),
            Part.PASSWORD: (user.password or "",),
        }
        return Likeness(
            name=user.name,
            department=user.department,
            privilege=user.privilege.value,
            marks={
                part: self._marks(values)
                for part, values in found.items()
                if can_keep(part, can) is not False
            },
        )

    def _marks(self, values: tuple[bytes | str, ...]) -> Marks:
        """Give a hash of each one that is there (empty means none, protocol-notes U6)."""
        return tuple(
            hashlib.blake2b(
                each.encode() if isinstance(each, str) else each,
                key=self._key,
                digest_size=_MARK_BYTES,
            ).digest()
            for each in values
            if each
        )


def can_keep(part: Part, can: DeviceCapabilities | None) -> bool | None:
    """Tell whether a device has room in its mind for a part; None where it does not say."""
    if part in TEXTS:
        return True
    if can is None:
        return None
    says: dict[Part, bool | UnsetType] = {
        Part.FACE: can.face,
        Part.FINGERS: can.fingerprint,
        Part.PALMS: can.palm,
        Part.CARD: can.card,
        Part.PASSWORD: can.password,
    }
    said = says[part]
    return None if said is UNSET else said


def counts_of(user: RememberedUser) -> dict[Part, int]:
    """Give how many credentials a user had when last read."""
    return {
        Part.FACE: int(bool(user.face)),
        Part.FINGERS: user.fingers or 0,
        Part.PALMS: user.palms or 0,
        Part.CARD: int(bool(user.card)),
        Part.PASSWORD: int(bool(user.password)),
    }


def differences(
    here: Likeness, there: Likeness, *, is_exact: bool = True
) -> tuple[Difference, ...]:
    """Tell in what a user on one device differs from the same one on another.

    Without `is_exact` as many templates count as the same ones, whatever their bytes: devices of
    another firmware keep them in a form of their own (reliability 4.5). A credential that one of
    the two has no reader for is passed over.
    """
    found = []
    for part in TEXTS:
        one, other = here.text(part), there.text(part)
        if one != other and (one or part is not Part.DEPARTMENT):
            way = Way.MISSING if not other else Way.OTHER if one else Way.LESS
            found.append(Difference(part, int(bool(one)), int(bool(other)), way))
    for part in CREDENTIALS:
        if part in here.marks and part in there.marks:
            exact = is_exact or part not in TEMPLATES
            way_of = _way(here.marks[part], there.marks[part], is_exact=exact)
            if way_of is not None:
                counts = len(here.marks[part]), len(there.marks[part])
                found.append(Difference(part, *counts, way_of))
    return tuple(found)


def _way(here: Marks, there: Marks, *, is_exact: bool) -> Way | None:
    """Compare counts first, and content where that says nothing."""
    if len(here) == len(there) and not is_exact:
        return None
    one, other = Counter(here), Counter(there)
    if one == other:
        return None
    if not there:
        return Way.MISSING
    if not is_exact and len(here) < len(there):
        return Way.LESS
    if one > other:
        return Way.MORE
    return Way.LESS if not here or one < other else Way.OTHER
