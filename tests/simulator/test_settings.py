from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from rollcall.simulator.profile import EVERYTHING
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start
from tests.simulator.examples import SHIFT


@pytest.mark.parametrize(
    ("name", "member", "values"),
    [
        ("DeviceId", "device_id", [1, 255]),
        ("SoundVolume", "sound_volume", [1, 10]),
        ("ReverifyTime", "reverify_time", [0, 59]),
        ("VerifyMode", "verify_mode", [0, 15]),
        ("ChangeUserInfoOnDeviceAllowed", "is_allowed", ["no", "yes"]),
    ],
)
async def test_a_setting_is_read_back_as_written(
    bare: Bare, name: str, member: str, values: list[object]
) -> None:
    for value in values:
        await bare.get(f"Set{name}", {member: value})
        assert await bare.get(f"Get{name}") == {member: value}


async def test_missing_members_of_the_face_setting_stay(bare: Bare) -> None:
    await bare.get("SetFaceVerifySetting", {"antispoofing_thre": 4})
    assert await bare.get("GetFaceVerifySetting") == {
        "antispoofing_thre": 4,
        "multi_veri_enabled": True,
        "use_antispoofing": True,
    }


async def test_a_mode_is_refused_when_a_reader_for_it_is_missing(start: Start) -> None:
    bare = await start(capabilities=replace(EVERYTHING, card=False))
    modes: dict[str, Any] = {}
    for mode in range(16):
        answer = await bare.ask("SetVerifyMode", {"verify_mode": mode})
        modes.setdefault(answer["result"], []).append(mode)
    assert modes["Error"] == [2, 3, 6, 8, 10, 12, 14]
    assert (await bare.get("GetVerifyMode"))["verify_mode"] == 15


async def test_clearing_records_counts_from_zero_again(bare: Bare) -> None:
    await bare.get("DeviceControl", {"Action": "ClearAttendLog"})
    empty = {"start_pos": 0, "next_pos": 0, "logs": []}
    assert await bare.get("GetAttendLog", {"start_pos": 250}) == empty
    bare.device.punch("1")
    assert (await bare.get("GetAttendLog"))["next_pos"] == 1
    assert (await bare.get("GetCurrentUsage"))["user_count"] == 12


async def test_clearing_users_leaves_records_and_departments(bare: Bare) -> None:
    await bare.get("DeviceControl", {"action": "ClearUsers"})
    usage = await bare.get("GetCurrentUsage")
    assert (usage["user_count"], usage["face_count"], usage["attend_log_count"]) == (0, 0, 250)
    depts = (await bare.get("GetDeptList"))["depts"]
    assert len(depts) > 1
    assert {each["user_count"] for each in depts} == {0}


async def test_clearing_managers_takes_only_their_rights(bare: Bare) -> None:
    await bare.get("DeviceControl", {"Action": "ClearAdmins"})
    usage = await bare.get("GetCurrentUsage")
    assert (usage["user_count"], usage["manager_count"]) == (12, 0)
    assert (await bare.get("GetUserInfo", {"id": "1"}))["privilege"] == "user"


async def test_clearing_the_management_log_touches_nothing_else(bare: Bare) -> None:
    before = await bare.get("GetCurrentUsage")
    await bare.get("DeviceControl", {"Action": "ClearAdminLog"})
    assert await bare.get("GetCurrentUsage") == before
    assert bare.device.clearance.management_records == 0


async def test_clearing_all_leaves_network_key_and_the_first_department(bare: Bare) -> None:
    await bare.get("SetSecurityConfig", {"api_key": "k"})
    bare.key = "k"
    network = await bare.get("GetNetworkConfig")
    await bare.get("SetShiftSetting", {"shifts": [[SHIFT[0], SHIFT[2], SHIFT[2]]] * 24})
    await bare.get("DeviceControl", {"Action": "ClearAllData"})
    usage = await bare.get("GetCurrentUsage")
    assert set(usage.values()) == {0}
    assert [each["name"] for each in (await bare.get("GetDeptList"))["depts"]] == ["Company"]
    assert (await bare.get("GetShiftSetting"))["shifts"][0] == SHIFT
    assert await bare.get("GetNetworkConfig") == network
