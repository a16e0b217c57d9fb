"""How what a device can do and holds is said: capabilities, kinds, concerns and their remedies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from msgspec import UNSET, Struct, UnsetType
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.info import DeviceCapabilities
from rollcall.ui.i18n import number
from rollcall.ui.words import drift_text
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.health import Concern, ConcernKind, Fullness, Kind, Remedy

__all__ = [
    "Ability",
    "abilities",
    "concern_text",
    "fleet_text",
    "kind_title",
    "kind_word",
    "remedy_word",
]


class Ability(Struct, frozen=True, kw_only=True):
    """One thing a device may be able to do; `can` is None where it does not say."""

    word: str
    can: bool | None
    reason: str
    """Why not, for where it is greyed."""


def abilities(of: DeviceCapabilities) -> tuple[Ability, ...]:
    """Tell a device's capabilities in words, in the order people ask for them."""
    return (
        _ability(
            QCoreApplication.translate("Words", "Faces"),
            of.face,
            QCoreApplication.translate("Words", "This device has no camera for faces."),
        ),
        _ability(
            QCoreApplication.translate("Words", "Faces in daylight"),
            of.visible_light_face,
            QCoreApplication.translate(
                "Words", "This device has no visible-light camera, so photos are of no use to it."
            ),
        ),
        _ability(
            QCoreApplication.translate("Words", "Fingerprints"),
            of.fingerprint,
            QCoreApplication.translate("Words", "This device has no fingerprint reader."),
        ),
        _ability(
            QCoreApplication.translate("Words", "Palms"),
            of.palm,
            QCoreApplication.translate("Words", "This device has no palm reader."),
        ),
        _ability(
            QCoreApplication.translate("Words", "Cards"),
            of.card,
            QCoreApplication.translate("Words", "This device has no card reader."),
        ),
        _ability(
            QCoreApplication.translate("Words", "Passwords"),
            of.password,
            QCoreApplication.translate("Words", "This device does not ask for passwords."),
        ),
        _ability(
            QCoreApplication.translate("Words", "Door control"),
            of.access_control,
            QCoreApplication.translate("Words", "This device does not control a door."),
        ),
        _ability(
            QCoreApplication.translate("Words", "Network cable"),
            of.ethernet,
            QCoreApplication.translate("Words", "This device has no network socket."),
        ),
        _ability(
            QCoreApplication.translate("Words", "Wi-Fi"),
            of.wifi,
            QCoreApplication.translate("Words", "This device has no Wi-Fi."),
        ),
    )


def kind_word(kind: Kind) -> str:
    """Name what is counted."""
    match kind:
        case Kind.USERS:
            return QCoreApplication.translate("Words", "Users")
        case Kind.FACES:
            return QCoreApplication.translate("Words", "Faces")
        case Kind.FINGERS:
            return QCoreApplication.translate("Words", "Fingerprints")
        case Kind.PALMS:
            return QCoreApplication.translate("Words", "Palms")
        case Kind.RECORDS:
            return QCoreApplication.translate("Words", "Attendance records")
    assert_never(kind)


def kind_title(kind: Kind) -> str:
    """Name what is counted in one word, for a line with little room."""
    if kind is Kind.RECORDS:
        return QCoreApplication.translate("Words", "Records")
    return kind_word(kind)


def fleet_text(devices: Sequence[FleetDevice]) -> str:
    """Count the devices in the list: ours, and those that were found."""
    ours = sum(each.is_ours for each in devices)
    found = len(devices) - ours
    parts = []
    if ours == 1:
        parts.append(QCoreApplication.translate("Words", "1 device"))
    elif ours:
        parts.append(QCoreApplication.translate("Words", "%n devices", None, ours))
    if found == 1:
        parts.append(QCoreApplication.translate("Words", "1 found that is not in your list yet"))
    elif found:
        parts.append(
            QCoreApplication.translate(
                "Words", "%n found that are not in your list yet", None, found
            )
        )
    return " · ".join(parts) or QCoreApplication.translate(
        "Words", "The attendance and door devices you look after"
    )


def remedy_word(remedy: Remedy) -> str:
    """Name the button that helps."""
    match remedy:
        case Remedy.ADD:
            return QCoreApplication.translate("Words", "Add")
        case Remedy.SET_KEY:
            return QCoreApplication.translate("Words", "Set key")
        case Remedy.TRY_AGAIN:
            return QCoreApplication.translate("Words", "Try again")
        case Remedy.FIND:
            return QCoreApplication.translate("Words", "Find devices")
        case Remedy.SHOW_DEVICE:
            return QCoreApplication.translate("Words", "Show device")
        case Remedy.OPEN_USERS:
            return QCoreApplication.translate("Words", "Open users")
    assert_never(remedy)


def concern_text(concern: Concern) -> str:
    """Tell in a sentence what somebody should look after."""
    match concern.kind:
        case ConcernKind.UNREACHABLE:
            text = QCoreApplication.translate("Words", "{device} does not answer.")
        case ConcernKind.KEY_NEEDED:
            text = QCoreApplication.translate("Words", "{device} wants another API key.")
        case ConcernKind.WRONG_DEVICE:
            text = QCoreApplication.translate(
                "Words", "Another device answers at the address of {device}."
            )
        case ConcernKind.NOT_PRIVATE:
            text = QCoreApplication.translate(
                "Words", "{device} shows another certificate than the one you trusted."
            )
        case ConcernKind.UNPROVEN:
            text = QCoreApplication.translate(
                "Words", "What answers at the address of {device} was not recognised."
            )
        case ConcernKind.ROOM:
            return _room_text(concern)
        case ConcernKind.CLOCK:
            drift = concern.drift or timedelta()
            return QCoreApplication.translate(
                "Words", "The clock of {device} is wrong: {drift}."
            ).format(device=concern.device.name, drift=_lowered(drift_text(drift)))
        case _:
            assert_never(concern.kind)
    return text.format(device=concern.device.name)


def _room_text(concern: Concern) -> str:
    room = concern.capacity
    if room is None or room.used is None or room.limit is None:
        raise ValueError(concern)
    if room.fullness is Fullness.FULL:
        text = QCoreApplication.translate("Words", "{device} is full: {used} of {limit} {kind}.")
    else:
        text = QCoreApplication.translate(
            "Words", "{device} is nearly full: {used} of {limit} {kind}."
        )
    return text.format(
        device=concern.device.name,
        used=number(room.used),
        limit=number(room.limit),
        kind=_lowered(kind_word(room.kind)),
    )


def _ability(word: str, can: bool | UnsetType, reason: str) -> Ability:
    return Ability(word=word, can=None if can is UNSET else bool(can), reason=reason)


def _lowered(text: str) -> str:
    """Put a text of ours into the middle of a sentence."""
    return text[:1].lower() + text[1:]
