"""What a comparison says in words."""

from __future__ import annotations

from typing import Any

import pytest

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.ui.compare_words import CompareCounts, standing_word, what_text
from rollcall.ui.models.comparison import columns, comparison_row
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.compare import ComparedUser, Standing
from rollcall.usecases.copying.likeness import Likeness

GATE, STORE = DeviceUid("Gate"), DeviceUid("Warehouse")


def likeness(name: str) -> Likeness:
    return Likeness(name=name, department="Sales", privilege="user", marks={Part.FACE: (b"m",)})


def a_user(standing: Standing, **members: Any) -> ComparedUser:
    members.setdefault("seen", {GATE: likeness("Ann Lee")})
    return ComparedUser(id=UserId("7"), name="Ann Lee", standing=standing, **members)


@pytest.mark.parametrize(
    ("user", "said"),
    [
        (a_user(Standing.MISSING, missing=(STORE,)), "Not on Warehouse"),
        (
            a_user(Standing.MISSING, missing=(STORE,), differing=(Part.FACE,)),
            "Not on Warehouse · not the same: face",
        ),
        (
            a_user(Standing.DIFFERENT, differing=(Part.NAME, Part.CARD)),
            "Not the same: name, card",
        ),
        (
            a_user(
                Standing.ANOTHER_PERSON,
                differing=(Part.NAME,),
                seen={GATE: likeness("Ann Lee"), STORE: likeness("Rosa Diaz")},
            ),
            "Ann Lee on Gate, Rosa Diaz on Warehouse",
        ),
        (a_user(Standing.UNSURE, unsure=(STORE,)), "Could not be read on Warehouse"),
        (a_user(Standing.SAME), ""),
    ],
)
def test_a_row_says_where_and_what(user: ComparedUser, said: str) -> None:
    assert what_text(user, str) == said


def test_each_standing_has_a_word() -> None:
    assert len({standing_word(each) for each in Standing}) == len(Standing)


def test_counts_have_plural_forms() -> None:
    words = CompareCounts()
    assert words.headline({Standing.SAME: 3}) == "All users are the same on these devices"
    assert words.headline({Standing.MISSING: 1}) == "1 user is not the same everywhere"
    assert words.verb(2) == "Bring 2 users in line"
    assert words.verb(0) == "Bring users in line"
    assert words.others(2).startswith("2 of these IDs are other people")
    assert words.nothing_more(2, device="Gate").startswith(
        "2 of these stay as they are: Gate has nothing to add"
    )
    assert words.not_there(2, device="Gate").startswith("2 of these are not on Gate")


def test_a_user_is_a_row_of_the_grid_of_a_device_that_has_her() -> None:
    user = a_user(Standing.MISSING, missing=(STORE,))
    remembered = user.remembered(GATE)
    assert remembered is not None
    assert (remembered.name, remembered.face, remembered.card) == ("Ann Lee", True, None)
    assert user.remembered(STORE) is None


def test_every_column_shows_a_text() -> None:
    row = comparison_row(a_user(Standing.MISSING, missing=(STORE,)), str)
    said = [column.text(row) for column in columns()]
    assert said == ["7", "Ann Lee", "Missing", "Not on Warehouse"]
