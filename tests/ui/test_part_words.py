from __future__ import annotations

import pytest

from rollcall.ui.part_words import lost_text, part_text, part_word, parts_text
from rollcall.usecases.changing.receipt import Part, PartReceipt
from tests.ui.receipt_fakes import part

pytestmark = pytest.mark.usefixtures("qapp")


def test_every_part_has_a_word_of_its_own() -> None:
    assert len({part_word(each) for each in Part}) == len(Part)


@pytest.mark.parametrize(
    ("of", "text"),
    [
        (part(Part.FACE, 1, 1), "face"),
        (part(Part.FACE, 1, 0, fine=False), "face not stored"),
        (part(Part.FACE, 1, 1, fine=False), "face not as sent"),
        (part(Part.FACE, 0, 0), "face removed"),
        (part(Part.FACE, 0, 1, fine=False), "face still there"),
        (part(Part.FINGERS, 2, 2), "2 of 2 fingers"),
        (part(Part.FINGERS, 1, 1), "1 of 1 finger"),
        (part(Part.FINGERS, 2, 1, fine=False), "1 of 2 fingers"),
        (part(Part.FINGERS, 2, 2, fine=False), "2 of 2 fingers, but others"),
        (part(Part.FINGERS, 2, 2, other_bytes=True), "2 of 2 fingers"),
        (part(Part.PALMS, 1, 1), "1 of 1 palm"),
        (part(Part.CARD, 1, 1, fine=False), "card not as sent"),
        (part(Part.PASSWORD, 1, 1), "password"),
        (part(Part.CARD, 1, 0, unsupported=True), "card not stored by this device"),
        (part(Part.FINGERS, 2, 0, unsupported=True), "fingers not stored by this device"),
        (part(Part.FACE, 1, 0, lost=1), "face lost"),
        (part(Part.FACE, 0, 0, lost=1), "face lost"),
        (part(Part.FINGERS, 3, 2, lost=1), "2 of 3 fingers, 1 lost"),
        (part(Part.PALMS, 1, 0, lost=2), "0 of 1 palm, 2 lost"),
    ],
)
def test_a_part_says_what_the_device_stores(of: PartReceipt, text: str) -> None:
    assert part_text(of) == text


def test_credentials_are_named_before_texts() -> None:
    assert parts_text([part(Part.NAME, 1, 1), part(Part.FACE, 1, 1)]) == "face, name"


def test_nothing_is_said_of_what_was_not_lost() -> None:
    assert lost_text([part(Part.FINGERS, 3, 1, fine=False)]) == ""


def test_what_is_lost_says_where_it_is_held_and_how_it_comes_back() -> None:
    assert lost_text([part(Part.FACE, 1, 0, lost=1)]) == (
        "The device lost a face, finger or palm that was to stay. "
        "Rollcall holds what is lost until it is closed: Undo tries to bring it back."
    )


def test_what_is_held_in_the_journal_too_says_that_the_next_start_tries_again() -> None:
    said = lost_text(
        [part(Part.FACE, 1, 0, lost=1, kept=True), part(Part.FINGERS, 3, 1, lost=2, kept=True)]
    )
    assert said.startswith("The device lost 3 faces, fingers or palms that were to stay.")
    assert "encrypted" in said
    assert "next start" in said
