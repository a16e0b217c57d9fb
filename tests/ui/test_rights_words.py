"""Who gets more rights: one, several, and nothing where nobody does."""

from __future__ import annotations

import pytest

from rollcall.protocol.users import Privilege, UserId
from rollcall.ui.rights_words import RightsCounts, raise_text
from rollcall.usecases.rights import Raise

ADMIN, MANAGER = Privilege.ADMINISTRATOR, Privilege.MANAGER


def raises(*privileges: Privilege) -> list[Raise]:
    return [
        Raise(user_id=UserId(str(at)), name=f"Ann {at}", privilege=each)
        for at, each in enumerate(privileges, 1)
    ]


@pytest.mark.parametrize(
    ("raised", "where", "said"),
    [
        ((), "", ""),
        ((MANAGER,), "", "Ann 1 gets more rights: Manager."),
        ((ADMIN,), "Gate", "Ann 1 gets more rights on Gate: Administrator."),
        ((ADMIN, MANAGER, ADMIN), "", "3 users get more rights: 2 as administrator, 1 as manager."),
        ((MANAGER, MANAGER), "Gate", "2 users get more rights on Gate: 2 as manager."),
    ],
)
def test_who_gets_more_rights_is_said(raised: tuple[Privilege, ...], where: str, said: str) -> None:
    assert RightsCounts().raised(raises(*raised), where=where) == said


def test_question_names_the_first_few_and_what_they_become() -> None:
    said = RightsCounts().question(raises(ADMIN, *[MANAGER] * 6), where="Gate")
    assert said.splitlines()[0] == (
        "7 users get more rights on Gate: 1 as administrator, 6 as manager."
    )
    assert "Ann 1 (Administrator), Ann 2 (Manager), " in said
    assert "Ann 5 (Manager), and 2 more" in said
    assert "Ann 6" not in said


def test_who_is_raised_on_several_devices_is_one_person() -> None:
    both = [*raises(MANAGER), *raises(ADMIN)]
    assert RightsCounts().raised(both) == "Ann 1 gets more rights: Administrator."
    assert "(Administrator)" not in RightsCounts().question(both)  # it is said already


def test_user_without_a_name_is_told_by_the_id() -> None:
    nameless = Raise(user_id=UserId("007"), name="", privilege=MANAGER)
    assert RightsCounts().raised([nameless]) == "007 gets more rights: Manager."
    assert raise_text(ADMIN) == "more rights: Administrator"
