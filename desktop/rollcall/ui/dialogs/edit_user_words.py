"""What the dialog about one user says: before something is lost, and when it came out otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec import UNSET
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.users import Privilege, SetUserInfo, UserInfo
from rollcall.ui.dialogs.edit_user_draft import Consequence, consequences
from rollcall.ui.models.users import Credential, privilege_name
from rollcall.ui.part_words import lost_text, part_text, part_word
from rollcall.usecases.changing.receipt import Part, PartReceipt

__all__ = [
    "changed_text",
    "consequence_texts",
    "differing_text",
    "raise_text",
    "removal_text",
    "removed_text",
    "rights_text",
]

_MEMBERS = {
    "name": Part.NAME,
    "department": Part.DEPARTMENT,
    "privilege": Part.PRIVILEGE,
    "password": Part.PASSWORD,
    "card": Part.CARD,
    "fingers": Part.FINGERS,
    "face": Part.FACE,
    "palms": Part.PALMS,
}


def rights_text(privilege: Privilege) -> str:
    """Tell what a privilege lets a user do."""
    match privilege:
        case Privilege.USER:
            return QCoreApplication.translate("EditUser", "May only come and go.")
        case Privilege.MANAGER:
            return QCoreApplication.translate(
                "EditUser", "May open the menu at the device and look after its users."
            )
        case Privilege.ADMINISTRATOR:
            return QCoreApplication.translate(
                "EditUser", "May change everything at the device, erasing it included."
            )
    return QCoreApplication.translate(
        "EditUser", "A word of this device; its meaning is not known."
    )


def raise_text(privilege: Privilege, *, name: str, device: str) -> str:
    """Ask in plain words before somebody gets more rights."""
    if privilege is Privilege.MANAGER:
        said = QCoreApplication.translate(
            "EditUser",
            "{name} will be able to open the menu of {device} and change or delete users there.",
        )
    else:
        said = QCoreApplication.translate(
            "EditUser",
            "{name} will be able to change everything at {device} itself: users, doors, network, "
            "and erase what is on it.",
        )
    return said.format(name=name, device=device)


def consequence_texts(change: SetUserInfo, opened: UserInfo | None) -> list[str]:
    """Tell what is lost or rises when this is sent, one sentence each."""
    return [_consequence(each, change, opened) for each in consequences(change, opened)]


def _consequence(what: Consequence, change: SetUserInfo, opened: UserInfo | None) -> str:
    match what:
        case Consequence.RIGHTS_RISE | Consequence.RIGHTS_FALL:
            before = Privilege.USER if opened is None else opened.privilege
            after = before if change.privilege is UNSET else change.privilege
            said = (
                QCoreApplication.translate("EditUser", "Rights rise: {before} → {after}.")
                if what is Consequence.RIGHTS_RISE
                else QCoreApplication.translate("EditUser", "Rights are taken: {before} → {after}.")
            )
            return said.format(
                before=privilege_name(before.value), after=privilege_name(after.value)
            )
        case Consequence.PASSWORD_REPLACED:
            return QCoreApplication.translate("EditUser", "The old password stops working.")
        case Consequence.CARD_REPLACED:
            return QCoreApplication.translate("EditUser", "The old card stops opening.")
    assert_never(what)


def removal_text(credential: Credential, *, name: str, device: str) -> str:
    """Say what is lost when a credential is taken from a user."""
    match credential:
        case Credential.FACE:
            said = QCoreApplication.translate(
                "EditUser", "{device} will not know {name} by face any more."
            )
        case Credential.FINGERS:
            said = QCoreApplication.translate(
                "EditUser",
                "{device} will not know any finger of {name} any more. Devices do not tell which "
                "finger is which, so all are removed together.",
            )
        case Credential.PALM:
            said = QCoreApplication.translate(
                "EditUser", "{device} will not know {name} by palm any more."
            )
        case Credential.CARD:
            said = QCoreApplication.translate(
                "EditUser", "The card of {name} will not open at {device} any more."
            )
        case Credential.PASSWORD:
            said = QCoreApplication.translate(
                "EditUser", "The password of {name} will not be accepted at {device} any more."
            )
        case _:
            assert_never(credential)
    return said.format(name=name, device=device)


def removed_text(credential: Credential, *, device: str) -> str:
    """Tell that a credential was taken, as read back."""
    match credential:
        case Credential.FACE:
            said = QCoreApplication.translate("EditUser", "{device} has no face of this user now")
        case Credential.FINGERS:
            said = QCoreApplication.translate("EditUser", "{device} has no finger of this user now")
        case Credential.PALM:
            said = QCoreApplication.translate("EditUser", "{device} has no palm of this user now")
        case Credential.CARD:
            said = QCoreApplication.translate("EditUser", "{device} has no card of this user now")
        case Credential.PASSWORD:
            said = QCoreApplication.translate(
                "EditUser", "{device} has no password of this user now"
            )
        case _:
            assert_never(credential)
    return said.format(device=device)


def changed_text(members: Iterable[str]) -> str:
    """List what was changed, as it stands within a sentence: "name, department"."""
    comma = QCoreApplication.translate("Receipts", ", ")
    return comma.join(part_word(_MEMBERS[each]) for each in members)


def differing_text(parts: Iterable[PartReceipt], stored: UserInfo | None) -> str:
    """Tell what the device stores otherwise than it was sent, part by part."""
    others = [each for each in parts if not each.is_as_asked]
    said = " ".join(_differing(each, stored) for each in others)
    return f"{said} {lost_text(others)}".strip()


def _differing(part: PartReceipt, stored: UserInfo | None) -> str:
    texts = {}
    if stored is not None:
        texts = {
            Part.NAME: stored.name,
            Part.DEPARTMENT: stored.department,
            Part.PRIVILEGE: privilege_name(stored.privilege.value),
        }
    if part.part in texts:
        said = QCoreApplication.translate("EditUser", "The {part} stored is “{text}”.")
        return said.format(part=part_word(part.part), text=texts[part.part])
    said = QCoreApplication.translate("EditUser", "{part}.").format(part=part_text(part))
    return said[:1].upper() + said[1:]
