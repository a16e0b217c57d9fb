"""Users and the lock around changing them (specification, User synchronization)."""

from __future__ import annotations

from typing import Annotated, NewType

from msgspec import UNSET, UnsetType, field

from rollcall.protocol.command import Change, Query, Reply, Success
from rollcall.protocol.fields import Count, Number, OpenWord, SecretText, Template, YesNo
from rollcall.protocol.ranges import digits, shaped, sized

UserId = NewType("UserId", str)
"""Opaque text: leading zeros count (protocol-notes U4)."""

PASSWORD_DIGITS_MAX = 8  # protocol-notes U14; sibling devices take 6
CARD_NUMBER_MAX = 4_294_967_295  # protocol-notes U14: unsigned 32 bits
FINGERS_MAX = 10  # protocol-notes U7

Password = Annotated[str, shaped(rf"[0-9]{{0,{PASSWORD_DIGITS_MAX}}}", secret=True)]
Card = Annotated[str, digits(CARD_NUMBER_MAX, secret=True)]
Fingers = Annotated[tuple[Template, ...], sized(0, FINGERS_MAX)]


class Privilege(OpenWord):
    """What a user may do at the device."""

    USER = "user"
    MANAGER = "manager"
    ADMINISTRATOR = "admin"


class UserIdList(Reply):
    """One page of ids; `next_position` is absent at the end of the list."""

    ids: tuple[UserId, ...] = field(name="user_id")
    next_position: Number | UnsetType = field(name="next_page_pos", default=UNSET)


class GetUserIdList(Query[UserIdList]):
    """Ask for the ids from a position on (specification, GetUserIdList)."""

    start: Count | UnsetType = field(name="start_pos", default=UNSET)


class UserInfo(Reply):
    """One user.

    A credential's member is absent where the device has no such reader, empty where none is
    enrolled.
    """

    id: UserId
    name: str = ""
    department: str = field(name="depart", default="")
    privilege: Privilege = Privilege.USER
    password: SecretText | UnsetType = UNSET
    card: SecretText | UnsetType = UNSET
    fingers: tuple[Template, ...] | UnsetType = field(name="fp", default=UNSET)
    face: Template | UnsetType = UNSET
    palms: tuple[Template, ...] | UnsetType = field(name="palm", default=UNSET)

    @classmethod
    def tidied(cls, payload: object) -> object:
        """Take a single template for a list of one, and null, zero or false for none (U6)."""
        if not isinstance(payload, dict):
            return payload
        tidy = dict(payload)
        for member in ("fp", "palm"):
            value = tidy.get(member)
            templates = value if isinstance(value, list) else [value]
            if member in tidy:
                tidy[member] = [each for each in templates if each]
        if "face" in tidy:
            tidy["face"] = tidy["face"] or ""
        return tidy


class GetUserInfo(Query[UserInfo]):
    """Ask for one user with every template (specification, GetUserInfo)."""

    id: UserId


class SetUserInfo(Change[Success]):
    """Change or create a user; what is left out stays as it is (specification, SetUserInfo).

    A list of templates replaces the whole list on the device (protocol-notes U8).
    """

    id: UserId
    name: str | UnsetType = UNSET
    department: str | UnsetType = field(name="depart", default=UNSET)
    privilege: Privilege | UnsetType = UNSET
    password: Password | UnsetType = UNSET
    card: Card | UnsetType = UNSET
    fingers: Fingers | UnsetType = field(name="fp", default=UNSET)
    face: Template | UnsetType = UNSET
    palms: tuple[Template, ...] | UnsetType = field(name="palm", default=UNSET)


class DeleteUserInfo(Change[Success]):
    """Delete one user (specification, DeleteUserInfo)."""

    id: UserId


class LockDevice(Change[Success]):
    """Stop people from using the device, or let them again (specification, LockDevice)."""

    locked: YesNo = field(name="is_locked")
