"""A user as somebody types it, and what of that is to be sent; free of Qt."""

from __future__ import annotations

import unicodedata
from enum import Enum, auto
from typing import Final

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from rollcall.protocol.errors import InputProblem, InvalidInput
from rollcall.protocol.users import (
    CARD_NUMBER_MAX,
    PASSWORD_DIGITS_MAX,
    Privilege,
    SetUserInfo,
    UserId,
    UserInfo,
)
from rollcall.store.values import RememberedUser
from rollcall.usecases.rights import is_more

__all__ = [
    "PASSWORD_DIGITS_USUAL",
    "Consequence",
    "UserDraft",
    "change_of",
    "checked",
    "consequences",
    "has_card",
    "is_raising",
    "parts_changed",
    "rebased",
    "revived",
]

PASSWORD_DIGITS_USUAL: Final = 6  # protocol-notes U14: what sibling devices take
ID_LENGTH_MAX: Final = 64  # characters, as usecases/roster.py
NAME_LENGTH_MAX: Final = 200  # characters, as usecases/user_summary.py


class UserDraft(Struct, frozen=True, kw_only=True):
    """What the fields say. A secret that was not typed anew is empty: it stays as it is."""

    id: str = ""
    name: str = ""
    department: str = ""
    privilege: Privilege = Privilege.USER
    password: str = ""
    card: str = ""

    @classmethod
    def of(cls, user: UserInfo) -> UserDraft:
        """Give the fields of a user in which nothing was typed."""
        return cls(
            id=user.id,
            name=user.name,
            department=user.department,
            privilege=user.privilege,
        )

    @classmethod
    def remembered(cls, user: RememberedUser) -> UserDraft:
        """Give the fields of a user who was not read yet."""
        return cls(
            id=user.id,
            name=user.name,
            department=user.department,
            privilege=Privilege(user.privilege or Privilege.USER.value),
        )


class Consequence(Enum):
    """What is said before a draft is sent, because something is lost or rights rise."""

    RIGHTS_RISE = auto()
    RIGHTS_FALL = auto()
    PASSWORD_REPLACED = auto()
    CARD_REPLACED = auto()


def checked(draft: UserDraft, opened: UserInfo | None) -> UserDraft:
    """Give the draft as it is sent, blanks at the ends of new texts cut.

    Raises `InvalidInput` with the field's name. A text that was not changed is not judged.
    """
    user_id = draft.id
    name = draft.name
    if opened is None:
        user_id = draft.id.strip()
        _check_text("id", user_id, ID_LENGTH_MAX)
        if any(each.isspace() for each in user_id):
            raise InvalidInput("id", InputProblem.BAD_CHARACTERS)
    if opened is None or name != opened.name:
        name = unicodedata.normalize("NFC", name.strip())
        _check_text("name", name, NAME_LENGTH_MAX)
    _check_password(draft.password)
    _check_card(draft.card)
    return replace(draft, id=user_id, name=name)


def change_of(draft: UserDraft, opened: UserInfo | None) -> SetUserInfo:
    """Give what is to be sent: only what is another than on the device, all for a new user.

    No templates: those have actions of their own.
    """
    if opened is None:
        return SetUserInfo(
            id=UserId(draft.id),
            name=draft.name,
            department=draft.department or UNSET,
            privilege=draft.privilege,
            password=draft.password or UNSET,
            card=draft.card or UNSET,
        )
    return SetUserInfo(
        id=opened.id,
        name=_new(draft.name, opened.name),
        department=_new(draft.department, opened.department),
        privilege=UNSET if draft.privilege == opened.privilege else draft.privilege,
        password=_new(draft.password, opened.password) if draft.password else UNSET,
        card=_new_card(draft.card, opened.card),
    )


def revived(change: SetUserInfo, gone: UserInfo) -> SetUserInfo:
    """Give a new user the credentials that one deleted meanwhile had, unless typed anew."""
    kept = {
        name: getattr(gone, name)
        for name in ("password", "card", "fingers", "face", "palms")
        if getattr(change, name) is UNSET and getattr(gone, name)
    }
    return replace(change, **kept)


def parts_changed(change: SetUserInfo) -> tuple[str, ...]:
    """Give the names of the members that would be sent."""
    names = ("name", "department", "privilege", "password", "card", "fingers", "face", "palms")
    return tuple(each for each in names if getattr(change, each) is not UNSET)


def is_raising(privilege: Privilege | UnsetType, opened: UserInfo | None) -> bool:
    """Whether somebody gets more rights than they have; a new user has none."""
    if privilege is UNSET:
        return False
    return is_more(privilege, None if opened is None else opened.privilege)


def consequences(change: SetUserInfo, opened: UserInfo | None) -> tuple[Consequence, ...]:
    """Tell what has to be said before this is sent."""
    found = []
    if is_raising(change.privilege, opened):
        found.append(Consequence.RIGHTS_RISE)
    elif opened is not None and change.privilege is not UNSET:
        found.append(Consequence.RIGHTS_FALL)
    if opened is not None:
        if change.password is not UNSET and opened.password:
            found.append(Consequence.PASSWORD_REPLACED)
        if change.card is not UNSET and has_card(opened):
            found.append(Consequence.CARD_REPLACED)
    return tuple(found)


def rebased(draft: UserDraft, before: UserInfo, now: UserInfo) -> UserDraft:
    """Give a draft on what the device says now: what was not typed is new, what was, stays."""
    was, fresh = UserDraft.of(before), UserDraft.of(now)
    typed = {
        name: getattr(draft, name)
        for name in draft.__struct_fields__
        if getattr(draft, name) != getattr(was, name)
    }
    return replace(fresh, **typed)


def has_card(user: UserInfo) -> bool:
    """Whether a user has a card; "0" is none (protocol-notes U14)."""
    return user.card is not UNSET and user.card.strip("0") != ""


def _new(typed: str, stored: str | UnsetType) -> str | UnsetType:
    return UNSET if typed == stored else typed


def _new_card(typed: str, stored: str | UnsetType) -> str | UnsetType:
    if not typed or (stored is not UNSET and stored.lstrip("0") == typed.lstrip("0")):
        return UNSET  # a card is a number, and devices drop the zeros before it
    return typed


def _check_text(field: str, text: str, longest: int) -> None:
    if not text:
        raise InvalidInput(field, InputProblem.EMPTY)
    if len(text) > longest:
        raise InvalidInput(field, InputProblem.TOO_LONG)
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in text):
        raise InvalidInput(field, InputProblem.BAD_CHARACTERS)


def _check_password(text: str) -> None:
    if not text:
        return
    if not (text.isascii() and text.isdigit()):
        raise InvalidInput("password", InputProblem.NOT_DIGITS)
    if len(text) > PASSWORD_DIGITS_MAX:
        raise InvalidInput("password", InputProblem.TOO_LONG)


def _check_card(text: str) -> None:
    if not text:
        return
    if not (text.isascii() and text.isdigit()):
        raise InvalidInput("card", InputProblem.NOT_DIGITS)
    # How long first: a number of thousands of digits takes a while to read.
    if len(text) > len(str(CARD_NUMBER_MAX)) or not 1 <= int(text) <= CARD_NUMBER_MAX:
        raise InvalidInput("card", InputProblem.OUT_OF_RANGE)
