from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from rollcall.simulator.profile import EVERYTHING
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start


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
