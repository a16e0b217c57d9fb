"""The ways to enroll, and what a capture gave: checked, and never shown."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Final

from msgspec import UNSET, Struct

from rollcall.protocol.command import Change
from rollcall.protocol.enrollment import (
    BeginEnrollCard,
    BeginEnrollFace,
    BeginEnrollFinger,
    BeginEnrollPalm,
    JobCreated,
    JobStatus,
)
from rollcall.protocol.errors import CaptureFault, EnrollmentFailed, InputProblem, InvalidInput
from rollcall.protocol.info import DeviceCapabilities
from rollcall.protocol.users import CARD_NUMBER_MAX, UserInfo

__all__ = ["Captured", "Method", "begin_command", "can", "captured_of", "card_number", "is_stored"]

_DIGITS: Final = re.compile(r"[0-9]+")


class Method(StrEnum):
    """How somebody is enrolled; the words are kept in the journal, so they never change."""

    FACE = "face"
    FINGER = "finger"
    PALM = "palm"
    CARD = "card"
    CARD_NUMBER = "card number"
    """Typed; nothing is captured."""

    @property
    def is_captured(self) -> bool:
        """Whether the device has to capture it."""
        return self is not Method.CARD_NUMBER


class Captured(Struct, frozen=True, kw_only=True):
    """One credential that is to be saved: a template, or the number of a card."""

    method: Method
    template: bytes = b""
    card: str = ""
    entry: int | None = None
    """The journal's entry, open until the credential is saved or given up."""

    def __repr__(self) -> str:
        return f"Captured({self.method.value!r})"


def begin_command(method: Method) -> Change[JobCreated]:
    """Give the command that begins a capture. Raises `ValueError` for what is typed."""
    match method:
        case Method.FACE:
            return BeginEnrollFace()
        case Method.FINGER:
            return BeginEnrollFinger()
        case Method.PALM:
            return BeginEnrollPalm()
        case Method.CARD:
            return BeginEnrollCard()
        case Method.CARD_NUMBER:
            raise ValueError(method)


def can(capabilities: DeviceCapabilities | None, method: Method) -> bool | None:
    """Tell whether a device can do it; None where it does not say (protocol-notes D5)."""
    if capabilities is None:
        return None
    told = {
        Method.FACE: capabilities.face,
        Method.FINGER: capabilities.fingerprint,
        Method.PALM: capabilities.palm,
        Method.CARD: capabilities.card,
        Method.CARD_NUMBER: capabilities.card,
    }[method]
    return None if told is UNSET else bool(told)


def captured_of(method: Method, status: JobStatus, *, device: str) -> Captured:
    """Take the credential out of a job that succeeded. Raises `EnrollmentFailed`.

    The member of the job's own kind counts. The data of another kind is refused even where it is
    the only one (reliability 4.7; protocol-notes E5 would take it): a number that a device gave
    twice may bring somebody else's capture.
    """
    members: dict[Method, Any] = {
        Method.FACE: status.face,
        Method.FINGER: status.finger,
        Method.PALM: status.palm,
        Method.CARD: status.card,
    }
    there = {kind: value for kind, value in members.items() if value is not UNSET and value}
    if method not in there:
        fault = CaptureFault.WRONG_DATA if there else CaptureFault.NO_DATA
        raise EnrollmentFailed(device, fault=fault)
    if method is not Method.CARD:
        return Captured(method=method, template=there[method])
    try:
        return Captured(method=method, card=card_number(there[method]))
    except InvalidInput as error:
        raise EnrollmentFailed(device, fault=CaptureFault.WRONG_DATA) from error


def card_number(text: str) -> str:
    """Give a card number as devices keep it: decimal, 1 to 4294967295, no zeros in front.

    Raises `InvalidInput("card", ...)`.
    """
    text = text.strip()
    if not text:
        raise InvalidInput("card", InputProblem.EMPTY)
    if not _DIGITS.fullmatch(text):
        raise InvalidInput("card", InputProblem.NOT_DIGITS)
    digits = text.lstrip("0")
    if not digits or len(digits) > len(str(CARD_NUMBER_MAX)) or int(digits) > CARD_NUMBER_MAX:
        raise InvalidInput("card", InputProblem.OUT_OF_RANGE)
    return digits


def is_stored(info: UserInfo, captured: Captured) -> bool:
    """Whether a user has this very credential already."""
    match captured.method:
        case Method.FACE:
            return info.face == captured.template
        case Method.FINGER:
            return info.fingers is not UNSET and captured.template in info.fingers
        case Method.PALM:
            return info.palms is not UNSET and captured.template in info.palms
        case Method.CARD | Method.CARD_NUMBER:
            return info.card is not UNSET and info.card.lstrip("0") == captured.card
