"""Where a person is, on all of our devices, and what would be lost with each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from enum import Enum
from typing import Final, TypeAlias

from msgspec import UNSET, Struct

from rollcall.protocol.errors import AppError, BadReply, Refused, Unsupported
from rollcall.protocol.info import DeviceUid, GetCurrentUsage, GetDeviceCapabilities
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.fitting import Abilities
from rollcall.usecases.copying.likeness import TEMPLATES, Likeness, Marker
from rollcall.usecases.copying.looking import Steps, look_at
from rollcall.usecases.copying.names import are_same
from rollcall.usecases.progress import Report
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.sessions import Session

__all__ = ["Find", "FindKey", "Findings", "LastCopy", "Person", "Where", "find"]

_DEVICES_AT_ONCE: Final = 8
_USERS_MANY: Final = 10  # more of them are not removed without the number typed (reliability 4.6)
_SHARE_MANY: Final = 0.05

FindKey: TypeAlias = tuple[DeviceUid, UserId]


class Where(Enum):
    """Whether a person is on a device."""

    THERE = "there, by id and name"
    OTHER_NAME = "the id is there with another name"
    ABSENT = "not there"
    NOT_READ = "the device could not be asked"


class Person(Struct, frozen=True):
    """Who is to be removed."""

    user_id: UserId
    name: str


class Find(Struct, frozen=True, kw_only=True):
    """One person on one device."""

    device: DeviceUid
    person: Person
    where: Where
    likeness: Likeness | None = None
    error: AppError | None = None
    """Why the device could not be asked."""

    @property
    def key(self) -> FindKey:
        """What tells finds apart."""
        return self.device, self.person.user_id

    @property
    def name(self) -> str:
        """What the user is called there."""
        return self.person.name if self.likeness is None else self.likeness.name

    @property
    def is_removable(self) -> bool:
        """Whether there is, or may be, something to remove."""
        return self.where is not Where.ABSENT


class LastCopy(Struct, frozen=True, kw_only=True):
    """Templates of a person that no device will hold any more."""

    person: Person
    counts: dict[Part, int]


class Findings(Struct, frozen=True, kw_only=True):
    """Every person on every device."""

    finds: tuple[Find, ...]
    users_on: dict[DeviceUid, int]
    """How many users a device holds, where it says so."""

    @property
    def usual(self) -> frozenset[FindKey]:
        """What is removed unless the administrator chooses otherwise: never another name."""
        return frozenset(
            each.key for each in self.finds if each.where in {Where.THERE, Where.NOT_READ}
        )

    @property
    def gone(self) -> tuple[Person, ...]:
        """Who was found on no device, all of which were read."""
        somewhere = {each.person for each in self.finds if each.is_removable}
        everybody = dict.fromkeys(each.person for each in self.finds)
        return tuple(each for each in everybody if each not in somewhere)

    def last_copies(self, chosen: Collection[FindKey]) -> tuple[LastCopy, ...]:
        """Tell whose templates exist on no device that was read once the chosen ones are gone."""
        mine: dict[Person, list[Find]] = {}
        for each in self.finds:
            if each.likeness is not None:
                mine.setdefault(each.person, []).append(each)
        counted = ((person, _lost(finds, chosen)) for person, finds in mine.items())
        return tuple(LastCopy(person=person, counts=counts) for person, counts in counted if counts)

    def is_many(self, chosen: Collection[FindKey]) -> bool:
        """Tell whether so many users go at once that their number is to be typed."""
        persons = {user_id for _, user_id in chosen}
        if len(persons) > _USERS_MANY:
            return True
        shares = (
            sum(each == uid for each, _ in chosen) / count
            for uid, count in self.users_on.items()
            if count
        )
        return len(persons) > 1 and any(share > _SHARE_MANY for share in shares)


async def find(
    open_session: OpenSession,
    persons: Sequence[Person],
    devices: Sequence[DeviceUid],
    *,
    report: Report,
) -> Findings:
    """Ask every device for every person, several devices at once; one may fail."""
    steps, marker = Steps(report), Marker()
    steps.expect(len(persons) * len(devices))
    gate = asyncio.Semaphore(_DEVICES_AT_ONCE)
    found: dict[DeviceUid, tuple[Find, ...]] = {}
    users_on: dict[DeviceUid, int] = {}

    async def ask(uid: DeviceUid) -> None:
        try:
            async with gate, open_session(uid) as session:
                count = await _count(session)
                if count is not None:
                    users_on[uid] = count
                found[uid] = await _finds(session, uid, persons, marker, steps)
        except AppError as error:
            found[uid] = tuple(
                Find(device=uid, person=each, where=Where.NOT_READ, error=error) for each in persons
            )

    async with asyncio.TaskGroup() as group:
        for uid in devices:
            group.create_task(ask(uid))
    by_key = {each.key: each for finds in found.values() for each in finds}
    return Findings(
        finds=tuple(by_key[uid, person.user_id] for person in persons for uid in devices),
        users_on=users_on,
    )


async def _finds(
    session: Session, uid: DeviceUid, persons: Sequence[Person], marker: Marker, steps: Steps
) -> tuple[Find, ...]:
    try:
        can = await session.ask(GetDeviceCapabilities())
    except (Refused, Unsupported, BadReply):
        can = None
    looks = await look_at(
        session,
        [each.user_id for each in persons],
        device=Abilities(uid=uid, capabilities=can),
        marker=marker,
        steps=steps,
    )
    finds = []
    for person in persons:
        likeness = looks.seen.get(person.user_id)
        error = looks.unread.get(person.user_id)
        if likeness is not None:
            is_same = are_same(likeness.name, person.name)
            where = Where.THERE if is_same else Where.OTHER_NAME
        else:
            where = Where.NOT_READ if error is not None else Where.ABSENT
        finds.append(Find(device=uid, person=person, where=where, likeness=likeness, error=error))
    return tuple(finds)


async def _count(session: Session) -> int | None:
    try:
        usage = await session.ask(GetCurrentUsage())
    except (Refused, Unsupported, BadReply):
        return None
    return None if usage.users is UNSET else usage.users


def person_of(user: RememberedUser | UserInfo) -> Person:
    """Give who a user is."""
    return Person(user.id, user.name)


def _marks(found: Find, part: Part) -> tuple[bytes, ...]:
    return () if found.likeness is None else found.likeness.marks.get(part, ())


def _lost(finds: Sequence[Find], chosen: Collection[FindKey]) -> dict[Part, int]:
    """Count per device, not over all: some devices keep a template in other bytes."""
    counts: dict[Part, int] = {}
    for part in TEMPLATES:
        staying = {mark for each in finds if each.key not in chosen for mark in _marks(each, part)}
        going = [len(set(_marks(each, part)) - staying) for each in finds if each.key in chosen]
        if most := max(going, default=0):
            counts[part] = most
    return counts
