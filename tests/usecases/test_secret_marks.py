from __future__ import annotations

import pytest
from msgspec import UNSET

from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.secret_marks import SecretMarks

ANN = UserId("007")


@pytest.fixture
def marks() -> SecretMarks:
    marks = SecretMarks()
    marks.note(UserInfo(id=ANN, name="Ann", card="12345", password="0042"))
    return marks


def test_what_a_user_has_is_known_again(marks: SecretMarks) -> None:
    assert marks.is_card(ANN, "12345")
    assert marks.is_password(ANN, "0042")


@pytest.mark.parametrize("text", ["", "42", "042", "1234"])
def test_nothing_else_is_taken_for_it(marks: SecretMarks, text: str) -> None:
    assert not marks.is_card(ANN, text)
    assert not marks.is_password(ANN, text)
    assert not marks.is_password(UserId("7"), "0042")


def test_zeros_in_front_of_a_card_number_mean_nothing(marks: SecretMarks) -> None:
    assert marks.is_card(ANN, "0012345")
    marks.note(UserInfo(id=ANN, name="Ann", card="00777"))
    assert marks.is_card(ANN, "777")


def test_device_that_says_no_secret_leaves_them_unknown(marks: SecretMarks) -> None:
    marks.note(UserInfo(id=ANN, name="Ann", card=UNSET, password=UNSET))
    assert not marks.is_card(ANN, "12345")
    assert not marks.is_password(ANN, "0042")


def test_user_without_card_has_not_the_card_zero(marks: SecretMarks) -> None:
    marks.note(UserInfo(id=ANN, name="Ann", card="0"))
    assert not marks.is_card(ANN, "0")


def test_user_who_is_gone_is_forgotten(marks: SecretMarks) -> None:
    marks.forget(ANN)
    assert not marks.is_card(ANN, "12345")


def test_no_secret_is_kept(marks: SecretMarks) -> None:
    marks.note(UserInfo(id=ANN, name="Ann", card="4294967290", password="87654321"))
    held = repr(vars(marks))
    assert "4294967290" not in held
    assert "87654321" not in held
