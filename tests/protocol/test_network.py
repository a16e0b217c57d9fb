"""Network settings: nested as documented, flat as some write them."""

from __future__ import annotations

import pytest
from msgspec import UNSET

from rollcall.protocol.errors import BadReply
from rollcall.protocol.network import (
    AccessPoint,
    EthernetConfig,
    GetNetworkConfig,
    InterfaceStatus,
    SetNetworkConfig,
    WlanConfig,
)
from tests.protocol.wire import read, written

FLAT = {"dhcp": "off", "address": "10.0.0.5", "nameservers": ["10.0.0.1"]}
CONFIG = EthernetConfig(dhcp=False, address="10.0.0.5", nameservers=("10.0.0.1",))
RUNNING = {"address": "10.0.0.5"}


@pytest.mark.parametrize(
    ("section", "running"),
    [
        (FLAT, InterfaceStatus()),
        ({"config": FLAT}, InterfaceStatus()),
        ({"config": FLAT, "running": None}, InterfaceStatus()),
        ({"config": FLAT, "running": {}}, InterfaceStatus()),
        ({"config": FLAT, "running": RUNNING}, InterfaceStatus(address="10.0.0.5")),
        ({**FLAT, "running": RUNNING}, InterfaceStatus(address="10.0.0.5")),
    ],
)
def test_interface_is_read_nested_and_flat(section: object, running: InterfaceStatus) -> None:
    network = read(GetNetworkConfig(), {"ethernet": section})
    assert network.ethernet
    assert (network.ethernet.config, network.ethernet.running) == (CONFIG, running)
    assert network.wlan is UNSET


@pytest.mark.parametrize("nothing", [None, {}])
def test_interface_is_absent_when_its_section_is_empty(nothing: object) -> None:
    network = read(GetNetworkConfig(), {"ethernet": {"config": FLAT}, "wlan": nothing})
    assert network.wlan is UNSET


@pytest.mark.parametrize("wire", [[], {"ethernet": 5}, {"wlan": {"config": {}}}, {"wlan": ["x"]}])
def test_network_is_bad_when_it_is_none(wire: object) -> None:
    with pytest.raises(BadReply):
        read(GetNetworkConfig(), wire)


def test_access_points_keep_their_order_and_their_keys_as_text() -> None:
    points = [{"ssid": "b", "key": 1234}, {"ssid": "a"}, {"ssid": "c", "key": None}]
    network = read(GetNetworkConfig(), {"wlan": {"dhcp": "on", "access_points": points}})
    assert network.wlan
    assert network.wlan.config.access_points == (
        AccessPoint(ssid="b", key="1234"),
        AccessPoint(ssid="a"),
        AccessPoint(ssid="c"),
    )


def test_settings_are_written_flat() -> None:
    point = AccessPoint(ssid="Office")
    change = SetNetworkConfig(ethernet=CONFIG, wlan=WlanConfig(dhcp=True, access_points=(point,)))
    assert written(change) == {
        "ethernet": FLAT,
        "wlan": {"dhcp": "on", "access_points": [{"ssid": "Office", "key": ""}]},
    }
