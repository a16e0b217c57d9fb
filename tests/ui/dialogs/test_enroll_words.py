from __future__ import annotations

import pytest
from msgspec.structs import replace

from rollcall.protocol.errors import CaptureFault, EnrollmentFailed, Unreachable
from rollcall.ui.dialogs.enroll_words import (
    METHOD_ICONS,
    EnrollCounts,
    ask_text,
    method_word,
    offer_text,
    outcome_text,
    outcome_tone,
    person_name,
    saved_text,
    thing,
)
from rollcall.ui.theme import Tone, pixmap
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.offers import offer
from rollcall.usecases.enrolling.queue import PersonOutcome
from tests.usecases.enrolling.made_up import ANN, UID

FULL = replace(ANN, face=True, fingers=2, palms=1, card=True)


@pytest.mark.parametrize("method", Method)
def test_every_method_has_its_words_and_its_icon(method: Method) -> None:
    assert method_word(method)
    assert not pixmap(METHOD_ICONS[method]).isNull()
    for text in (
        ask_text(method, ANN, device="Gate"),
        saved_text(method, device="Gate"),
        offer_text(offer(method, ANN, can=False), ANN, device="Gate"),
        offer_text(offer(method, FULL, can=True), FULL, device="Gate"),
    ):
        assert "Gate" in text
        assert "{" not in text
    assert offer_text(offer(method, ANN, can=True), ANN, device="Gate") == ""


def test_what_is_replaced_is_said_before() -> None:
    text = offer_text(offer(Method.FACE, FULL, can=True), FULL, device="Gate")
    assert text == "Ann has a face on Gate. The new one takes its place."
    full = replace(ANN, fingers=10)
    text = offer_text(offer(Method.FINGER, full, can=True), full, device="Gate")
    assert text == "Ann has 10 fingerprints already, and a device takes no more."


def test_somebody_without_a_name_is_called_by_the_id() -> None:
    assert person_name(replace(ANN, name="")) == "User 7"
    assert "User 7" in ask_text(Method.FACE, replace(ANN, name=""), device="Gate")


def test_a_typed_card_is_a_card() -> None:
    assert thing(Method.CARD_NUMBER) == thing(Method.CARD) == "Card"


def test_what_became_of_somebody_is_said() -> None:
    lost = Unreachable("Gate")
    failed = EnrollmentFailed("Gate", fault=CaptureFault.TOO_LATE)
    differs = Receipt(device=UID, user_id=ANN.id, name="Ann", verdict=Verdict.UNKNOWN)
    cases: tuple[tuple[dict[str, object], str, Tone], ...] = (
        ({"saved": (Method.FACE, Method.FINGER, Method.FINGER)}, "Face, Fingerprint", Tone.GOOD),
        ({"error": lost}, "does not answer", Tone.DANGER),
        ({"error": failed}, "90 seconds", Tone.DANGER),
        ({"receipt": differs}, "nobody can tell", Tone.DANGER),
        ({}, "Skipped", Tone.NEUTRAL),
    )
    for how, part, tone in cases:
        outcome = replace(PersonOutcome(person=ANN), **how)
        assert part in outcome_text(outcome)
        assert outcome_tone(outcome) is tone


def test_counts_are_words(qapp: object) -> None:
    counts = EnrollCounts()
    assert counts.left(1) == "1 second left"
    assert counts.chosen(0) == "Nobody chosen yet"
    assert counts.chosen(1) == "1 user chosen"
    assert counts.enrolled(1, 2).startswith("1 of ")
    assert counts.looked(3, 1000).startswith("3 of ")
