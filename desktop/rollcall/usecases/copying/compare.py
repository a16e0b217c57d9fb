"""Compares the users of two or more devices: who is missing where, and who differs in what.

Nobody is called missing on a device whose list did not hold still (reliability 4.4).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import combinations
from typing import Final, Protocol

from msgspec import Struct

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.fitting import Abilities, read_abilities
from rollcall.usecases.copying.likeness import Likeness, Marker, differences
from rollcall.usecases.copying.looking import Looks, Steps, look_at
from rollcall.usecases.copying.names import are_alike
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.roster import OpenSession

__all__ = ["Compared", "ComparedUser", "Comparing", "StableIds", "Standing"]

_DEVICES_AT_ONCE: Final = 8
_AT_ONCE: Final = 100  # pairs of users between two looks at the window


class StableIds(Protocol):
    """Lists users twice: `usecases/rosters.py`."""

    async def stable_ids(self, uid: DeviceUid) -> tuple[UserId, ...]:
        """Give the ids that two lists agree on. Raises `DeviceError`, also when none do."""


class Standing(Enum):
    """How a user stands on the devices compared."""

    SAME = "the same everywhere"
    MISSING = "not on every device"
    DIFFERENT = "on every device, and different"
    ANOTHER_PERSON = "the id is not the same person everywhere"
    UNSURE = "not every device could be read"


class ComparedUser(Struct, frozen=True, kw_only=True):
    """One id on all devices compared."""

    id: UserId
    name: str
    standing: Standing
    seen: dict[DeviceUid, Likeness]
    """How each device that has the user has it."""
    missing: tuple[DeviceUid, ...] = ()
    differing: tuple[Part, ...] = ()
    unsure: tuple[DeviceUid, ...] = ()
    """Devices that nobody can say it of."""

    @property
    def names(self) -> dict[DeviceUid, str]:
        """What the user is called where there."""
        return {uid: each.name for uid, each in self.seen.items()}

    def remembered(self, uid: DeviceUid) -> RememberedUser | None:
        """Give the user as a row of a device's grid, None where not there."""
        likeness = self.seen.get(uid)
        if likeness is None:
            return None
        counts = likeness.counts
        has = {part: bool(count) for part, count in counts.items()}
        return RememberedUser(
            id=self.id,
            name=likeness.name,
            department=likeness.department,
            privilege=likeness.privilege,
            face=has.get(Part.FACE),
            fingers=counts.get(Part.FINGERS),
            palms=counts.get(Part.PALMS),
            card=has.get(Part.CARD),
            password=has.get(Part.PASSWORD),
        )


class Compared(Struct, frozen=True, kw_only=True):
    """What came of it."""

    devices: tuple[DeviceUid, ...]
    users: tuple[ComparedUser, ...]
    failed: dict[DeviceUid, AppError]
    """Devices that could not be read; nothing is said of them."""
    abilities: dict[DeviceUid, Abilities]
    """What decides whether a user fits one of the `devices`."""
    marker: Marker
    """What made the likenesses of the users."""


class _Side(Struct, kw_only=True):
    abilities: Abilities
    ids: dict[UserId, None]
    looks: Looks


class Comparing:
    """One comparison."""

    def __init__(self, open_session: OpenSession, *, rosters: StableIds, report: Report) -> None:
        self._open_session = open_session
        self._rosters = rosters
        self._report = report
        self._steps = Steps(report)
        self._marker = Marker()
        self._gate = asyncio.Semaphore(_DEVICES_AT_ONCE)
        self._sides: dict[DeviceUid, _Side] = {}
        self._failed: dict[DeviceUid, AppError] = {}

    async def compare(self, uids: Sequence[DeviceUid]) -> Compared:
        """Read every user of every device, several devices at once; one may fail."""
        self._steps = Steps(self._report, unknown=len(uids))
        async with asyncio.TaskGroup() as group:
            for uid in uids:
                group.create_task(self._read(uid))
        self._report(Progress(done=0, total=None, what="users"))  # all are read, and work goes on
        sides = {uid: self._sides[uid] for uid in uids if uid in self._sides}
        ids = dict.fromkeys(each for side in sides.values() for each in side.ids)
        found = []
        if len(sides) > 1:
            pairs = len(sides) * (len(sides) - 1) // 2
            for at, user_id in enumerate(ids):
                found.append(_compared(user_id, sides))
                if at % max(1, _AT_ONCE // pairs) == 0:
                    await asyncio.sleep(0)
        return Compared(
            devices=tuple(sides),
            users=tuple(found),
            failed=self._failed,
            abilities={uid: side.abilities for uid, side in sides.items()},
            marker=self._marker,
        )

    async def _read(self, uid: DeviceUid) -> None:
        try:
            async with self._gate:
                ids = await self._listed(uid)
                async with self._open_session(uid) as session:
                    able = await read_abilities(session, uid)
                    looks = await look_at(
                        session, ids, device=able, marker=self._marker, steps=self._steps
                    )
                self._sides[uid] = _Side(abilities=able, ids=dict.fromkeys(ids), looks=looks)
        except AppError as error:
            self._failed[uid] = error

    async def _listed(self, uid: DeviceUid) -> tuple[UserId, ...]:
        try:
            ids = await self._rosters.stable_ids(uid)
            self._steps.expect(len(ids))
        finally:
            self._steps.known()
        return ids


def _compared(user_id: UserId, sides: Mapping[DeviceUid, _Side]) -> ComparedUser:
    seen: dict[DeviceUid, Likeness] = {}
    missing, unsure = [], []
    for uid, side in sides.items():
        likeness = side.looks.seen.get(user_id)
        if likeness is not None:
            seen[uid] = likeness
        elif user_id in side.ids:
            unsure.append(uid)  # listed, and gone or not readable a moment later
        else:
            missing.append(uid)
    names = {uid: each.name for uid, each in seen.items()}
    differing = _differing(seen, sides)
    usual = Counter(name for name in names.values() if name).most_common(1)
    return ComparedUser(
        id=user_id,
        name=usual[0][0] if usual else "",
        standing=_standing(names, differing, is_missing=bool(missing), is_unsure=bool(unsure)),
        seen=seen,
        missing=tuple(missing),
        differing=differing,
        unsure=tuple(unsure),
    )


def _standing(
    names: Mapping[DeviceUid, str],
    differing: Sequence[Part],
    *,
    is_missing: bool,
    is_unsure: bool,
) -> Standing:
    # Each with each: a device that has no name is like two others that are not alike.
    if not all(are_alike(*pair) for pair in combinations(dict.fromkeys(names.values()), 2)):
        return Standing.ANOTHER_PERSON
    if is_missing:
        return Standing.MISSING
    if differing:
        return Standing.DIFFERENT
    return Standing.UNSURE if is_unsure else Standing.SAME


def _differing(
    seen: Mapping[DeviceUid, Likeness], sides: Mapping[DeviceUid, _Side]
) -> tuple[Part, ...]:
    """Tell in what each device differs from any other; of another firmware, counts alone say so."""
    found = set()
    uids = tuple(seen)
    for at, one in enumerate(uids):
        for other in uids[at + 1 :]:
            is_exact = sides[one].abilities.firmware == sides[other].abilities.firmware
            here, there = seen[one], seen[other]
            found |= {each.part for each in differences(here, there, is_exact=is_exact)}
    return tuple(part for part in Part if part in found)
