"""What copying would do, row by row, worked out from what was read; nothing is asked here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from rollcall.protocol.errors import AppError, Room
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import Privilege, UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.fitting import Abilities, LeftOut, RoomLeft, Why, left_out
from rollcall.usecases.copying.likeness import (
    CREDENTIALS,
    Difference,
    Likeness,
    Marker,
    Way,
    counts_of,
    differences,
)
from rollcall.usecases.copying.names import are_alike
from rollcall.usecases.rights import raised_to

__all__ = [
    "Decision",
    "Kind",
    "Material",
    "Plan",
    "PlannedUser",
    "RowKey",
    "Terms",
    "draw_up",
    "is_written",
]

_AT_ONCE: Final = 50  # rows between two looks at the window; a few milliseconds
_ROOMS: Final = {Part.FACE: Room.FACES, Part.FINGERS: Room.FINGERS, Part.PALMS: Room.PALMS}

RowKey: TypeAlias = tuple[DeviceUid, UserId]


class Kind(Enum):
    """How a user stands on a target."""

    NEW = "not there yet"
    SAME = "there, and the same"
    DIFFERENT = "there, and different"
    ANOTHER_PERSON = "the id is somebody else there"
    DOES_NOT_FIT = "cannot be written there"


class Decision(Enum):
    """What is to be done with a row."""

    COPY = "write it"
    SKIP = "leave the target as it is"
    OVERWRITE = "write it over another person"


class Terms(Struct, frozen=True, kw_only=True):
    """What the administrator decides for all rows at once."""

    with_unproven: bool = False
    """Copy templates though nobody knows whether the algorithms are the same."""
    with_removals: bool = False
    """Take away from the targets what the source does not have."""
    with_departments: bool = True
    """Add the departments that a target does not have."""


class PlannedUser(Struct, frozen=True, kw_only=True):
    """One user on one target."""

    target: DeviceUid
    user_id: UserId
    name: str
    kind: Kind
    decision: Decision
    parts: dict[Part, int] = {}
    """How many credentials the user brings along, as far as it was known by then."""
    differences: tuple[Difference, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    new_department: str = ""
    """A department that the target does not have, and that will be added."""
    other_name: str = ""
    """Who has the id on the target, where that is another name."""
    room: Room | None = None
    """What there is no room for."""
    error: AppError | None = None
    """Why the user could not be read."""
    is_in_other_bytes: bool = False
    """As many templates, in other bytes: taken for the same, as the firmware is another."""
    raised_to: Privilege | None = None
    """The privilege, where writing the user gives more rights than there are on the target."""

    @property
    def key(self) -> RowKey:
        """What tells rows apart."""
        return self.target, self.user_id

    @property
    def can_be_written(self) -> bool:
        """Whether a decision other than to skip is possible."""
        return self.kind in {Kind.NEW, Kind.DIFFERENT, Kind.ANOTHER_PERSON}

    @property
    def is_chosen(self) -> bool:
        """Whether it will be written."""
        return self.decision is not Decision.SKIP

    def decided(self, decision: Decision) -> PlannedUser:
        """Give the row with another decision; one that cannot be written stays skipped."""
        if not self.can_be_written:
            return self
        if self.kind is Kind.ANOTHER_PERSON and decision is Decision.COPY:
            decision = Decision.OVERWRITE
        return replace(self, decision=decision)


class Material(Struct, frozen=True, kw_only=True):
    """What was read for a plan.

    `there` holds the users that a target has already, `here` the same ones, and those of whom only
    the id was known.
    """

    source: Abilities
    targets: tuple[Abilities, ...]
    users: tuple[RememberedUser, ...]
    marker: Marker
    here: Mapping[UserId, Likeness]
    there: Mapping[RowKey, Likeness]
    unread: Mapping[UserId, AppError]
    """What was wrong with users of the source."""
    unread_there: Mapping[RowKey, AppError]
    failed: Mapping[DeviceUid, AppError]
    """Targets that could not be asked; they are in no row."""
    reencoding: frozenset[DeviceUid] = frozenset()
    """Devices that are known to keep templates in other bytes than they were sent."""

    def is_exact(self, target: Abilities) -> bool:
        """Whether equal templates have equal bytes on the source and a target."""
        both = {self.source.uid, target.uid}
        return self.source.firmware == target.firmware and not both & self.reencoding


class Plan(Struct, frozen=True, kw_only=True):
    """Rows, and what they were worked out from."""

    material: Material
    terms: Terms
    rows: tuple[PlannedUser, ...]

    def target(self, uid: DeviceUid) -> Abilities:
        """Give what one of the targets can. Raises `KeyError`."""
        for each in self.material.targets:
            if each.uid == uid:
                return each
        raise KeyError(uid)

    def unfit(self, uid: DeviceUid) -> frozenset[Part]:
        """Give the credentials that no user takes along to a target."""
        target, source = self.target(uid), self.material.source
        proven = self.terms.with_unproven
        return frozenset(
            part
            for part in CREDENTIALS
            if left_out(part, source, target, with_unproven=proven) is not None
        )

    def new_departments(self, rows: Iterable[PlannedUser]) -> dict[DeviceUid, tuple[str, ...]]:
        """Tell which departments these rows need that their targets do not have."""
        found: dict[DeviceUid, dict[str, None]] = {}
        for row in rows:
            if row.new_department and row.can_be_written:
                found.setdefault(row.target, {})[row.new_department] = None
        return {uid: tuple(names) for uid, names in found.items()}

    def lacks(self, why: Why) -> frozenset[Part]:
        """Tell which parts are left out of some row for a reason."""
        return frozenset(each.part for row in self.rows for each in row.left_out if each.why is why)


async def draw_up(material: Material, terms: Terms) -> Plan:
    """Work out every row, in the order of the targets and of the users; lets others run."""
    rows: list[PlannedUser] = []
    for target in material.targets:
        room = RoomLeft(target)
        for user in material.users:
            rows.append(_planned(user, target, material, terms, room))
            if len(rows) % _AT_ONCE == 0:
                await asyncio.sleep(0)
    return Plan(material=material, terms=terms, rows=tuple(rows))


def _planned(
    user: RememberedUser, target: Abilities, material: Material, terms: Terms, room: RoomLeft
) -> PlannedUser:
    key = (target.uid, user.id)
    here, there = material.here.get(user.id), material.there.get(key)
    blank = PlannedUser(
        target=target.uid,
        user_id=user.id,
        name=here.name if here is not None else user.name,
        kind=Kind.DOES_NOT_FIT,
        decision=Decision.SKIP,
        raised_to=raised_to(
            user.privilege if here is None else here.privilege,
            "" if there is None else there.privilege,
        ),
    )
    error = material.unread.get(user.id) or material.unread_there.get(key)
    if error is not None:
        return replace(blank, error=error)
    blank = _with_what_fits_not(blank, user, here, target, material, terms)
    if there is None:
        return _new(blank, room)
    if here is None:
        raise LookupError(user.id)
    if not are_alike(here.name, there.name):
        return replace(blank, kind=Kind.ANOTHER_PERSON, other_name=there.name)
    return _known(blank, here, there, material.is_exact(target), terms, room)


def _with_what_fits_not(
    row: PlannedUser,
    user: RememberedUser,
    here: Likeness | None,
    target: Abilities,
    material: Material,
    terms: Terms,
) -> PlannedUser:
    counts = here.counts if here is not None else counts_of(user)
    parts = tuple(part for part in CREDENTIALS if counts.get(part))
    without: list[LeftOut] = []
    for part in parts:
        why = left_out(part, material.source, target, with_unproven=terms.with_unproven)
        if why is not None:
            without.append(LeftOut(part, why))
    department = here.department if here is not None else user.department
    known = target.departments
    new_department = department if known is not None and department not in known else ""
    if new_department and not terms.with_departments:
        without.append(LeftOut(Part.DEPARTMENT, Why.NO_DEPARTMENT))
    gone = {each.part for each in without}
    return replace(
        row,
        parts={part: counts[part] for part in parts if part not in gone},
        left_out=tuple(without),
        new_department=new_department,
    )


def _new(row: PlannedUser, room: RoomLeft) -> PlannedUser:
    wanted = {Room.USERS: 1}
    wanted |= {_ROOMS[part]: count for part, count in row.parts.items() if part in _ROOMS}
    full = room.take(wanted)
    if full is not None:
        return replace(row, room=full)
    return replace(row, kind=Kind.NEW, decision=Decision.COPY)


def _known(
    row: PlannedUser,
    here: Likeness,
    there: Likeness,
    is_exact: bool,  # noqa: FBT001  # of the two devices
    terms: Terms,
    room: RoomLeft,
) -> PlannedUser:
    without = {each.part for each in row.left_out}
    every = differences(here, there)
    found = differences(here, there, is_exact=is_exact)
    row = replace(
        row,
        other_name=there.name if there.name != here.name else "",
        differences=tuple(each for each in found if each.part not in without),
        is_in_other_bytes=len(every) > len(found),
    )
    if not any(is_written(each, terms) for each in row.differences):
        return replace(row, kind=Kind.DIFFERENT if row.differences else Kind.SAME)
    wanted = {
        _ROOMS[each.part]: each.here - each.there
        for each in row.differences
        if each.part in _ROOMS and each.here > each.there
    }
    full = room.take(wanted)
    if full is not None:
        return replace(row, kind=Kind.DOES_NOT_FIT, room=full)
    return replace(row, kind=Kind.DIFFERENT, decision=Decision.COPY)


def is_written(difference: Difference, terms: Terms) -> bool:
    """Tell whether a difference is written; what only the target has stays, unless wished."""
    return difference.way is not Way.LESS or terms.with_removals
