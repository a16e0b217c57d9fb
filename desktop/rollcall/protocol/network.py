"""The device's network interfaces (specification, Device network configuration)."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, UnsetType

from rollcall.protocol.command import Change, Query, Reply, Success, Wire
from rollcall.protocol.fields import OnOff, SecretText
from rollcall.protocol.ranges import sized

NAMESERVERS_MAX = 2  # specification, GetNetworkConfig
Nameservers = Annotated[tuple[str, ...], sized(0, NAMESERVERS_MAX)]


class InterfaceStatus(Wire):
    """What an interface uses now; without `address` its link is down (protocol-notes N2)."""

    address: str | UnsetType = UNSET
    netmask: str | UnsetType = UNSET
    gateway: str | UnsetType = UNSET
    nameservers: tuple[str, ...] | UnsetType = UNSET


class EthernetConfig(Wire):
    """How the wired interface is set; the addresses count only without DHCP."""

    dhcp: OnOff
    address: str | UnsetType = UNSET
    netmask: str | UnsetType = UNSET
    gateway: str | UnsetType = UNSET
    nameservers: Nameservers | UnsetType = UNSET


class AccessPoint(Wire):
    """A Wi-Fi network the device knows; `key` is its password."""

    ssid: str
    key: SecretText = ""


class WlanConfig(Wire):
    """How Wi-Fi is set; the order of access points is the device's (protocol-notes N4)."""

    dhcp: OnOff
    address: str | UnsetType = UNSET
    netmask: str | UnsetType = UNSET
    gateway: str | UnsetType = UNSET
    nameservers: Nameservers | UnsetType = UNSET
    access_points: tuple[AccessPoint, ...] | UnsetType = UNSET


class Ethernet(Wire):
    """The wired interface: now, and as set."""

    running: InterfaceStatus = InterfaceStatus()
    config: EthernetConfig


class Wlan(Wire):
    """Wi-Fi: now, and as set."""

    running: InterfaceStatus = InterfaceStatus()
    config: WlanConfig


class NetworkConfig(Reply):
    """Every interface the device has."""

    ethernet: Ethernet | UnsetType = UNSET
    wlan: Wlan | UnsetType = UNSET

    @classmethod
    def tidied(cls, payload: object) -> object:
        """Accept sections without the level `config` (protocol-notes N1), and empty for none."""
        if not isinstance(payload, dict):
            return payload
        return {name: _nested(section) for name, section in payload.items() if section}


class GetNetworkConfig(Query[NetworkConfig]):
    """Ask how the network is set (specification, GetNetworkConfig)."""


class SetNetworkConfig(Change[Success]):
    """Set one interface or both; without the level `config` (protocol-notes N1)."""

    ethernet: EthernetConfig | UnsetType = UNSET
    wlan: WlanConfig | UnsetType = UNSET


def _nested(section: object) -> object:
    if not isinstance(section, dict) or "config" in section:
        return section
    flat = dict(section)
    running = flat.pop("running", {})
    return {"running": running, "config": flat}
