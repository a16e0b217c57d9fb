"""What is told when a user cannot be written as asked, or a capture gives nothing."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.errors import (
    AnotherPerson,
    CaptureFault,
    DeviceFull,
    EnrollmentFailed,
    ListCutShort,
    Room,
    UserChanged,
    UserExists,
    UserGone,
    WasErased,
)
from rollcall.ui.models.user_counts import UserCounts
from rollcall.ui.notices.notice import Notice, describe
from rollcall.ui.reasons import details_text


@describe.register
def _(error: UserGone) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "{id} is not on {device} any more").format(
            id=error.user_id, device=error.device
        ),
        text=QCoreApplication.translate(
            "Notices",
            "Somebody deleted the user with ID {id} on {device} meanwhile. Nothing was written, so "
            "the user did not come back by accident.",
        ).format(id=error.user_id, device=error.device),
        advice=QCoreApplication.translate(
            "Notices", "Choose Refresh to see who is there. Add the user again if need be."
        ),
        details=details_text(error),
    )


@describe.register
def _(error: UserExists) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "ID {id} is taken").format(id=error.user_id),
        text=QCoreApplication.translate(
            "Notices", "On {device} the ID {id} belongs to {name} already. Nothing was changed."
        ).format(device=error.device, id=error.user_id, name=error.name or error.user_id),
        advice=QCoreApplication.translate("Notices", "Choose another ID, or edit that user."),
        details=details_text(error),
    )


@describe.register
def _(error: UserChanged) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "Somebody else changed {name}").format(
            name=error.name or error.user_id
        ),
        text=QCoreApplication.translate(
            "Notices",
            "The user with ID {id} was changed on {device} after you opened it. The other change "
            "was not overwritten.",
        ).format(id=error.user_id, device=error.device),
        advice=QCoreApplication.translate(
            "Notices", "Open the user again, look at what it says now, and repeat your change."
        ),
        details=details_text(error),
    )


@describe.register
def _(error: AnotherPerson) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "ID {id} is another person here").format(
            id=error.user_id
        ),
        text=QCoreApplication.translate(
            "Notices",
            "On {device} the ID {id} belongs to {name}, not to {expected}. Nothing was changed.",
        ).format(
            device=error.device,
            id=error.user_id,
            name=error.name or error.user_id,
            expected=error.expected or error.user_id,
        ),
        advice=QCoreApplication.translate(
            "Notices", "Find out who this is. Give one of the two another ID if need be."
        ),
        details=details_text(error),
    )


@describe.register
def _(error: WasErased) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "{name} was erased on purpose").format(
            name=error.name or error.user_id
        ),
        text=QCoreApplication.translate(
            "Notices",
            "Whoever was erased is never brought back from a backup, so {name} was not written to "
            "{device}.",
        ).format(name=error.name or error.user_id, device=error.device),
        advice=QCoreApplication.translate(
            "Notices", "If the person is back, add the user again by hand."
        ),
        details=details_text(error),
    )


@describe.register
def _(error: DeviceFull) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "{device} is full").format(device=error.device),
        text=QCoreApplication.translate(
            "Notices", "{device} has no room for more {things}, so {name} was not written."
        ).format(device=error.device, things=_room(error.room), name=error.name or error.user_id),
        advice=QCoreApplication.translate(
            "Notices", "Delete users who left from {device}, then try again."
        ).format(device=error.device),
        details=details_text(error),
    )


@describe.register
def _(error: ListCutShort) -> Notice:
    return Notice(
        title=UserCounts().shortfall(error.listed, counted=error.counted, device=error.device),
        text=QCoreApplication.translate(
            "Notices",
            "{device} left users out each time it was asked for its list, so nobody can be said to "
            "be missing there.",
        ).format(device=error.device),
        advice=QCoreApplication.translate(
            "Notices",
            "Try again later, or restart the device. Users can still be edited, and deleted one by "
            "one.",
        ),
        details=details_text(error),
    )


@describe.register
def _(error: EnrollmentFailed) -> Notice:
    return Notice(
        title=QCoreApplication.translate("Notices", "Nothing was captured on {device}").format(
            device=error.device
        ),
        text=_capture(error.fault),
        advice=QCoreApplication.translate("Notices", "Try again, or choose another method."),
        details=details_text(error),
    )


def _room(room: Room) -> str:
    match room:
        case Room.USERS:
            return QCoreApplication.translate("Notices", "users")
        case Room.FACES:
            return QCoreApplication.translate("Notices", "faces")
        case Room.FINGERS:
            return QCoreApplication.translate("Notices", "fingerprints")
        case Room.PALMS:
            return QCoreApplication.translate("Notices", "palms")
    assert_never(room)


def _capture(fault: CaptureFault) -> str:
    match fault:
        case CaptureFault.FAILED_OR_CANCELLED:
            return QCoreApplication.translate(
                "Notices", "The capture failed, or somebody cancelled it at the device."
            )
        case CaptureFault.TOO_LATE:
            return QCoreApplication.translate(
                "Notices", "Nobody was captured within 90 seconds, so the capture was ended."
            )
        case CaptureFault.NO_DATA:
            return QCoreApplication.translate(
                "Notices", "The device said that it worked, but sent nothing to keep."
            )
        case CaptureFault.WRONG_DATA:
            return QCoreApplication.translate(
                "Notices", "The device sent something else than what was to be captured."
            )
    assert_never(fault)
