from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.bare import Bare
from tests.simulator.examples import STATIC

MOVED = {**STATIC, "address": "192.168.0.77"}
DHCP = {"dhcp": "on", "access_points": [{"ssid": "Büro", "key": ""}]}


async def test_settings_are_written_flat_and_read_nested(bare: Bare) -> None:
    before = await bare.get("GetNetworkConfig")
    assert before["ethernet"] == {
        "config": STATIC,
        "running": {name: value for name, value in STATIC.items() if name != "dhcp"},
    }
    assert before["wlan"]["config"] == {
        "dhcp": "on",
        "access_points": [{"ssid": "AP1", "key": "1234"}],
    }
    await bare.get("SetNetworkConfig", {"ethernet": MOVED})
    after = await bare.get("GetNetworkConfig")
    assert after["ethernet"]["config"] == MOVED
    assert after["ethernet"]["running"]["address"] == "192.168.0.77"
    assert after["wlan"] == before["wlan"]


async def test_changes_count_after_the_answer(bare: Bare) -> None:
    seen: list[object] = []
    bare.device.network.changed = seen.append
    assert (await bare.ask("SetNetworkConfig", {"ethernet": MOVED}))["result"] == "Success"
    await bare.get("GetDeviceUid")
    assert len(seen) == 1


async def test_wireless_without_access_points_is_down(bare: Bare) -> None:
    await bare.get("SetNetworkConfig", {"wlan": {"dhcp": "on"}})
    assert (await bare.get("GetNetworkConfig"))["wlan"] == {
        "config": {"dhcp": "on", "access_points": []},
        "running": {},
    }
    await bare.get("SetNetworkConfig", {"wlan": DHCP})
    wlan = (await bare.get("GetNetworkConfig"))["wlan"]
    assert wlan["config"] == DHCP
    assert "address" in wlan["running"]


@pytest.mark.parametrize(
    ("section", "code"),
    [
        ({**STATIC, "dhcp": True}, "invalid_parameter"),
        ({**STATIC, "dhcp": "yes"}, "invalid_parameter"),
        ({**STATIC, "address": "192.168.0.256"}, "invalid_parameter"),
        ({**STATIC, "address": ""}, "invalid_parameter"),
        ({**STATIC, "gateway": "gate"}, "invalid_parameter"),
        ({**STATIC, "nameservers": ["1.1.1.1", "8.8.8.8", "9.9.9.9"]}, "invalid_parameter"),
        ({**STATIC, "netmask": "255.0.255.0"}, "invalid_parameter"),
        ({"dhcp": "off"}, "missing_parameter"),
        ({"config": STATIC}, "missing_parameter"),
    ],
    ids=range(9),
)
async def test_wrong_settings_change_nothing(
    bare: Bare, section: dict[str, Any], code: str
) -> None:
    before = await bare.get("GetNetworkConfig")
    assert await bare.code("SetNetworkConfig", {"ethernet": section}) == code
    assert await bare.get("GetNetworkConfig") == before


async def test_more_than_five_access_points_are_refused(bare: Bare) -> None:
    points = [{"ssid": f"AP{n}", "key": "k"} for n in range(6)]
    wlan = {"dhcp": "on", "access_points": points}
    assert await bare.code("SetNetworkConfig", {"wlan": wlan}) == "invalid_parameter"
    await bare.get("SetNetworkConfig", {"wlan": {**wlan, "access_points": points[:5]}})
