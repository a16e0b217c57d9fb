"""What a plan says in words."""

from __future__ import annotations

from typing import Any

import pytest

from rollcall.protocol.errors import Room, Unreachable
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import Privilege, UserId
from rollcall.ui.copy_words import CopyCounts, decision_word, details_text, kind_word, outcome_text
from rollcall.ui.models.copy_plan import columns, plan_row
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.fitting import LeftOut, Why
from rollcall.usecases.copying.likeness import Difference, Way
from rollcall.usecases.copying.plan import Decision, Kind, PlannedUser, Terms

USUAL, EQUAL = Terms(), Terms(with_removals=True)
STORE = DeviceUid("store")


def a_row(kind: Kind, **members: Any) -> PlannedUser:
    members.setdefault("decision", Decision.SKIP)
    return PlannedUser(target=STORE, user_id=UserId("7"), name="Ann Lee", kind=kind, **members)


@pytest.mark.parametrize(
    ("row", "terms", "said"),
    [
        (a_row(Kind.NEW), USUAL, "Name only"),
        (a_row(Kind.NEW, parts={Part.FACE: 1, Part.FINGERS: 2}), USUAL, "Face, 2 fingers"),
        (
            a_row(
                Kind.NEW,
                parts={Part.CARD: 1},
                left_out=(LeftOut(Part.PALMS, Why.NO_READER),),
            ),
            USUAL,
            "Card · without palms",
        ),
        (
            a_row(Kind.DIFFERENT, differences=(Difference(Part.FINGERS, 3, 1, Way.MORE),)),
            USUAL,
            "Adds 2 fingers",
        ),
        (
            a_row(Kind.DIFFERENT, differences=(Difference(Part.FACE, 1, 1, Way.OTHER),)),
            USUAL,
            "Replaces face",
        ),
        (
            a_row(
                Kind.DIFFERENT,
                differences=(
                    Difference(Part.NAME, 1, 1, Way.OTHER),
                    Difference(Part.CARD, 1, 0, Way.MISSING),
                ),
                other_name="Anne Lee",
            ),
            USUAL,
            "Name: Anne Lee → Ann Lee, adds card",
        ),
        (
            a_row(Kind.DIFFERENT, differences=(Difference(Part.CARD, 0, 1, Way.LESS),)),
            USUAL,
            "Keeps card",
        ),
        (
            a_row(Kind.DIFFERENT, differences=(Difference(Part.FINGERS, 1, 3, Way.LESS),)),
            EQUAL,
            "Takes away 2 fingers",
        ),
        (
            a_row(Kind.NEW, parts={Part.CARD: 1}, raised_to=Privilege.MANAGER),
            USUAL,
            "Card · more rights: Manager",
        ),
        (
            a_row(
                Kind.DIFFERENT,
                differences=(Difference(Part.PRIVILEGE, 1, 1, Way.OTHER),),
                raised_to=Privilege.ADMINISTRATOR,
            ),
            USUAL,
            "More rights: Administrator",
        ),
        (
            a_row(
                Kind.DIFFERENT,
                differences=(
                    Difference(Part.PRIVILEGE, 1, 1, Way.OTHER),
                    Difference(Part.CARD, 1, 0, Way.MISSING),
                ),
            ),
            USUAL,
            "Replaces privilege, adds card",
        ),
        (
            a_row(Kind.DOES_NOT_FIT, room=Room.FACES, raised_to=Privilege.MANAGER),
            USUAL,
            "No room for more faces",
        ),
        (a_row(Kind.ANOTHER_PERSON, other_name="Rosa Diaz"), USUAL, "Rosa Diaz on Warehouse"),
        (a_row(Kind.DOES_NOT_FIT, room=Room.FACES), USUAL, "No room for more faces"),
        (
            a_row(Kind.DOES_NOT_FIT, error=Unreachable("Warehouse")),
            USUAL,
            "Warehouse does not answer",
        ),
        (
            a_row(Kind.SAME, is_in_other_bytes=True),
            USUAL,
            "As many templates, in another form",
        ),
    ],
)
def test_a_row_says_what_becomes_of_the_target(row: PlannedUser, terms: Terms, said: str) -> None:
    assert outcome_text(row, terms, target="Warehouse") == said


@pytest.mark.parametrize("why", Why)
def test_what_is_left_out_is_said_in_a_sentence(why: Why) -> None:
    row = a_row(Kind.NEW, left_out=(LeftOut(Part.FACE, why),), new_department="Night")
    said = details_text(row, USUAL, source="Front door", target="Warehouse")
    assert said.startswith("Ann Lee is not on Warehouse yet. ")
    assert "{" not in said
    assert len(said) > len("Ann Lee is not on Warehouse yet. ")


def test_more_rights_are_said_in_a_sentence() -> None:
    row = a_row(Kind.NEW, raised_to=Privilege.MANAGER)
    assert details_text(row, USUAL, source="Front door", target="Warehouse") == (
        "Ann Lee is not on Warehouse yet. Ann Lee gets more rights on Warehouse: Manager."
    )


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_word_and_a_sentence(kind: Kind) -> None:
    row = a_row(kind, room=Room.USERS, other_name="Rosa Diaz")
    assert kind_word(kind)
    assert "{" not in details_text(row, USUAL, source="Front door", target="Warehouse")


def test_decisions_are_told_apart() -> None:
    assert decision_word(a_row(Kind.NEW, decision=Decision.COPY)) == "Add"
    assert decision_word(a_row(Kind.DIFFERENT, decision=Decision.COPY)) == "Change"
    assert decision_word(a_row(Kind.ANOTHER_PERSON, decision=Decision.OVERWRITE)) == "Overwrite"
    assert decision_word(a_row(Kind.NEW)) == "Left out"


def test_counts_have_plural_forms() -> None:
    words = CopyCounts()
    assert words.verb(1) == "Copy 1 user"
    assert words.verb(1240) == "Copy 1,240 users"
    assert words.headline(0, where="Gate") == "Nothing will be copied to Gate"
    assert words.rest({Kind.SAME: 2, Kind.DOES_NOT_FIT: 1}, 0) == (
        "2 are there already and the same. 1 does not fit."
    )
    assert words.free(0) == "full"


def test_every_column_shows_a_text() -> None:
    row = plan_row(a_row(Kind.NEW), USUAL, lambda _: "Warehouse")
    assert [column.text(row) for column in columns()] == [
        "Warehouse", "7", "Ann Lee", "New", "Name only", "Left out",
    ]  # fmt: skip
