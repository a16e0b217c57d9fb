"""What a write that was cut short has cost is told from the user alone, and nothing is made up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from rollcall.protocol.users import FINGERS_MAX, Privilege, SetUserInfo, UserId, UserInfo
from rollcall.usecases.changing.before_images import BeforeImage
from rollcall.usecases.changing.cut_short import CutShort
from rollcall.usecases.changing.keeping import probing_name
from tests.usecases.changing.strategies import changes, users, whole_users

ID = UserId("7")
ANA = UserInfo(id=ID, name="Ana", department="Sales", card="77", fingers=(b"A", b"B"), face=b"f")


def cut(change: dict[str, Any], now: UserInfo | None, *, is_whole: bool = True) -> CutShort:
    image = BeforeImage.of(ANA, SetUserInfo(id=ID, **change), is_whole=is_whole)
    assert image is not None
    return CutShort(image=image, user=now)


def info(**members: Any) -> UserInfo:
    return UserInfo(id=ID, **members)


@given(before=whole_users(), change=changes())
def test_a_user_as_before_has_lost_nothing(before: UserInfo, change: SetUserInfo) -> None:
    for is_whole in (True, False):
        image = BeforeImage.of(before, change, is_whole=is_whole)
        if image is not None:
            assert not CutShort(image=image, user=before).lost
            assert not CutShort(image=image, user=None).has_cost


@given(before=whole_users(), change=changes(), now=users())
def test_only_what_has_no_persons_name_counts_as_made_by_us(
    before: UserInfo, change: SetUserInfo, now: UserInfo | None
) -> None:
    image = BeforeImage.of(before, change, is_whole=True)
    if image is not None and now is not None and now.name:
        assert not CutShort(image=image, user=now).is_made


@pytest.mark.parametrize(
    ("now", "is_stripped", "is_made"),
    [
        (info(card="5"), True, True),
        (info(name=probing_name(ID), card="5"), True, True),
        (info(name=probing_name(ID), card="5", fingers=(b"A", b"B")), True, True),
        (info(fingers=(b"A", b"B")), True, False),  # what a device that clears was asked with
        (info(card="5", privilege=Privilege.MANAGER), True, False),
        (info(card="6"), False, False),  # nobody's card of ours
        (info(card="5", fingers=(b"X",)), False, False),
        (info(name="Zoe", card="5"), False, False),
        (info(name="Ana", card="5"), False, False),
    ],
)
def test_what_is_left_of_a_user_is_known_by_what_was_sent(
    now: UserInfo, is_stripped: bool, is_made: bool
) -> None:
    found = cut({"card": "5"}, now)
    assert (found.stripped is not None, found.is_made) == (is_stripped, is_made)


@pytest.mark.parametrize("is_whole", [True, False])
def test_who_has_a_new_name_and_all_the_rest_is_not_asked_about(*, is_whole: bool) -> None:
    image = BeforeImage.of(
        info(name="Ana", fingers=(b"A",)), SetUserInfo(id=ID, name="Eva"), is_whole=is_whole
    )
    assert image is not None
    assert not CutShort(image=image, user=info(name="Eva", fingers=(b"A",))).has_cost


def test_a_new_name_is_nobodys_to_delete() -> None:
    found = cut({"name": "Eva"}, info(name="Eva"))
    assert (found.stripped is not None, found.is_made, found.is_ours) == (True, False, True)


@pytest.mark.parametrize(("name", "is_ours"), [("Ana", True), ("Eva", True), ("Zoe", False)])
def test_a_person_is_known_by_both_names(name: str, is_ours: bool) -> None:
    assert cut({"name": "Eva", "face": b"g"}, info(name=name, face=b"x")).is_ours is is_ours


def test_templates_are_appended_to_those_there_are_now() -> None:
    back = cut({"card": "5"}, info(name="Ana", fingers=(b"C",), face=b"f")).put_back()
    assert back == SetUserInfo(id=ID, fingers=(b"C", b"A", b"B"))


def test_more_fingers_than_fit_are_not_sent() -> None:
    many = tuple(b"%d" % each for each in range(FINGERS_MAX))
    image = BeforeImage.of(info(name="Ana", fingers=many), SetUserInfo(id=ID, card="5"))
    assert image is not None
    found = CutShort(image=image, user=info(name="Ana", fingers=(b"C",)))
    assert found.put_back() is None
