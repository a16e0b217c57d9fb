"""Users as devices send them, and what is written of them."""

from __future__ import annotations

import pytest
from msgspec import UNSET

from rollcall.protocol.errors import BadReply
from rollcall.protocol.users import (
    GetUserIdList,
    GetUserInfo,
    LockDevice,
    Privilege,
    SetUserInfo,
    UserId,
    UserInfo,
)
from tests.protocol.wire import read, written

ASK = GetUserInfo(id=UserId("1"))


@pytest.mark.parametrize(
    ("wire", "next_position"),
    [({}, UNSET), ({"next_page_pos": None}, UNSET), ({"next_page_pos": "50"}, 50)],
)
def test_page_of_ids_is_read(wire: dict[str, object], next_position: object) -> None:
    page = read(GetUserIdList(), {"user_id": ["1", 5, "007", "user_1"], **wire})
    assert page.ids == ("1", "5", "007", "user_1")
    assert page.next_position == next_position


@pytest.mark.parametrize("ids", [None, "1", {}, [None], [{}], [True], [1.5]])
def test_page_of_ids_is_bad_when_an_id_is_none(ids: object) -> None:
    with pytest.raises(BadReply):
        read(GetUserIdList(), {"user_id": ids})


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ({}, (UNSET, UNSET, UNSET)),
        ({"fp": [], "face": "", "palm": []}, ((), b"", ())),
        ({"fp": "", "face": "", "palm": ""}, ((), b"", ())),
        ({"fp": None, "face": None, "palm": None}, ((), b"", ())),
        ({"fp": 0, "face": 0, "palm": False}, ((), b"", ())),
        ({"fp": ["", None], "palm": [""]}, ((), UNSET, ())),
        ({"fp": "AAEC", "palm": "AAEC"}, ((b"\0\1\2",), UNSET, (b"\0\1\2",))),
        ({"fp": ["AAEC", "", "AA=="]}, ((b"\0\1\2", b"\0"), UNSET, UNSET)),
    ],
)
def test_credentials_are_read_in_every_form_of_none(
    wire: dict[str, object], expected: tuple[object, ...]
) -> None:
    user = read(ASK, {"id": "1", "name": "a", "depart": "b", "privilege": "user", **wire})
    assert (user.fingers, user.face, user.palms) == expected


@pytest.mark.parametrize(
    ("wire", "password", "card"),
    [
        ({}, UNSET, UNSET),
        ({"password": "", "card": ""}, "", ""),
        ({"password": "007", "card": "0"}, "007", "0"),
        ({"password": 12345, "card": 102845102}, "12345", "102845102"),
        ({"password": None, "card": None}, UNSET, UNSET),
    ],
)
def test_password_and_card_are_texts(
    wire: dict[str, object], password: object, card: object
) -> None:
    user = read(ASK, {"id": 1, **wire})
    assert (user.id, user.password, user.card) == ("1", password, card)


@pytest.mark.parametrize(
    "name", ["Anna", "张伟", "محمد", "Ольга", "สมชาย", "😀", "<img src=x>", '"\\']
)
def test_name_is_kept_in_every_script(name: str) -> None:
    assert read(ASK, {"id": "1", "name": name, "depart": name}).name == name
    assert written(SetUserInfo(id=UserId("1"), name=name))["name"] == name


@pytest.mark.parametrize("wire", [{}, {"id": None}, {"id": []}, {"id": "1", "fp": 5}, []])
def test_user_is_bad_when_it_is_none(wire: object) -> None:
    with pytest.raises(BadReply):
        read(ASK, wire)


def test_user_is_plain_when_the_device_says_only_the_id() -> None:
    assert read(ASK, {"id": "1"}) == UserInfo(id=UserId("1"), privilege=Privilege.USER)


def test_empty_and_absent_are_told_apart_when_written() -> None:
    change = SetUserInfo(id=UserId("1"), password="", card="", fingers=(), face=b"", palms=())
    empty = {"password": "", "card": "", "fp": [], "face": "", "palm": []}
    assert written(change) == {"id": "1", **empty}
    assert written(SetUserInfo(id=UserId("1"))) == {"id": "1"}


def test_privilege_is_written_in_lower_case() -> None:
    words = [
        written(SetUserInfo(id=UserId("1"), privilege=each))["privilege"] for each in Privilege
    ]
    assert words == ["user", "manager", "admin"]


def test_lock_is_written_in_words() -> None:
    assert written(LockDevice(locked=True)) == {"is_locked": "yes"}
    assert written(LockDevice(locked=False)) == {"is_locked": "no"}
