"""The columns of the user grid, what they say in words, and what its filters hold for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.users import Privilege
from rollcall.store.values import RememberedUser
from rollcall.ui.models.columns import Column, natural
from rollcall.ui.models.user_counts import UserCounts
from rollcall.usecases.roster import EntryState, RosterEntry

__all__ = [
    "CREDENTIAL_ICONS",
    "Credential",
    "UserFilter",
    "columns",
    "credential_name",
    "credentials_said",
    "departments",
    "enrolled",
    "privilege_name",
    "privileges",
    "search_text",
]


class Credential(StrEnum):
    """What a user can prove to be themselves with, in the order it is shown."""

    FACE = "face"
    FINGERS = "fingers"
    PALM = "palm"
    CARD = "card"
    PASSWORD = "password"  # noqa: S105  # a word, not a secret


CREDENTIAL_ICONS: Final = {
    Credential.FACE: "scan-face",
    Credential.FINGERS: "fingerprint",
    Credential.PALM: "hand",
    Credential.CARD: "credit-card",
    Credential.PASSWORD: "rectangle-ellipsis",
}

_RANKS: Final = {Privilege.ADMINISTRATOR.value: 0, Privilege.MANAGER.value: 1}
_RANK_OTHER: Final = 2  # words of other firmware stand between managers and users
_RANK_USER: Final = 3
_RANK_UNREAD: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilter:
    """Which users are shown; None is any. A user not read yet fits no filter but an empty one."""

    department: str | None = None
    privilege: str | None = None
    has: Credential | None = None
    lacks: Credential | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it holds for everybody."""
        return self == _EVERYBODY

    def holds(self, entry: RosterEntry) -> bool:
        """Tell whether a user is shown."""
        user = entry.user
        if entry.state is EntryState.ID_ONLY:
            return self.is_empty
        return (
            (self.department is None or user.department == self.department)
            and (self.privilege is None or user.privilege == self.privilege)
            and (self.has is None or bool(enrolled(user, self.has)))
            # A device without such a reader says nothing; then nobody lacks it.
            and (self.lacks is None or enrolled(user, self.lacks) == 0)
        )


_EVERYBODY: Final = UserFilter()


def columns() -> tuple[Column[RosterEntry], ...]:
    """Give the columns, in the language in use."""
    return (
        Column(
            key="id",
            title=QCoreApplication.translate("Users", "ID"),
            text=lambda entry: entry.user.id,
            tooltip=_state_text,
            ink=_ink,
            width=90,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Users", "Name"),
            text=lambda entry: entry.user.name,
            sort=lambda entry: _blank_last(entry.user.name),
            accessible=_name_said,
            tooltip=_state_text,
            ink=_ink,
            width=200,
            takes_rest=True,
        ),
        Column(
            key="department",
            title=QCoreApplication.translate("Users", "Department"),
            text=lambda entry: entry.user.department,
            sort=lambda entry: _blank_last(entry.user.department),
            tooltip=_state_text,
            ink=_ink,
            width=140,
        ),
        Column(
            key="privilege",
            title=QCoreApplication.translate("Users", "Privilege"),
            text=lambda entry: privilege_name(entry.user.privilege),
            sort=_rank,
            tooltip=_state_text,
            ink=_ink,
            width=130,
        ),
        Column(
            key="credentials",
            title=QCoreApplication.translate("Users", "Credentials"),
            text=_credentials_text,
            sort=_wealth,
            accessible=_credentials_read_out,
            tooltip=_credentials_read_out,
            width=200,
            is_icon_only=True,
        ),
    )


def search_text(entry: RosterEntry) -> str:
    """Give all that is searched of a user, credentials in words included."""
    user = entry.user
    privilege = privilege_name(user.privilege)
    return f"{user.id} {user.name} {user.department} {privilege} {_credentials_text(entry)}"


def departments(entries: Iterable[RosterEntry]) -> list[tuple[str, str]]:
    """Give the departments there are, as choices of a filter."""
    found = {each.user.department for each in entries if each.state is not EntryState.ID_ONLY}
    none = QCoreApplication.translate("Users", "No department")
    return [(each, each or none) for each in sorted(found, key=_blank_last)]


def privileges(entries: Iterable[RosterEntry]) -> list[tuple[str, str]]:
    """Give the privileges there can be and those there are, as choices of a filter."""
    known = [Privilege.USER.value, Privilege.MANAGER.value, Privilege.ADMINISTRATOR.value]
    found = {each.user.privilege for each in entries if each.state is not EntryState.ID_ONLY}
    return [(each, privilege_name(each)) for each in [*known, *sorted(found - {*known, ""})]]


def privilege_name(word: str) -> str:
    """Name a privilege; a word nobody knows is shown as the device says it."""
    match word:
        case Privilege.USER.value:
            return QCoreApplication.translate("Users", "User")
        case Privilege.MANAGER.value:
            return QCoreApplication.translate("Users", "Manager")
        case Privilege.ADMINISTRATOR.value:
            return QCoreApplication.translate("Users", "Administrator")
    return word


def credential_name(credential: Credential) -> str:
    """Name a credential."""
    match credential:
        case Credential.FACE:
            return QCoreApplication.translate("Users", "Face")
        case Credential.FINGERS:
            return QCoreApplication.translate("Users", "Finger")
        case Credential.PALM:
            return QCoreApplication.translate("Users", "Palm")
        case Credential.CARD:
            return QCoreApplication.translate("Users", "Card")
        case Credential.PASSWORD:
            return QCoreApplication.translate("Users", "Password")


def enrolled(user: RememberedUser, credential: Credential) -> int | None:
    """Tell how many a user has of a credential; None where the device does not say."""
    match credential:
        case Credential.FACE:
            return user.face
        case Credential.FINGERS:
            return user.fingers
        case Credential.PALM:
            return user.palms
        case Credential.CARD:
            return user.card
        case Credential.PASSWORD:
            return user.password


def credentials_said(user: RememberedUser) -> str:
    """Say what a user has and has not: "Face, 2 fingers, no palm, card, no password".

    What the device has no reader for, or does not tell, is not mentioned.
    """
    parts = [
        _said(credential, count)
        for credential in Credential
        if (count := enrolled(user, credential)) is not None
    ]
    if not parts:
        return QCoreApplication.translate("Users", "Credentials not known")
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


def _said(credential: Credential, count: int) -> str:
    match credential:
        case Credential.FACE:
            return (
                QCoreApplication.translate("Users", "face enrolled")
                if count
                else QCoreApplication.translate("Users", "no face")
            )
        case Credential.FINGERS:
            return (
                UserCounts().fingers(count)
                if count
                else QCoreApplication.translate("Users", "no fingers")
            )
        case Credential.PALM:
            return (
                QCoreApplication.translate("Users", "palm enrolled")
                if count
                else QCoreApplication.translate("Users", "no palm")
            )
        case Credential.CARD:
            return (
                QCoreApplication.translate("Users", "card")
                if count
                else QCoreApplication.translate("Users", "no card")
            )
        case Credential.PASSWORD:
            return (
                QCoreApplication.translate("Users", "password")
                if count
                else QCoreApplication.translate("Users", "no password")
            )


def _credentials_text(entry: RosterEntry) -> str:
    """Give what a user has, for the search and the clipboard."""
    user = entry.user
    has = [
        UserCounts().fingers(count) if each is Credential.FINGERS else credential_name(each)
        for each in Credential
        if (count := enrolled(user, each))
    ]
    return ", ".join(has)


def _credentials_read_out(entry: RosterEntry) -> str:
    if entry.state is EntryState.ID_ONLY:
        return _state_text(entry)
    return credentials_said(entry.user)


def _name_said(entry: RosterEntry) -> str:
    return _state_text(entry) if entry.state is EntryState.ID_ONLY else entry.user.name


def _state_text(entry: RosterEntry) -> str:
    match entry.state:
        case EntryState.ID_ONLY:
            return QCoreApplication.translate("Users", "Not read yet")
        case EntryState.LAST_KNOWN:
            return QCoreApplication.translate("Users", "As last known; not read again yet")
        case _:
            return ""


def _ink(entry: RosterEntry) -> str | None:
    return None if entry.state is EntryState.CURRENT else "muted"


@lru_cache(maxsize=8192)  # so that the second click on a heading costs little
def _blank_last(text: str) -> tuple[bool, str]:
    return not text, natural(text)


def _rank(entry: RosterEntry) -> tuple[int, str]:
    word = entry.user.privilege
    if word == Privilege.USER.value:
        return _RANK_USER, ""
    return _RANKS.get(word, _RANK_OTHER) if word else _RANK_UNREAD, word


def _wealth(entry: RosterEntry) -> tuple[int, ...]:
    """Order by how many kinds of credentials a user has, then by which."""
    user = entry.user
    face, card, password = bool(user.face), bool(user.card), bool(user.password)
    fingers, palms = user.fingers or 0, user.palms or 0
    kinds = face + card + password + (fingers > 0) + (palms > 0)
    return kinds, face, fingers, palms, card, password
