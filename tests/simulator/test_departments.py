from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.bare import Bare
from tests.simulator.examples import WEEK


async def names(bare: Bare) -> list[str]:
    return [each["name"] for each in (await bare.get("GetDeptList"))["depts"]]


async def count(bare: Bare, name: str) -> int:
    depts = (await bare.get("GetDeptList"))["depts"]
    return next(int(each["user_count"]) for each in depts if each["name"] == name)


async def test_the_list_names_every_department_with_its_week_and_users(bare: Bare) -> None:
    depts = (await bare.get("GetDeptList"))["depts"]
    assert depts[0]["name"] == "Company"
    assert depts[0]["shift"] == WEEK
    assert all(sorted(each) == ["name", "shift", "user_count"] for each in depts)
    assert sum(each["user_count"] for each in depts) == 12


async def test_adding_puts_it_at_the_end(bare: Bare) -> None:
    await bare.get("SetDept", {"Action": "Add", "dept_new": "研发", "shift": [1] * 7})
    added = (await bare.get("GetDeptList"))["depts"][-1]
    assert added == {"name": "研发", "shift": [1] * 7, "user_count": 0}
    await bare.get("SetDept", {"action": "Check", "dept_org": "研发"})
    assert await bare.code("SetDept", {"Action": "Add", "dept_new": "研发"}) == "dept_exists"
    assert await bare.code("SetDept", {"Action": "Add", "dept_new": ""}) == "invalid_parameter"


async def test_renaming_takes_users_and_week_along(bare: Bare) -> None:
    await bare.get("SetDept", {"Action": "SetShift", "dept_org": "Office", "shift": [2] * 7})
    await bare.get("SetUserInfo", {"id": "5", "depart": "Office"})
    users = await count(bare, "Office")
    await bare.get("SetDept", {"Action": "Rename", "dept_org": "Office", "dept_new": "Desk"})
    assert await count(bare, "Desk") == users
    assert (await bare.get("GetUserInfo", {"id": "5"}))["depart"] == "Desk"
    assert (await bare.get("GetDeptList"))["depts"][1]["shift"] == [2] * 7


async def test_deleting_is_refused_for_the_first_and_those_with_users(bare: Bare) -> None:
    await bare.get("SetUserInfo", {"id": "5", "depart": "Office"})
    for name in ("Company", "Office"):
        code = await bare.code("SetDept", {"Action": "Delete", "dept_org": name})
        assert code == "dept_in_use"
    await bare.get("SetDept", {"Action": "Add", "dept_new": "Empty"})
    await bare.get("SetDept", {"Action": "Delete", "dept_org": "Empty"})
    assert "Empty" not in await names(bare)


async def test_rearranging_sorts_all_but_the_first(bare: Bare) -> None:
    await bare.get("SetDept", {"Action": "Add", "dept_new": "Aaa"})
    await bare.get("SetDept", {"Action": "Rearrange"})
    first, *others = await names(bare)
    assert first == "Company"
    assert others == sorted(others)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"Action": "SetShift", "dept_org": "Office"}, "missing_parameter"),
        ({"Action": "SetShift", "dept_org": "Office", "shift": [1] * 6}, "invalid_parameter"),
        ({"Action": "SetShift", "dept_org": "Office", "shift": [50] * 7}, "invalid_parameter"),
        ({"Action": "Rename", "dept_org": "Nowhere", "dept_new": "x"}, "dept_not_exists"),
        ({"Action": "Rename", "dept_org": "Office", "dept_new": "Sales"}, "dept_exists"),
        ({"Action": "Rename", "dept_org": "Office", "dept_new": ""}, "invalid_parameter"),
        ({"Action": "Check"}, "missing_parameter"),
        ({"Action": "check", "dept_org": "Office"}, "invalid_parameter"),
    ],
    ids=range(8),
)
async def test_a_wrong_request_changes_nothing(
    bare: Bare, request_: dict[str, Any], code: str
) -> None:
    before = await bare.get("GetDeptList")
    assert await bare.code("SetDept", request_) == code
    assert await bare.get("GetDeptList") == before


async def test_there_is_room_for_a_hundred(bare: Bare) -> None:
    for number in range(100 - len(await names(bare))):
        await bare.get("SetDept", {"Action": "Add", "dept_new": f"D{number}"})
    assert await bare.code("SetDept", {"Action": "Add", "dept_new": "one more"}) == "device_full"
