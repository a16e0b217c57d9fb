"""Which privilege is more than another."""

from __future__ import annotations

import pytest

from rollcall.protocol.users import Privilege, UserId
from rollcall.usecases.rights import Raise, is_more, per_person, raised_to

USER, MANAGER, ADMIN = Privilege.USER, Privilege.MANAGER, Privilege.ADMINISTRATOR
GUARD = Privilege("Guard")


@pytest.mark.parametrize(
    ("privilege", "before", "said"),
    [
        (ADMIN, MANAGER, True),
        (MANAGER, USER, True),
        (MANAGER, None, True),
        (USER, None, False),
        (MANAGER, ADMIN, False),
        (ADMIN, ADMIN, False),
        (MANAGER, GUARD, True),
        (GUARD, USER, False),
        (USER, Privilege(""), False),
    ],
)
def test_more_is_told_from_as_much(
    privilege: Privilege,
    before: Privilege | None,
    said: bool,
) -> None:
    assert is_more(privilege, before) is said


@pytest.mark.parametrize(
    ("word", "before", "said"),
    [
        ("admin", "user", ADMIN),
        ("Manager", "", MANAGER),
        ("manager", "admin", None),
        ("user", "", None),
        ("", "", None),
        ("Guard", "user", None),
    ],
)
def test_what_somebody_becomes_is_given_where_it_is_more(
    word: str, before: str, said: Privilege | None
) -> None:
    assert raised_to(word, before) is said


def test_everybody_is_given_once_with_the_most() -> None:
    def ann(privilege: Privilege) -> Raise:
        return Raise(user_id=UserId("1"), name="Ann", privilege=privilege)

    bob = Raise(user_id=UserId("2"), name="Bob", privilege=MANAGER)
    assert per_person([ann(MANAGER), bob, ann(ADMIN), ann(MANAGER)]) == (ann(ADMIN), bob)
