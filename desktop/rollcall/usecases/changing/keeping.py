"""Does this device keep what is left out of a change?

The specification says so (SetUserInfo), and firmware may clear it all the same. Then a user has
nothing after a change but what was sent, which looks just as if somebody had deleted the user
between our reading and writing, so that writing made a new one (reliability 4.5). The device itself
can tell, on what is left of the user: nothing more can be lost there.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, ValidationError
from msgspec.structs import replace

from rollcall.protocol import ranges
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import Privilege, SetUserInfo, UserId, UserInfo
from rollcall.usecases.changing.parts import (
    Told,
    is_empty,
    is_named,
    is_same,
    may_be_of,
    member,
    parts_of,
)
from rollcall.usecases.changing.reading import read_user
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.sessions import Session

__all__ = ["GIVEN", "Keeping", "Stripped", "keeps_left_out", "probing_name", "whole"]

GIVEN: Final = frozenset({Part.DEPARTMENT, Part.PRIVILEGE})
"""What devices give to every new user (protocol-notes U11), so it proves nothing."""
_PROBED: Final = (
    Part.NAME,
    Part.CARD,
    Part.PASSWORD,
    Part.FINGERS,
    Part.PALMS,
    Part.FACE,
    Part.DEPARTMENT,
    Part.PRIVILEGE,
)
"""In this order: what says least about a person first."""


class Keeping:
    """What is known of our devices, for as long as the program runs."""

    def __init__(self) -> None:
        self._keeps: dict[DeviceUid, bool] = {}

    def keeps(self, uid: DeviceUid) -> bool | None:
        """Tell whether a device keeps what is left out; None where that is not known."""
        return self._keeps.get(uid)

    def learn(self, uid: DeviceUid, *, keeps: bool) -> None:
        """Take note of what a device has shown."""
        self._keeps[uid] = keeps

    def learn_from(
        self,
        uid: DeviceUid,
        change: SetUserInfo,
        *,
        before: UserInfo | None,
        after: UserInfo | None,
    ) -> None:
        """Learn from a change that took effect, and left alone what was left out."""
        if before is None or after is None:
            return
        is_done = any(not is_same(part, before, after) for part in parts_of(change))
        kept = (
            part
            for part in _left_out(change)
            if part not in GIVEN and not is_empty(before, part) and not is_empty(after, part)
        )
        if is_done and any(kept):
            self.learn(uid, keeps=True)

    def sent(self, uid: DeviceUid, before: UserInfo | None, change: SetUserInfo) -> SetUserInfo:
        """Give what is to be sent: all of the user where the device would clear the rest."""
        return whole(before, change) if self._keeps.get(uid) is False else change

    def sent_safely(
        self, uid: DeviceUid, before: UserInfo | None, change: SetUserInfo
    ) -> SetUserInfo:
        """Give the same for what puts something back: all of it also where nothing is known."""
        return change if self._keeps.get(uid) else _sendable(whole(before, change), change)


class Stripped(Struct, frozen=True, kw_only=True):
    """A user who has nothing any more but what was sent, and had more before."""

    before: UserInfo
    change: SetUserInfo
    after: UserInfo

    @classmethod
    def of(
        cls, change: SetUserInfo, *, before: UserInfo | None, after: UserInfo | None
    ) -> Stripped | None:
        """Give the user if it is one; None for any other."""
        if before is None or after is None:
            return None
        found = cls(before=before, change=change, after=after)
        proving = [part for part in _left_out(change) if part not in GIVEN]
        is_bare = all(is_empty(after, part) for part in proving)
        return found if is_bare and found.missing else None

    @property
    def user_id(self) -> UserId:
        """Who it is."""
        return self.change.id

    @property
    def missing(self) -> tuple[Part, ...]:
        """What was left out and is not there any more as it was."""
        return tuple(
            part
            for part in _PROBED
            if not is_named(self.change, part)
            and not is_empty(self.before, part)
            and not is_same(part, self.before, self.after)
        )

    @property
    def may_be_new(self) -> bool:
        """Whether our change may have made this user; else somebody may just have moved it."""
        rights = self.after.privilege
        is_old = rights is not Privilege.USER and not is_named(self.change, Part.PRIVILEGE)
        return not is_old and not set(self.missing) <= GIVEN

    @property
    def whole(self) -> SetUserInfo:
        """Everything the user had, with the change applied."""
        return whole(self.before, self.change)

    @property
    def given_back(self) -> SetUserInfo:
        """The same, but for what no device takes, even if this one told it."""
        return _sendable(self.whole, self.change)

    def probes(self) -> tuple[SetUserInfo, SetUserInfo]:
        """Give two changes of one member each: something that is missing, then something else.

        A second thing that is missing, so that it can be seen to arrive; else what is there anyway.
        """
        lost = [each for part in self.missing if (each := self._given_back(part)) is not None]
        first = lost[0] if lost else self._again(())
        second = lost[1] if len(lost) > 1 else self._again(parts_of(first))
        return first, second

    def without_probes(self) -> SetUserInfo:
        """Give what takes the probes back on a user who was not made by our change."""
        parts = {part for probe in self.probes() for part in parts_of(probe)}
        found = {part.value: member(self.after, part) for part in parts}
        return SetUserInfo(id=self.user_id, **found)

    def is_others(self, found: UserInfo | None, *probes: SetUserInfo) -> bool:
        """Whether there is anything that was not sent: somebody else writes this user too."""
        ours: tuple[Told, ...] = (*probes, self.change, self.after)
        return any(
            not is_empty(found, part) and not any(may_be_of(found, each, part) for each in ours)
            for part in Part
            if part not in GIVEN
        )

    def _given_back(self, part: Part) -> SetUserInfo | None:
        value = {part.value: member(self.before, part)}
        if part is Part.NAME:
            value = {part.value: probing_name(self.user_id)}
        change = SetUserInfo(id=self.user_id, **value)
        return change if _is_sendable(change) else None

    def _again(self, besides: tuple[Part, ...]) -> SetUserInfo:
        for part in (Part.NAME, Part.DEPARTMENT, Part.PRIVILEGE):
            same = SetUserInfo(id=self.user_id, **{part.value: member(self.after, part)})
            if part not in besides and not is_empty(self.after, part) and _is_sendable(same):
                return same
        return SetUserInfo(id=self.user_id, name=self.after.name)


def probing_name(user_id: UserId) -> str:
    """Give the name that a user has for a moment while its device is asked.

    Nobody's: left behind by a crash, it is known for what it is, and for no person.
    """
    return f"? {user_id}"


def whole(before: UserInfo | None, change: SetUserInfo) -> SetUserInfo:
    """Give a change that names all the user has; what is empty is left out still."""
    rest = {
        part.value: member(before, part) for part in _left_out(change) if not is_empty(before, part)
    }
    return replace(change, **rest)


async def keeps_left_out(
    session: Session, stripped: Stripped
) -> tuple[bool | None, UserInfo | None]:
    """Ask a device by two changes of one member each whether the second one costs the first one.

    Gives the answer, None where there is no clear one, and the user as it is then. Raises
    `DeviceError`; then nothing is known.
    """
    first, second = stripped.probes()
    # What our change gave; the first probe may cost that already.
    given = [
        part
        for part in parts_of(stripped.change)
        if part not in GIVEN and not is_empty(stripped.after, part)
    ]
    await session.ask(first)
    found = await read_user(session, stripped.user_id)
    if not _has(found, first) or stripped.is_others(found, first):
        return None, found
    if any(is_empty(found, part) for part in given if not is_named(first, part)):
        return False, found
    await session.ask(second)
    found = await read_user(session, stripped.user_id)
    if not _has(found, second) or stripped.is_others(found, first, second):
        return None, found
    given = [part for part in given if not is_named(second, part)]
    return _has(found, first) and not any(is_empty(found, part) for part in given), found


def _left_out(change: SetUserInfo) -> tuple[Part, ...]:
    return tuple(part for part in Part if not is_named(change, part))


def _has(user: UserInfo | None, probe: SetUserInfo) -> bool:
    (part,) = parts_of(probe)
    if part in {Part.NAME, Part.DEPARTMENT, Part.PRIVILEGE}:
        return user is not None and is_same(part, user, probe)
    return not is_empty(user, part)  # in other bytes perhaps


def _sendable(change: SetUserInfo, asked: SetUserInfo) -> SetUserInfo:
    """Leave out what no device takes though one told it; what was asked for is asked for."""
    rest = [part for part in parts_of(change) if not is_named(asked, part)]
    bad = [part for part in rest if not _is_sendable(_only(change, part))]
    return replace(change, **{part.value: getattr(asked, part.value) for part in bad})


def _only(change: SetUserInfo, part: Part) -> SetUserInfo:
    return SetUserInfo(id=change.id, **{part.value: getattr(change, part.value)})


def _is_sendable(change: SetUserInfo) -> bool:
    try:
        ranges.check(change)
    except ValidationError:
        return False
    return True
