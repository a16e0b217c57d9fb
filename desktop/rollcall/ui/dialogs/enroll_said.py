"""What a step of the wizard "Enroll" says while something happens, or when it has ended."""

from __future__ import annotations

from msgspec import UNSET, Struct
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.errors import OutcomeUnknown, Refused
from rollcall.protocol.users import UserInfo
from rollcall.ui.dialogs.enroll_words import METHOD_ICONS, ask_text, person_name, saved_text
from rollcall.ui.notices import describe
from rollcall.ui.receipt_words import details_text
from rollcall.ui.theme import Tone
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.steps import EnrollSteps
from rollcall.usecases.enrolling.wizard import Step

__all__ = ["Said", "said"]


class Said(Struct, frozen=True, kw_only=True):
    """What one step shows: a sign, a headline and what there is to add."""

    icon: str
    tone: Tone
    headline: str
    text: str = ""


def said(steps: EnrollSteps) -> Said:
    """Say what a step is about, where it is not one in which something is chosen."""
    method = steps.method or Method.FACE
    device, person = steps.device.label, steps.queue.person
    icon = METHOD_ICONS[method]
    match steps.step:
        case Step.WAITING:
            return Said(
                icon=icon,
                tone=Tone.INFO,
                headline=ask_text(method, person, device=device),
                text=_hint(method, steps.attempts.info),
            )
        case Step.CHECKING:
            headline = QCoreApplication.translate(
                "Enroll", "Looking whether somebody else has this card …"
            )
            return Said(icon=icon, tone=Tone.INFO, headline=headline)
        case Step.SAVING:
            headline = QCoreApplication.translate("Enroll", "Saving it to {name} …")
            text = QCoreApplication.translate("Enroll", "It is read back from {device} as proof.")
            return Said(
                icon=icon,
                tone=Tone.INFO,
                headline=headline.format(name=person_name(person)),
                text=text.format(device=device),
            )
        case Step.SAVED:
            headline = saved_text(method, device=device)
            text = QCoreApplication.translate("Enroll", "{name} can use it there now.")
            return Said(
                icon="circle-check",
                tone=Tone.GOOD,
                headline=headline,
                text=text.format(name=person_name(person)),
            )
        case Step.TAKEN:
            return _taken(steps)
        case Step.FAILED:
            return _failed(steps)
    headline = QCoreApplication.translate("Enroll", "{device} is asked to begin …")
    return Said(icon=icon, tone=Tone.INFO, headline=headline.format(device=device))


def _hint(method: Method, info: UserInfo | None) -> str:
    """Add what helps at the device, and what will be replaced."""
    if method is Method.FINGER:
        return QCoreApplication.translate(
            "Enroll", "The device asks for the same finger several times."
        )
    if method is Method.FACE and info is not None and info.face is not UNSET and info.face:
        return QCoreApplication.translate("Enroll", "It takes the place of the face stored there.")
    return ""


def _taken(steps: EnrollSteps) -> Said:
    owner = steps.attempts.owner
    headline = QCoreApplication.translate("Enroll", "This card belongs to {owner}")
    text = QCoreApplication.translate(
        "Enroll",
        "On {device}, {owner} (ID {id}) has this card. If {name} gets it too, the device cannot "
        "tell the two apart by it.",
    )
    name = person_name(owner) if owner is not None else ""
    return Said(
        icon="triangle-alert",
        tone=Tone.WARNING,
        headline=headline.format(owner=name),
        text=text.format(
            device=steps.device.label,
            owner=name,
            id=owner.id if owner is not None else "",
            name=person_name(steps.queue.person),
        ),
    )


def _failed(steps: EnrollSteps) -> Said:
    error, device = steps.attempts.error, steps.device.label
    if steps.is_cleared:
        headline = QCoreApplication.translate("Enroll", "Every capture on {device} was ended")
        text = QCoreApplication.translate("Enroll", "Try again now.")
        return Said(icon="info", tone=Tone.INFO, headline=headline.format(device=device), text=text)
    if steps.may_end_others and isinstance(error, Refused):
        headline = QCoreApplication.translate("Enroll", "{device} did not begin")
        text = QCoreApplication.translate(
            "Enroll",
            "Somebody else may be enrolling there right now, or using its menu. Wait a moment and "
            "try again. Its own word for the reason is: {code}",
        )
        return _danger(headline.format(device=device), text.format(code=error.code))
    if steps.may_end_others and isinstance(error, OutcomeUnknown):
        headline = QCoreApplication.translate("Enroll", "It is not certain whether {device} began")
        text = QCoreApplication.translate(
            "Enroll",
            "The connection broke before {device} could confirm. It ends a capture by itself after "
            "a minute or so; nothing is stored. Wait for that, then try again.",
        )
        return _danger(headline.format(device=device), text.format(device=device))
    if error is not None:
        notice = describe(error)
        return _danger(notice.title, f"{notice.text} {notice.advice}".strip())
    headline = QCoreApplication.translate("Enroll", "Not stored as it was captured")
    text = details_text(steps.attempts.receipt) if steps.attempts.receipt is not None else ""
    return Said(icon="triangle-alert", tone=Tone.WARNING, headline=headline, text=text)


def _danger(headline: str, text: str) -> Said:
    return Said(icon="octagon-alert", tone=Tone.DANGER, headline=headline, text=text)
