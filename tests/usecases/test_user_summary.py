"""What is remembered of a user."""

from __future__ import annotations

from msgspec import UNSET

from rollcall.protocol.users import Privilege, UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.user_summary import summary


def test_summary_holds_counts_and_no_secret() -> None:
    info = UserInfo(
        id=UserId("007"),
        name="Ада",
        department="R&D",
        privilege=Privilege("superuser"),
        password="4711",
        card="0",
        fingers=(b"template-1", b"", b"template-2"),
        face=b"",
        palms=UNSET,
    )
    user = summary(info)
    assert user == RememberedUser(
        id=UserId("007"),
        name="Ада",
        department="R&D",
        privilege="superuser",
        face=False,
        fingers=2,
        palms=None,
        card=False,
        password=True,
    )
    assert "4711" not in repr(user)
    assert "template" not in repr(user)


def test_texts_are_cut_when_a_device_says_too_much() -> None:
    told = summary(UserInfo(id=UserId("1"), name="n" * 10_000, department="d" * 10_000))
    assert (len(told.name), len(told.department)) == (200, 200)
