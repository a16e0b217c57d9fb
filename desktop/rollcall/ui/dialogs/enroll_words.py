"""What the wizard "Enroll" says: to the person at the PC, about the one at the device."""

from __future__ import annotations

from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.protocol.errors import EnrollmentFailed
from rollcall.store.values import RememberedUser
from rollcall.ui.i18n import number
from rollcall.ui.notices import describe
from rollcall.ui.receipt_words import reason_text
from rollcall.ui.theme import Tone
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.offers import Effect, Offer
from rollcall.usecases.enrolling.queue import PersonOutcome

__all__ = [
    "METHOD_ICONS",
    "EnrollCounts",
    "ask_text",
    "method_word",
    "offer_text",
    "outcome_text",
    "outcome_tone",
    "person_name",
    "saved_text",
    "thing",
]

METHOD_ICONS: Final = {
    Method.FACE: "scan-face",
    Method.FINGER: "fingerprint",
    Method.PALM: "hand",
    Method.CARD: "credit-card",
    Method.CARD_NUMBER: "rectangle-ellipsis",
}


def person_name(person: RememberedUser, *, longest: int = 48) -> str:
    """Give what somebody is called, cut where it is too long; the ID where there is no name."""
    if not person.name:
        return QCoreApplication.translate("Enroll", "User {id}").format(id=person.id)
    return person.name if len(person.name) <= longest else f"{person.name[: longest - 1]}…"


def method_word(method: Method) -> str:
    """Name a way to enroll."""
    match method:
        case Method.FACE:
            return QCoreApplication.translate("Enroll", "Face")
        case Method.FINGER:
            return QCoreApplication.translate("Enroll", "Fingerprint")
        case Method.PALM:
            return QCoreApplication.translate("Enroll", "Palm")
        case Method.CARD:
            return QCoreApplication.translate("Enroll", "Card, read at the device")
        case Method.CARD_NUMBER:
            return QCoreApplication.translate("Enroll", "Card number, typed here")
    assert_never(method)


def thing(method: Method) -> str:
    """Name what is stored, as it begins a sentence."""
    if method in {Method.CARD, Method.CARD_NUMBER}:
        return QCoreApplication.translate("Enroll", "Card")
    return method_word(method)


def offer_text(offer: Offer, person: RememberedUser, *, device: str) -> str:
    """Tell what a method would do for a person, or why it cannot be chosen."""
    match offer.effect:
        case Effect.UNABLE:
            text = _unable(offer.method)
        case Effect.FULL:
            text = QCoreApplication.translate(
                "Enroll", "{name} has {n} fingerprints already, and a device takes no more."
            )
        case Effect.REPLACES if offer.method is Method.FACE:
            text = QCoreApplication.translate(
                "Enroll", "{name} has a face on {device}. The new one takes its place."
            )
        case Effect.REPLACES:
            text = QCoreApplication.translate(
                "Enroll", "{name} has a card on {device}. The new one takes its place."
            )
        case Effect.ADDS if offer.method is Method.FINGER:
            text = QCoreApplication.translate(
                "Enroll", "{device} has {n} of {name} already. The new one is added."
            )
        case Effect.ADDS:
            text = QCoreApplication.translate(
                "Enroll", "{device} has one of {name} already. The new one is added."
            )
        case Effect.NEW:
            text = ""
    return text.format(name=person_name(person), device=device, n=number(offer.there))


def ask_text(method: Method, person: RememberedUser, *, device: str) -> str:
    """Say what the person at the PC should ask of the one at the device."""
    match method:
        case Method.FACE:
            text = QCoreApplication.translate(
                "Enroll", "Ask {name} to look at the camera of {device}"
            )
        case Method.FINGER:
            text = QCoreApplication.translate(
                "Enroll", "Ask {name} to put a finger on the reader of {device}"
            )
        case Method.PALM:
            text = QCoreApplication.translate(
                "Enroll", "Ask {name} to hold a palm in front of {device}"
            )
        case Method.CARD | Method.CARD_NUMBER:
            text = QCoreApplication.translate(
                "Enroll", "Ask {name} to hold the card to the reader of {device}"
            )
    return text.format(name=person_name(person), device=device)


def saved_text(method: Method, *, device: str) -> str:
    """Say what is proven now."""
    match method:
        case Method.FACE:
            text = QCoreApplication.translate("Enroll", "Face stored on {device} and read back")
        case Method.FINGER:
            text = QCoreApplication.translate(
                "Enroll", "Fingerprint stored on {device} and read back"
            )
        case Method.PALM:
            text = QCoreApplication.translate("Enroll", "Palm stored on {device} and read back")
        case Method.CARD | Method.CARD_NUMBER:
            text = QCoreApplication.translate("Enroll", "Card stored on {device} and read back")
    return text.format(device=device)


def outcome_text(outcome: PersonOutcome) -> str:
    """Tell in a few words what became of a person of the queue."""
    if outcome.saved:
        things = dict.fromkeys(thing(each) for each in outcome.saved)
        return QCoreApplication.translate("Enroll", "{things} stored and read back").format(
            things=", ".join(things)
        )
    if isinstance(outcome.error, EnrollmentFailed):
        return describe(outcome.error).text
    if outcome.error is not None:
        return describe(outcome.error).title
    if outcome.receipt is not None:
        return reason_text(outcome.receipt)
    return QCoreApplication.translate("Enroll", "Skipped")


def outcome_tone(outcome: PersonOutcome) -> Tone:
    """Tell how good that is."""
    if outcome.saved:
        return Tone.GOOD
    is_failed = outcome.error is not None or outcome.receipt is not None
    return Tone.DANGER if is_failed else Tone.NEUTRAL


class EnrollCounts(QObject):
    """Says how many; an object, because `pyside6-lupdate` sees plural forms in `self.tr` alone."""

    def left(self, seconds: int) -> str:
        """Say how much time is left."""
        return (
            self.tr("1 second left") if seconds == 1 else self.tr("%Ln seconds left", "", seconds)
        )

    def enrolled(self, fine: int, total: int) -> str:
        """Say how many of several people are enrolled."""
        return self.tr("{n} of %Ln users enrolled and read back", "", total).format(n=number(fine))

    def chosen(self, count: int) -> str:
        """Say how many people were chosen."""
        if count == 0:
            return self.tr("Nobody chosen yet")
        return self.tr("1 user chosen") if count == 1 else self.tr("%Ln users chosen", "", count)

    def looked(self, done: int, total: int) -> str:
        """Say through how many users was looked."""
        return self.tr("{n} of %Ln users", "", total).format(n=number(done))


def _unable(method: Method) -> str:
    match method:
        case Method.FACE:
            return QCoreApplication.translate("Enroll", "{device} cannot capture faces.")
        case Method.FINGER:
            return QCoreApplication.translate("Enroll", "{device} cannot capture fingerprints.")
        case Method.PALM:
            return QCoreApplication.translate("Enroll", "{device} cannot capture palms.")
        case Method.CARD:
            return QCoreApplication.translate("Enroll", "{device} cannot read cards.")
        case Method.CARD_NUMBER:
            return QCoreApplication.translate("Enroll", "{device} has no card reader.")
    assert_never(method)
