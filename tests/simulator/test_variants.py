from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from rollcall.simulator.exchange import Incoming, respond
from rollcall.simulator.ledger import Connection
from rollcall.simulator.variants import VARIANTS
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start
from tests.simulator.examples import BELL, EXAMPLES, STATIC, TOLERANCE

T = base64.b64encode(b"template").decode()
ZERO = {"start": "00:00", "end": "00:00"}


async def test_a_wrong_key_can_be_401_with_json(start: Start) -> None:
    bare = await start(api_key="k")
    bare.device.variants.switch_on("key-401-json")
    http = await bare.send(b'{"mid":"7","cmd":"GetDeviceUid"}')
    assert http.status == 401
    assert http.json() == {
        "mid": "7",
        "result": "Error",
        "payload": {"code": "invalid_api_key", "arguments": []},
    }


async def test_a_wrong_key_can_be_200_with_json(start: Start) -> None:
    bare = await start(api_key="k")
    bare.device.variants.switch_on("key-200-json")
    assert await bare.code("GetDeviceUid") == "invalid_api_key"


async def test_any_key_can_do_while_none_is_set(bare: Bare) -> None:
    bare.device.variants.switch_on("no-key-accepts-any")
    bare.key = "whatever"
    await bare.get("SetSecurityConfig", {"api_key": "k"})
    assert (await bare.send(b'{"mid":"7","cmd":"GetDeviceUid"}')).status == 403


async def test_bad_json_can_be_400(bare: Bare) -> None:
    bare.device.variants.switch_on("bad-json-400")
    http = await bare.send(b"{")
    assert (http.status, http.json()["result"]) == (400, "Error")
    await bare.get("GetDeviceUid")


async def test_results_can_be_named_success_or_in_lower_case(bare: Bare) -> None:
    bare.device.variants.switch_on("success-with-data")
    answer = await bare.ask("GetDeviceUid")
    assert (answer["result"], list(answer["payload"])) == ("Success", ["device_uid"])
    bare.device.variants.switch_off()
    bare.device.variants.switch_on("result-lower-case")
    assert (await bare.ask("GetDeviceUid"))["result"] == "deviceuid"


async def test_truth_can_be_written_as_json_has_it(bare: Bare) -> None:
    bare.device.variants.switch_on("truth-as-boolean")
    assert await bare.get("GetChangeUserInfoOnDeviceAllowed") == {"is_allowed": True}
    network = await bare.get("GetNetworkConfig")
    assert network["ethernet"]["config"]["dhcp"] is False
    assert network["wlan"]["config"]["dhcp"] is True


async def test_pages_can_have_other_sizes(start: Start) -> None:
    bare = await start(users=25, records=30)
    bare.device.variants.switch_on("page-size-ids", value=10)
    bare.device.variants.switch_on("page-size-records", value=7)
    assert (await bare.get("GetUserIdList"))["next_page_pos"] == 10
    assert len((await bare.get("GetUserIdList", {"start_pos": 20}))["user_id"]) == 5
    page = await bare.get("GetAttendLog", {"start_pos": 28})
    assert (page["next_pos"], len(page["logs"])) == (30, 2)


async def test_list_can_end_early_while_all_users_count(start: Start) -> None:
    bare = await start(users=25)
    bare.device.variants.switch_on("page-size-ids", value=5)
    bare.device.variants.switch_on("list-ends-early", value=7)
    page = await bare.get("GetUserIdList", {"start_pos": 5})
    assert (len(page["user_id"]), page.get("next_page_pos")) == (2, None)
    assert (await bare.get("GetUserIdList"))["next_page_pos"] == 5
    assert (await bare.get("GetCurrentUsage"))["user_count"] == 25
    listed = set((await bare.get("GetUserIdList"))["user_id"] + page["user_id"])
    unlisted = next(each.id for each in bare.device.users if each.id not in listed)
    assert (await bare.get("GetUserInfo", {"id": unlisted}))["id"] == unlisted


async def test_credentials_not_enrolled_can_be_left_out(bare: Bare) -> None:
    bare.device.variants.switch_on("absent-unenrolled")
    await bare.get("SetUserInfo", {"id": "50", "card": "7"})
    user = await bare.get("GetUserInfo", {"id": "50"})
    assert sorted(user) == ["card", "depart", "id", "name", "privilege"]


@pytest.mark.parametrize("member", ["fp", "face", "palm", "card", "password"])
async def test_empty_can_mean_keep_or_nothing_allowed(bare: Bare, member: str) -> None:
    value: Any = {"fp": [T], "face": T, "palm": [T], "card": "7", "password": "7"}[member]
    await bare.get("SetUserInfo", {"id": "5", member: value})
    empty = {"id": "5", member: type(value)()}
    bare.device.variants.switch_on("empty-keeps")
    await bare.get("SetUserInfo", empty)
    bare.device.variants.switch_off()
    bare.device.variants.switch_on("empty-refused")
    assert await bare.code("SetUserInfo", empty) == "invalid_parameter"
    assert (await bare.get("GetUserInfo", {"id": "5"}))[member] == value


async def test_what_is_left_out_can_be_cleared(bare: Bare) -> None:
    whole = {
        "id": "5",
        "name": "Ana",
        "depart": "Sales",
        "privilege": "manager",
        "password": "12",
        "card": "7",
        "fp": [T],
        "face": T,
        "palm": [T],
    }
    await bare.get("SetUserInfo", whole)
    await bare.get("SetUserInfo", {"id": "5", "card": "8"})
    assert await bare.get("GetUserInfo", {"id": "5"}) == {**whole, "card": "8"}
    bare.device.variants.switch_on("clear-left-out")
    await bare.get("SetUserInfo", {"id": "5", "card": "9"})
    await bare.get("SetUserInfo", {"id": "6", "card": "9"})
    left = await bare.get("GetUserInfo", {"id": "5"})
    assert left == {**(await bare.get("GetUserInfo", {"id": "6"})), "id": "5"}
    assert (left["card"], left["name"], left["fp"], left["privilege"]) == ("9", "", [], "user")
    await bare.get("SetUserInfo", whole)
    assert await bare.get("GetUserInfo", {"id": "5"}) == whole


async def test_a_missing_department_can_be_created(bare: Bare) -> None:
    bare.device.variants.switch_on("create-missing-department")
    await bare.get("SetUserInfo", {"id": "5", "depart": "Lab"})
    assert (await bare.get("GetDeptList"))["depts"][-1]["name"] == "Lab"


async def test_a_card_of_another_user_can_be_refused(bare: Bare) -> None:
    await bare.get("SetUserInfo", {"id": "5", "card": "77"})
    await bare.get("SetUserInfo", {"id": "6", "card": "77"})
    bare.device.variants.switch_on("refuse-duplicate-card")
    assert await bare.code("SetUserInfo", {"id": "7", "card": "77"}) == "card_in_use"
    await bare.get("SetUserInfo", {"id": "7", "card": ""})
    await bare.get("SetUserInfo", {"id": "7", "card": "78"})
    await bare.get("SetUserInfo", {"id": "7", "card": "78"})


async def test_enrolling_a_finger_can_have_the_other_spelling(bare: Bare) -> None:
    bare.device.variants.switch_on("enroll-fp-capital")
    assert await bare.code("BeginEnrollFp") == "unknown_command"
    await bare.get("BeginEnrollFP")


async def test_enrollment_can_fail_while_locked(bare: Bare) -> None:
    bare.device.variants.switch_on("enroll-fails-while-locked")
    await bare.get("LockDevice", {"is_locked": "yes"})
    job = await bare.get("BeginEnrollFace")
    bare.time.advance(5)
    assert await bare.get("QueryJobStatus", job) == {"job_id": 1, "state": "failed"}


async def test_a_new_job_can_replace_the_one_that_runs(bare: Bare) -> None:
    bare.device.variants.switch_on("replace-running-job")
    first = await bare.get("BeginEnrollFace")
    assert await bare.get("BeginEnrollFace") == {"job_id": 2}
    assert (await bare.get("QueryJobStatus", first))["state"] == "failed"


async def test_job_data_can_have_other_types(bare: Bare) -> None:
    bare.device.variants.switch_on("card-as-number")
    bare.device.variants.switch_on("palm-as-list")
    card = await bare.get("BeginEnrollCard")
    bare.time.advance(5)
    palm = await bare.get("BeginEnrollPalm")
    bare.time.advance(5)
    assert isinstance((await bare.get("QueryJobStatus", card))["card_data"], int)
    assert isinstance((await bare.get("QueryJobStatus", palm))["palm_data"], list)


async def test_next_pos_can_be_left_out_at_the_end(bare: Bare) -> None:
    bare.device.variants.switch_on("omit-next-pos-at-end")
    assert "next_pos" in await bare.get("GetAttendLog", {"start_pos": 100})
    assert "next_pos" not in await bare.get("GetAttendLog", {"start_pos": 200})
    assert "next_pos" not in await bare.get("GetAttendLog", {"start_pos": 250})


async def test_positions_can_go_on_after_clearing(bare: Bare) -> None:
    bare.device.variants.switch_on("clear-keeps-counting")
    await bare.get("DeviceControl", {"Action": "ClearAttendLog"})
    bare.device.punch("1")
    page = await bare.get("GetAttendLog")
    assert (page["start_pos"], page["next_pos"]) == (250, 251)


async def test_positions_can_be_relative(bare: Bare) -> None:
    bare.device.variants.switch_on("relative-positions")
    before = (await bare.get("GetAttendLog", {"start_pos": 10}))["logs"]
    await bare.get("EraseAttendLog", {"end_pos": 10})
    after = await bare.get("GetAttendLog", {"start_pos": 0})
    assert (after["start_pos"], after["next_pos"]) == (0, 100)
    assert after["logs"] == before
    await bare.get("EraseAttendLog", {"end_pos": 10})
    assert (await bare.get("GetAttendLog"))["logs"][0] == before[10]


async def test_positions_can_count_something_else_than_records(bare: Bare) -> None:
    plain = await bare.get("GetAttendLog", {"start_pos": 100})
    bare.device.variants.switch_on("position-step", value=16)
    page = await bare.get("GetAttendLog", {"start_pos": 1600})
    assert (page["start_pos"], page["next_pos"]) == (1600, 3200)
    assert page["logs"] == plain["logs"]
    await bare.get("EraseAttendLog", {"end_pos": 1600})
    assert bare.device.log.first == 100


async def test_modes_can_end_in_a_space_and_have_two_factors(bare: Bare) -> None:
    bare.device.variants.switch_on("mode-trailing-space")
    assert (await bare.get("GetAttendLog"))["logs"][0]["mode"].endswith(" ")
    bare.device.variants.switch_on("two-factor-records")
    assert (await bare.get("GetAttendLog"))["logs"][0]["mode"] == "card,fp "
    bare.device.variants.switch_off("mode-trailing-space")
    assert (await bare.get("GetAttendLog"))["logs"][0]["mode"] == "card,fp"


async def test_an_interface_left_out_can_be_reset(bare: Bare) -> None:
    bare.device.variants.switch_on("network-erases-omitted")
    await bare.get("SetNetworkConfig", {"ethernet": STATIC})
    network = await bare.get("GetNetworkConfig")
    assert network["ethernet"]["config"] == STATIC
    assert network["wlan"]["config"]["access_points"] == []


async def test_fewer_bells_can_be_taken(bare: Bare) -> None:
    bare.device.variants.switch_on("shorter-bells")
    await bare.get("SetBellSetting", {"bells": [BELL] * 2})
    bells = (await bare.get("GetBellSetting"))["bells"]
    assert bells[:2] == [BELL] * 2
    assert {each["duration_index"] for each in bells[2:]} == {0}
    assert len(bells) == 24
    assert await bare.code("SetBellSetting", {"bells": [BELL] * 25}) == "invalid_parameter"


async def test_clearing_managers_can_delete_them(bare: Bare) -> None:
    managers = (await bare.get("GetCurrentUsage"))["manager_count"]
    bare.device.variants.switch_on("clear-managers-deletes")
    await bare.get("DeviceControl", {"Action": "ClearAdmins"})
    usage = await bare.get("GetCurrentUsage")
    assert usage["user_count"] == 12 - managers
    assert managers > 0


async def test_the_shift_mode_can_be_capitalised(bare: Bare) -> None:
    bare.device.variants.switch_on("capitalised-words")
    assert await bare.get("GetShiftMode") == {"shift_mode": "User"}
    await bare.get("SetShiftMode", {"shift_mode": "department"})
    assert await bare.get("GetShiftMode") == {"shift_mode": "Department"}


async def test_attendance_can_be_spelled_correctly(bare: Bare) -> None:
    bare.device.variants.switch_on("correct-attendance")
    answer = await bare.ask("GetAttendaceTolerance")
    assert (answer["result"], answer["payload"]) == ("AttendanceTolerance", TOLERANCE)


async def test_empty_ranges_can_be_zeros(bare: Bare) -> None:
    bare.device.variants.switch_on("zero-ranges")
    assert (await bare.get("GetShiftSetting"))["shifts"][0][2] == ZERO
    assert (await bare.get("GetAcTimeZone"))["zones"][0][1] == ZERO
    zones = (await bare.get("GetAcTimeZone"))["zones"]
    await bare.get("SetAcTimeZone", {"zones": zones})


async def test_a_department_with_users_can_be_deleted(bare: Bare) -> None:
    bare.device.variants.switch_on("delete-department-moves-users")
    await bare.get("SetUserInfo", {"id": "5", "depart": "Office"})
    await bare.get("SetDept", {"Action": "Delete", "dept_org": "Office"})
    assert (await bare.get("GetUserInfo", {"id": "5"}))["depart"] == "Company"
    code = await bare.code("SetDept", {"Action": "Delete", "dept_org": "Company"})
    assert code == "dept_in_use"


async def test_departments_can_have_every_shape(bare: Bare) -> None:
    rows = (await bare.get("GetDeptList"))["depts"]
    shapes: dict[str, Any] = {
        "dept-bare-list": rows,
        "dept-departments": {"departments": rows},
        "dept-by-index": {str(place): row for place, row in enumerate(rows)},
    }
    for name, shape in shapes.items():
        bare.device.variants.switch_on(name)
        assert await bare.get("GetDeptList") == shape
        bare.device.variants.switch_off()


async def test_every_command_is_answered_with_every_variant_on(bare: Bare) -> None:
    here = Connection(number=1, peer="", https=False)
    for variant in VARIANTS:
        bare.device.variants.switch_on(variant.name)
    for cmd, payload, *_ in EXAMPLES:
        body = json.dumps({"mid": "1", "cmd": cmd, "payload": payload}).encode()
        incoming = Incoming("POST", "/control", body, here)
        assert b'"result"' in respond(bare.device, incoming).body
