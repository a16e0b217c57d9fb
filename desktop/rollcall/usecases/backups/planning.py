"""What restoring a backup would do to a device, user by user; nothing is asked or written here.

A restore never deletes a user, and never takes away a credential the backup does not have.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from typing import Any, Final

from msgspec import UNSET, Struct
from msgspec.structs import replace

from rollcall.protocol.errors import AppError, Room
from rollcall.protocol.info import DeviceUid, VersionInfo
from rollcall.protocol.users import Privilege, SetUserInfo, UserId, UserInfo
from rollcall.usecases.backups.saved import Counts, Manifest
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.changing.wanted import Presence, Wanted
from rollcall.usecases.copying.fitting import Abilities, LeftOut, RoomLeft, left_out
from rollcall.usecases.copying.likeness import (
    CREDENTIALS,
    Difference,
    Likeness,
    Marker,
    Way,
    differences,
)
from rollcall.usecases.copying.names import are_alike
from rollcall.usecases.rights import Raise, raised_to

__all__ = ["RestorePlan", "Row", "Standing", "There", "draw_up"]

_AT_ONCE: Final = 20  # rows between two looks at the window: each hashes some ten templates
_ROOM: Final = {Part.FACE: Room.FACES, Part.FINGERS: Room.FINGERS, Part.PALMS: Room.PALMS}


class Standing(Enum):
    """How a user of the backup stands to the device."""

    NEW = "not on the device"
    DIFFERENT = "the device has it otherwise"
    SAME = "the device has all that is in the backup"
    ANOTHER = "the id is another person's there"
    NO_ROOM = "the device is full"
    UNREADABLE = "the device has the user and cannot tell what of it"
    ERASED = "erased on purpose, so never brought back"


_WRITTEN: Final = frozenset({Standing.NEW, Standing.DIFFERENT})


class Row(Struct, frozen=True, kw_only=True):
    """One user of the backup."""

    user: UserInfo
    standing: Standing
    there: UserInfo | None = None
    """The user as the device has it now."""
    differences: tuple[Difference, ...] = ()
    """What is written, of one who is different."""
    left_out: tuple[LeftOut, ...] = ()
    """What the backup has and this device cannot take."""
    room: Room | None = None
    error: AppError | None = None

    @property
    def is_written(self) -> bool:
        """Whether restoring writes the user."""
        return self.standing in _WRITTEN

    @property
    def raised_to(self) -> Privilege | None:
        """The privilege, where restoring gives the user more rights than there are now."""
        is_sent = self.standing is Standing.NEW or (
            self.is_written and any(each.part is Part.PRIVILEGE for each in self.differences)
        )
        if not is_sent:
            return None
        before = "" if self.there is None else self.there.privilege.value
        return raised_to(self.user.privilege.value, before)

    @property
    def wanted(self) -> Wanted:
        """What is to be written of one who is new or different."""
        user, is_new = self.user, self.standing is Standing.NEW
        left = {each.part for each in self.left_out}
        parts = {each.part for each in self.differences}
        values: dict[Part, Any] = {
            Part.NAME: user.name,
            Part.DEPARTMENT: user.department,
            Part.PRIVILEGE: user.privilege if user.privilege.is_known else "",
            Part.FACE: user.face,
            Part.FINGERS: user.fingers,
            Part.PALMS: user.palms,
            Part.CARD: user.card if user.card and user.card.strip("0") else "",
            Part.PASSWORD: user.password,
        }
        members = {
            part.value: value
            for part, value in values.items()
            if value and part not in left and (is_new or part in parts)
        }
        return Wanted(
            change=SetUserInfo(id=user.id, **members),
            presence=Presence.ABSENT if is_new else Presence.THERE,
            seen=self.there,
        )


class RestorePlan(Struct, frozen=True, kw_only=True):
    """What would be done to one device."""

    device: DeviceUid
    rows: tuple[Row, ...]
    departments: tuple[str, ...] = ()
    """Departments that are to be added first."""
    untold: int = 0
    """How many people were erased of whom nobody can tell any more who they are."""

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many users stand how."""
        return Counter(row.standing for row in self.rows)

    def with_erased(self, erased: Collection[UserId]) -> RestorePlan:
        """Give the plan with these left out, as erased, and without what only they need."""
        if not erased:
            return self
        rows = tuple(
            Row(user=row.user, standing=Standing.ERASED) if row.user.id in erased else row
            for row in self.rows
        )
        return self._with(rows)

    @property
    def raises(self) -> tuple[Raise, ...]:
        """Who gets more rights."""
        rows = ((row.user, row.raised_to) for row in self.rows)
        return tuple(
            Raise(user_id=user.id, name=user.name, privilege=privilege)
            for user, privilege in rows
            if privilege is not None
        )

    def without(self, standing: Standing) -> RestorePlan:
        """Give the plan without the users who stand so, and without what only they need."""
        return self._with(tuple(row for row in self.rows if row.standing is not standing))

    def _with(self, rows: tuple[Row, ...]) -> RestorePlan:
        needed = _departments(rows)
        departments = tuple(each for each in self.departments if each in needed)
        return replace(self, rows=rows, departments=departments)


class There(Struct, frozen=True, kw_only=True):
    """What was read of the device."""

    device: Abilities
    users: Mapping[UserId, UserInfo]
    """Those that the backup has too."""
    unread: Mapping[UserId, AppError]
    erased: frozenset[UserId] = frozenset()
    """The users of the backup who were erased on purpose."""


async def draw_up(manifest: Manifest, users: Iterable[UserInfo], there: There) -> RestorePlan:
    """Compare a backup with a device; lets others run."""
    comparing = _Comparing(manifest, there)
    rows: list[Row] = []
    for user in users:
        rows.append(comparing.row(user))
        if len(rows) % _AT_ONCE == 0:
            await asyncio.sleep(0)
    known = there.device.departments
    missing = (
        () if known is None else tuple(each for each in _departments(rows) if each not in known)
    )
    return RestorePlan(device=there.device.uid, rows=tuple(rows), departments=missing)


class _Comparing:
    """Makes the rows, one after the other, each taking the room it needs."""

    def __init__(self, manifest: Manifest, there: There) -> None:
        self._there = there
        self._source = Abilities(
            uid=manifest.device,
            versions=VersionInfo(
                firmware=manifest.firmware,
                face_algorithm=manifest.face_algorithm or UNSET,
                finger_algorithm=manifest.finger_algorithm or UNSET,
            ),
        )
        # Other firmware may keep the same templates in other bytes (reliability 4.5).
        device = there.device
        self._is_exact = device.uid == manifest.device or device.firmware == manifest.firmware
        self._room = RoomLeft(device)
        self._marker = Marker()

    def row(self, user: UserInfo) -> Row:
        """Tell how a user stands to the device."""
        if user.id in self._there.erased:
            return Row(user=user, standing=Standing.ERASED)
        error = self._there.unread.get(user.id)
        if error is not None:
            return Row(user=user, standing=Standing.UNREADABLE, error=error)
        mine = self._marker.likeness(user, None)
        there = self._there.users.get(user.id)
        left = self._left_out(mine)
        if there is None:
            return self._placed(Row(user=user, standing=Standing.NEW, left_out=left))
        if not are_alike(user.name, there.name):
            return Row(user=user, standing=Standing.ANOTHER, there=there)
        found = self._to_write(mine, there, left)
        standing = Standing.DIFFERENT if found else Standing.SAME
        return self._placed(
            Row(user=user, standing=standing, there=there, differences=found, left_out=left)
        )

    def _left_out(self, mine: Likeness) -> tuple[LeftOut, ...]:
        found = []
        for part in CREDENTIALS:
            if mine.marks[part]:
                why = left_out(part, self._source, self._there.device, with_unproven=True)
                if why is not None:
                    found.append(LeftOut(part, why))
        return tuple(found)

    def _to_write(
        self, mine: Likeness, there: UserInfo, left: tuple[LeftOut, ...]
    ) -> tuple[Difference, ...]:
        """Give what differs, but for what only the device has."""
        other = self._marker.likeness(there, self._there.device.capabilities)
        without = {each.part for each in left}
        return tuple(
            each
            for each in differences(mine, other, is_exact=self._is_exact)
            if each.way is not Way.LESS and each.part not in without
        )

    def _placed(self, row: Row) -> Row:
        """Find room for what is added, or say of what there is none."""
        if not row.is_written:
            return row
        room = self._room.take(_added(row))
        return row if room is None else replace(row, standing=Standing.NO_ROOM, room=room)


def _departments(rows: Iterable[Row]) -> dict[str, None]:
    """Give those of users who are written, in the order they are met."""
    return dict.fromkeys(
        row.user.department for row in rows if row.is_written and row.user.department
    )


def _added(row: Row) -> dict[Room, int]:
    if row.standing is Standing.DIFFERENT:
        grown = {each.part: each.here - each.there for each in row.differences}
        return {_ROOM[part]: n for part, n in grown.items() if part in _ROOM and n > 0}
    counts = Counts.of((row.user,))
    more = {Part.FACE: counts.faces, Part.FINGERS: counts.fingers, Part.PALMS: counts.palms}
    left = {each.part for each in row.left_out}
    return {Room.USERS: 1} | {_ROOM[part]: n for part, n in more.items() if part not in left}
