from __future__ import annotations

import base64
from typing import Any

import pytest

from rollcall.protocol.info import CapacityLimit
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


A, B, C = b64(b"first finger"), b64(b"second finger"), b64(b"a face")


async def test_ids_come_fifty_a_page_in_numeric_order(start: Start) -> None:
    bare = await start(users=120)
    first = await bare.get("GetUserIdList")
    assert first == {"user_id": [str(n) for n in range(1, 51)], "next_page_pos": 50}
    second = await bare.get("GetUserIdList", {"start_pos": 50})
    last = await bare.get("GetUserIdList", {"start_pos": second["next_page_pos"]})
    assert last == {"user_id": [str(n) for n in range(101, 121)]}
    assert await bare.get("GetUserIdList", {"start_pos": 1000}) == {"user_id": []}


async def test_the_last_page_names_no_next_one_when_it_is_exactly_full(start: Start) -> None:
    bare = await start(users=100)
    assert "next_page_pos" not in await bare.get("GetUserIdList", {"start_pos": 50})


async def test_ids_are_sorted_by_number_and_keep_their_zeros(start: Start) -> None:
    bare = await start()
    for user_id in ("12", "5", "007", "7", "99999999999999999999"):
        await bare.get("SetUserInfo", {"id": user_id})
    page = await bare.get("GetUserIdList")
    assert page["user_id"] == ["5", "007", "7", "12", "99999999999999999999"]


@pytest.mark.parametrize("user_id", ["", "0", "000", "1" * 21, "a", "1 ", "-1", "\u0663"])
async def test_an_id_is_refused_when_it_is_no_number_above_zero(bare: Bare, user_id: str) -> None:
    assert await bare.code("SetUserInfo", {"id": user_id}) == "invalid_parameter"
    assert bare.device.users.counts["users"] == 12


async def test_a_new_user_has_nothing_but_the_first_department(bare: Bare) -> None:
    await bare.get("SetUserInfo", {"id": "77"})
    assert await bare.get("GetUserInfo", {"id": "77"}) == {
        "id": "77", "name": "", "depart": "Company", "privilege": "user",
        "password": "", "card": "", "fp": [], "face": "", "palm": [],
    }  # fmt: skip


async def test_what_is_left_out_stays(bare: Bare) -> None:
    await bare.get("SetUserInfo", {"id": "3", "fp": [A, B], "face": C, "password": "0042"})
    before = await bare.get("GetUserInfo", {"id": "3"})
    await bare.get("SetUserInfo", {"id": "3", "name": "王 芳 محمد"})
    assert await bare.get("GetUserInfo", {"id": "3"}) == {**before, "name": "王 芳 محمد"}


async def test_a_list_of_fingers_replaces_the_whole_list(bare: Bare) -> None:
    await bare.get("SetUserInfo", {"id": "3", "fp": [A, B]})
    await bare.get("SetUserInfo", {"id": "3", "fp": [B]})
    assert (await bare.get("GetUserInfo", {"id": "3"}))["fp"] == [B]


async def test_empty_clears_a_credential(bare: Bare) -> None:
    full: dict[str, Any] = {
        "id": "3", "fp": [A], "face": C, "palm": [A], "card": "5", "password": "01",
    }  # fmt: skip
    await bare.get("SetUserInfo", full)
    empty: dict[str, Any] = {"fp": [], "face": "", "palm": [], "card": "0", "password": ""}
    await bare.get("SetUserInfo", {"id": "3", **empty})
    user = await bare.get("GetUserInfo", {"id": "3"})
    assert {name: user[name] for name in empty} == {**empty, "card": ""}


@pytest.mark.parametrize(
    "changes",
    [
        {"privilege": "chief"},
        {"password": "123456789"},
        {"password": "12a"},
        {"card": "4294967296"},
        {"card": "x"},
        {"fp": [A] * 11},
        {"name": 5},
        {"fp": [1]},
    ],
    ids=range(8),
)
async def test_a_user_is_left_alone_when_a_member_is_refused(
    bare: Bare, changes: dict[str, Any]
) -> None:
    before = await bare.get("GetUserInfo", {"id": "3"})
    code = await bare.code("SetUserInfo", {"id": "3", "name": "half done", **changes})
    assert code == "invalid_parameter"
    assert await bare.get("GetUserInfo", {"id": "3"}) == before


@pytest.mark.parametrize("word", ["MANAGER", "Manager", "manager"])
async def test_words_for_privileges_are_taken_in_any_case(bare: Bare, word: str) -> None:
    await bare.get("SetUserInfo", {"id": "3", "privilege": word})
    assert (await bare.get("GetUserInfo", {"id": "3"}))["privilege"] == "manager"


async def test_an_unknown_department_is_refused(bare: Bare) -> None:
    answer = await bare.ask("SetUserInfo", {"id": "3", "depart": "Nowhere"})
    assert answer["payload"] == {"code": "dept_not_exists", "arguments": ["Nowhere"]}


async def test_a_deleted_user_is_gone(bare: Bare) -> None:
    await bare.get("DeleteUserInfo", {"id": "3"})
    assert await bare.code("GetUserInfo", {"id": "3"}) == "user_id_not_exists"
    assert await bare.code("DeleteUserInfo", {"id": "3"}) == "user_id_not_exists"
    assert "3" not in (await bare.get("GetUserIdList"))["user_id"]


async def test_usage_counts_what_is_stored(start: Start) -> None:
    bare = await start()
    await bare.get(
        "SetUserInfo",
        {"id": "1", "fp": [A, B], "face": C, "palm": [A], "card": "5", "privilege": "admin"},
    )
    await bare.get("SetUserInfo", {"id": "2", "password": "1", "privilege": "manager"})
    assert await bare.get("GetCurrentUsage") == {
        "attend_log_count": 0, "card_count": 1, "face_count": 1, "fp_count": 2,
        "manager_count": 2, "palm_count": 1, "password_count": 1, "user_count": 2,
    }  # fmt: skip
    await bare.get("DeleteUserInfo", {"id": "1"})
    assert (await bare.get("GetCurrentUsage"))["fp_count"] == 0


async def test_a_full_device_refuses_more_of_each_kind(start: Start) -> None:
    limits = CapacityLimit(users=2, faces=1, fingers=2, palms=1, records=10)
    bare = await start(limits=limits)
    await bare.get("SetUserInfo", {"id": "1", "fp": [A, B], "face": C, "palm": [A]})
    await bare.get("SetUserInfo", {"id": "2"})
    for changes in ({"fp": [A]}, {"face": C}, {"palm": [A]}):
        assert await bare.code("SetUserInfo", {"id": "2", **changes}) == "device_full"
    assert await bare.code("SetUserInfo", {"id": "3"}) == "device_full"
    await bare.get("SetUserInfo", {"id": "1", "fp": [B, A], "face": A})
    await bare.get("SetUserInfo", {"id": "1", "fp": []})
    await bare.get("SetUserInfo", {"id": "2", "fp": [A, B]})


async def test_the_lock_is_kept_and_refuses_nothing(bare: Bare) -> None:
    await bare.get("LockDevice", {"is_locked": "yes"})
    assert bare.device.users.locked
    await bare.get("SetUserInfo", {"id": "3", "name": "x"})
    await bare.get("LockDevice", {"is_locked": "no"})
    assert not bare.device.users.locked
