from __future__ import annotations

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from rollcall.protocol.errors import InputProblem, InvalidInput
from rollcall.protocol.users import Privilege, SetUserInfo, UserId, UserInfo
from rollcall.ui.dialogs.edit_user_draft import (
    Consequence,
    UserDraft,
    change_of,
    checked,
    consequences,
    is_raising,
    parts_changed,
    rebased,
    revived,
)

ANN = UserInfo(
    id=UserId("007"),
    name="Ann",
    department="Office",
    privilege=Privilege.MANAGER,
    password="0123",
    card="77",
    fingers=(b"a",),
)
NEW = UserDraft(id="008", name="Bob")


def test_what_was_not_touched_is_not_sent() -> None:
    assert change_of(UserDraft.of(ANN), ANN) == SetUserInfo(id=ANN.id)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ({"name": "Anna"}, ("name",)),
        ({"department": "Sales"}, ("department",)),
        ({"privilege": Privilege.USER}, ("privilege",)),
        ({"password": "0124"}, ("password",)),
        ({"password": "0123"}, ()),
        ({"card": "78"}, ("card",)),
        ({"card": "0077"}, ()),  # the same card
    ],
)
def test_only_what_changed_is_sent(typed: dict[str, object], sent: tuple[str, ...]) -> None:
    change = change_of(replace(UserDraft.of(ANN), **typed), ANN)
    assert parts_changed(change) == sent


def test_a_new_user_is_sent_with_name_department_and_privilege() -> None:
    change = change_of(replace(NEW, department="Sales", password="007"), None)
    assert parts_changed(change) == ("name", "department", "privilege", "password")
    assert change.password == "007"
    assert change.card is UNSET


@pytest.mark.parametrize(
    ("typed", "field", "problem"),
    [
        ({"id": ""}, "id", InputProblem.EMPTY),
        ({"id": "1 2"}, "id", InputProblem.BAD_CHARACTERS),
        ({"id": "1" * 65}, "id", InputProblem.TOO_LONG),
        ({"name": "  "}, "name", InputProblem.EMPTY),
        ({"name": "A\nB"}, "name", InputProblem.BAD_CHARACTERS),
        ({"name": "A" * 201}, "name", InputProblem.TOO_LONG),
        ({"password": "12a"}, "password", InputProblem.NOT_DIGITS),
        ({"password": "123456789"}, "password", InputProblem.TOO_LONG),
        ({"card": "x"}, "card", InputProblem.NOT_DIGITS),
        ({"card": "0"}, "card", InputProblem.OUT_OF_RANGE),
        ({"card": "4294967296"}, "card", InputProblem.OUT_OF_RANGE),
        ({"card": "1" * 5000}, "card", InputProblem.OUT_OF_RANGE),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(
    typed: dict[str, str], field: str, problem: InputProblem
) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked(replace(NEW, **typed), None)
    assert (caught.value.field, caught.value.problem) == (field, problem)


def test_eight_digits_and_the_highest_card_are_fine() -> None:
    checked(replace(NEW, password="00000000", card="4294967295"), None)


def test_a_text_that_was_not_changed_is_not_judged() -> None:
    odd = replace(ANN, name=" \tAnn ")
    assert checked(UserDraft.of(odd), odd).name == odd.name


def test_rights_rise_only_above_what_one_has() -> None:
    assert is_raising(Privilege.ADMINISTRATOR, ANN)
    assert not is_raising(Privilege.USER, ANN)
    assert is_raising(Privilege.MANAGER, None)
    assert not is_raising(UNSET, ANN)


def test_consequences_name_what_is_lost_and_what_rises() -> None:
    draft = replace(UserDraft.of(ANN), privilege=Privilege.ADMINISTRATOR, password="9", card="5")
    assert consequences(change_of(draft, ANN), ANN) == (
        Consequence.RIGHTS_RISE,
        Consequence.PASSWORD_REPLACED,
        Consequence.CARD_REPLACED,
    )


def test_what_was_typed_survives_a_reload_and_the_rest_is_new() -> None:
    now = replace(ANN, department="Sales", privilege=Privilege.USER)
    typed = replace(UserDraft.of(ANN), name="Anna", card="5")
    assert rebased(typed, ANN, now) == replace(UserDraft.of(now), name="Anna", card="5")


def test_a_user_added_again_has_the_credentials_as_opened_unless_typed() -> None:
    change = revived(change_of(replace(UserDraft.of(ANN), password="9"), None), ANN)
    assert (change.password, change.card, change.fingers) == ("9", "77", (b"a",))
    assert change.face is UNSET
