from __future__ import annotations

from tests.simulator.bare import Bare


async def test_it_says_what_it_was_made_as(bare: Bare) -> None:
    assert await bare.get("GetDeviceUid") == {"device_uid": "e09c1d1fd6ac34a7"}
    assert await bare.get("GetVersionInfo") == {
        "firmware_version": "13750C v3.11.802",
        "face_algorithm_version": "GreenFace v2.2",
        "fp_algorithm_version": "deli SMK v3.0",
    }
    assert await bare.get("GetCapacityLimit") == {
        "max_user": 5000,
        "max_face": 3000,
        "max_fp": 15000,
        "max_attend_log": 400000,
        "max_palm": 1000,
    }


async def test_all_ten_capabilities_are_json_truth(bare: Bare) -> None:
    capabilities = await bare.get("GetDeviceCapabilities")
    assert len(capabilities) == 10
    assert set(capabilities.values()) == {True}
