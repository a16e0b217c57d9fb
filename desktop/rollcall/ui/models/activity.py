"""The columns of the table Activity, and its codes in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QIcon

from rollcall.store.values import AuditEntry
from rollcall.ui.models.columns import Column
from rollcall.ui.models.times import day_and_time
from rollcall.ui.part_words import parts_text
from rollcall.ui.theme import icon
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Part, PartReceipt

__all__ = ["NumberedEntry", "columns", "deed_text", "details_text", "result_text"]

_RESULT_ICONS: Final = {
    "done": ("circle-check", "good"),
    "failed": ("octagon-alert", "danger"),
    "unknown": ("triangle-alert", "warning"),
}


_PUT_BACK: Final = re.compile(r"put back: ([0-9]{1,9})")
_DIFFERS: Final = re.compile(r"Differs: (.+)")
_STORED: Final = re.compile(r"([a-z]+) ([0-9]{1,9})/([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class NumberedEntry:
    """An entry and what tells it from all others, even from an equal one."""

    number: int
    entry: AuditEntry


def columns() -> tuple[Column[NumberedEntry], ...]:
    """Give the columns, in the language in use."""
    return (
        Column(
            key="when",
            title=QCoreApplication.translate("Activity", "When"),
            text=lambda row: day_and_time(row.entry.at),
            sort=lambda row: (row.entry.at, row.number),
            width=140,
        ),
        Column(
            key="what",
            title=QCoreApplication.translate("Activity", "What"),
            text=lambda row: deed_text(row.entry),
            tooltip=lambda row: deed_text(row.entry),
            width=190,
            takes_rest=True,
        ),
        Column(
            key="device",
            title=QCoreApplication.translate("Activity", "Device"),
            text=lambda row: row.entry.device_name,
            width=120,
        ),
        Column(
            key="result",
            title=QCoreApplication.translate("Activity", "Result"),
            text=lambda row: result_text(row.entry.result),
            icon=_result_icon,
            tooltip=lambda row: _result_hint(row.entry.result),
            width=110,
        ),
        Column(
            key="who",
            title=QCoreApplication.translate("Activity", "Who"),
            text=lambda row: row.entry.who,
            width=80,
        ),
        Column(
            key="details",
            title=QCoreApplication.translate("Activity", "Details"),
            text=lambda row: details_text(row.entry.details),
            tooltip=lambda row: details_text(row.entry.details),
            width=130,
        ),
    )


def deed_text(entry: AuditEntry) -> str:
    """Say what was done; a deed of a newer program is shown by its code."""
    match entry.action:
        case Action.ADD_DEVICE.value:
            said = QCoreApplication.translate("Activity", "Add the device at {subject}")
        case Action.RENAME_DEVICE.value:
            said = QCoreApplication.translate("Activity", "Rename to {subject}")
        case Action.FORGET_DEVICE.value:
            said = QCoreApplication.translate("Activity", "Forget the device")
        case Action.SET_KEY.value:
            said = QCoreApplication.translate("Activity", "Set the API key")
        case _:
            said = _users_deed(entry.action)
    if not said:
        return f"{entry.action} {entry.subject}".strip()
    return said.format(subject=entry.subject)


def _users_deed(action: str) -> str:
    """Say what was done to users; nothing for what is no such deed."""
    texts = {
        Action.ADD_USER: QCoreApplication.translate("Activity", "Add user {subject}"),
        Action.EDIT_USER: QCoreApplication.translate("Activity", "Change user {subject}"),
        Action.RAISE_PRIVILEGE: QCoreApplication.translate(
            "Activity", "Give more rights: {subject}"
        ),
        Action.DELETE_USER: QCoreApplication.translate("Activity", "Delete user {subject}"),
        Action.REMOVE_EVERYWHERE: QCoreApplication.translate(
            "Activity", "Remove everywhere: {subject}"
        ),
        Action.ERASE_USER: QCoreApplication.translate(
            "Activity", "Erase user everywhere: {subject}"
        ),
        Action.ENROLL: QCoreApplication.translate("Activity", "Enroll: {subject}"),
        Action.CONVERT_PHOTO: QCoreApplication.translate("Activity", "Photo to face: {subject}"),
        Action.IMPORT_USERS: QCoreApplication.translate("Activity", "Import users: {subject}"),
        Action.EXPORT_USERS: QCoreApplication.translate("Activity", "Export users: {subject}"),
        Action.COPY_USERS: QCoreApplication.translate("Activity", "Copy users: {subject}"),
        Action.BACK_UP_USERS: QCoreApplication.translate("Activity", "Back up users: {subject}"),
        Action.RESTORE_USERS: QCoreApplication.translate("Activity", "Restore users: {subject}"),
        Action.UNDO: QCoreApplication.translate("Activity", "Undo: {subject}"),
        Action.ADD_DEPARTMENT: QCoreApplication.translate(
            "Activity", "Add the department {subject}"
        ),
        Action.UNLOCK_DEVICE: QCoreApplication.translate("Activity", "Unlock the device"),
        Action.CANCEL_ALL_JOBS: QCoreApplication.translate(
            "Activity", "End every capture on the device"
        ),
        Action.SHOW_SECRET: QCoreApplication.translate(
            "Activity", "Show password or card: {subject}"
        ),
        Action.SETTLE: QCoreApplication.translate(
            "Activity", "Put in order after an interruption: {subject}"
        ),
    }
    return next((text for known, text in texts.items() if known.value == action), "")


def result_text(result: str) -> str:
    """Say how it ended, in a word or two."""
    match result:
        case "done":
            return QCoreApplication.translate("Activity", "Done")
        case "failed":
            return QCoreApplication.translate("Activity", "Not done")
        case "unknown":
            return QCoreApplication.translate("Activity", "Not certain")
    return result


def details_text(details: str) -> str:
    """Say why it was not done, from the name of the error, or from another code of ours."""
    keyring = QCoreApplication.translate("Activity", "The keyring of this PC was not available")
    store = QCoreApplication.translate("Activity", "What this PC remembers could not be written")
    texts = {
        "Unreachable": QCoreApplication.translate("Activity", "The device did not answer"),
        "TimedOut": QCoreApplication.translate("Activity", "The device took too long"),
        "WrongDevice": QCoreApplication.translate("Activity", "Another device was at the address"),
        "KeyRejected": QCoreApplication.translate(
            "Activity", "The device did not accept the API key"
        ),
        "NotPrivate": QCoreApplication.translate(
            "Activity", "The device could not prove who it is"
        ),
        "Unsupported": QCoreApplication.translate("Activity", "The device cannot do this"),
        "Refused": QCoreApplication.translate("Activity", "The device refused"),
        "BadReply": QCoreApplication.translate("Activity", "The device's answer made no sense"),
        "ListCutShort": QCoreApplication.translate(
            "Activity", "The device did not list all of its users"
        ),
        "OutcomeUnknown": QCoreApplication.translate("Activity", "The device's answer was lost"),
        "InvalidInput": QCoreApplication.translate(
            "Activity", "What was entered could not be used"
        ),
        "CancelledError": QCoreApplication.translate("Activity", "It was cancelled"),
        "UserGone": QCoreApplication.translate("Activity", "The user was not there any more"),
        "UserExists": QCoreApplication.translate("Activity", "The ID was taken"),
        "UserChanged": QCoreApplication.translate(
            "Activity", "Somebody else had changed the user meanwhile"
        ),
        "AnotherPerson": QCoreApplication.translate("Activity", "The ID was another person's"),
        "WasErased": QCoreApplication.translate("Activity", "The user was erased on purpose"),
        "DeviceFull": QCoreApplication.translate("Activity", "The device was full"),
        "Differs": QCoreApplication.translate("Activity", "The device stores something else"),
        "SealBroken": QCoreApplication.translate(
            "Activity", "What was kept of the user could not be opened any more"
        ),
        "EnrollmentFailed": QCoreApplication.translate("Activity", "Nothing was captured"),
        "FileProblem": QCoreApplication.translate("Activity", "The file could not be used"),
        **dict.fromkeys(("NoBackend", "VaultLocked", "VaultDenied", "ErasedNotKnown"), keyring),
        **dict.fromkeys(("StoreFull", "StoreLocked", "StoreDamaged", "StoreTooNew"), store),
    }
    return texts.get(details) or _coded(details) or details


def _coded(details: str) -> str:
    """Say what a code with numbers means; nothing for an unknown one.

    "Differs: fingers 1/3, name 0/1" comes from `changing/bookkeeping.py`, "put back: 2" from
    `changing/settling_writes.py`.
    """
    if put_back := _PUT_BACK.fullmatch(details):
        return _Counts().put_back(int(put_back[1]))
    if not (differs := _DIFFERS.fullmatch(details)):
        return ""
    parts = []
    for each in differs[1].split(", "):
        found = _STORED.fullmatch(each)
        if found is None or found[1] not in {known.value for known in Part}:
            return ""
        parts.append(
            PartReceipt(
                part=Part(found[1]),
                stored=int(found[2]),
                asked=int(found[3]),
                is_as_asked=False,
            )
        )
    return QCoreApplication.translate(
        "Activity", "The device stores something else: {parts}"
    ).format(parts=parts_text(parts))


class _Counts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def put_back(self, count: int) -> str:
        """Say how many templates a device was given back."""
        if count == 1:
            return self.tr("A face, finger or palm that the device had lost was put back")
        return self.tr(
            "%Ln faces, fingers or palms that the device had lost were put back", "", count
        )


def _result_icon(row: NumberedEntry) -> QIcon | None:
    known = _RESULT_ICONS.get(row.entry.result)
    return None if known is None else icon(*known)


def _result_hint(result: str) -> str:
    if result != "unknown":
        return ""
    return QCoreApplication.translate(
        "Activity", "It was under way when it broke off; look at the device whether it took effect"
    )
