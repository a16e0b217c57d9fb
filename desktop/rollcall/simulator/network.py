"""The network settings of a simulated device (protocol-notes N1 to N6). No listener moves."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from msgspec import UNSET, structs

from rollcall.protocol.command import Success
from rollcall.protocol.network import (
    AccessPoint,
    Ethernet,
    EthernetConfig,
    GetNetworkConfig,
    InterfaceStatus,
    NetworkConfig,
    SetNetworkConfig,
    Wlan,
    WlanConfig,
)
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Answers, Setup

ACCESS_POINTS_MAX = 5  # protocol-notes N4

_FACTORY_ETHERNET = EthernetConfig(dhcp=True)
_FACTORY_WLAN = WlanConfig(dhcp=True, access_points=())
# The examples of the specification, GetNetworkConfig.
_BY_DHCP = InterfaceStatus(
    address="192.168.0.5",
    netmask="255.255.255.0",
    gateway="192.168.0.1",
    nameservers=("8.8.8.8", "4.4.4.4"),
)
_WIRELESS = InterfaceStatus(
    address="10.242.1.9", netmask="255.0.0.0", gateway="10.0.0.2", nameservers=("10.0.0.2",)
)
_DOWN = InterfaceStatus()


class Network:
    """What is set, and what runs; changed after the answer is sent (N5)."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.ethernet = EthernetConfig(
            dhcp=False,
            address="192.168.0.5",
            netmask="255.255.255.0",
            gateway="192.168.0.1",
            nameservers=("8.8.8.8", "4.4.4.4"),
        )
        self.wlan = WlanConfig(dhcp=True, access_points=(AccessPoint(ssid="AP1", key="1234"),))
        self.changed: Callable[[SetNetworkConfig], None] | None = None
        """Told of a change after it was made; a test may move the listener then."""
        self.answers: Answers = {GetNetworkConfig: self.tell, SetNetworkConfig: self.configure}

    def tell(self, _: GetNetworkConfig) -> NetworkConfig:
        """Give every interface the device has."""
        can = self._setup.profile.capabilities
        return NetworkConfig(
            ethernet=Ethernet(running=_running(self.ethernet, _BY_DHCP), config=self.ethernet)
            if can.ethernet
            else UNSET,
            wlan=Wlan(running=self._wlan_running(), config=self.wlan) if can.wifi else UNSET,
        )

    def configure(self, command: SetNetworkConfig) -> Success:
        """Check and take new settings; an interface the device does not have is ignored."""
        can = self._setup.profile.capabilities
        for section in (command.ethernet, command.wlan):
            if section is not UNSET:
                _check(section)
        points = command.wlan.access_points if command.wlan is not UNSET else ()
        if points is not UNSET and len(points) > ACCESS_POINTS_MAX:
            raise Refusal(Code.INVALID_PARAMETER, "access_points")
        erasing = self._setup.variants.is_on("network-erases-omitted")
        ethernet = _FACTORY_ETHERNET if erasing else self.ethernet
        wlan = _FACTORY_WLAN if erasing else self.wlan
        if command.ethernet is not UNSET and can.ethernet:
            ethernet = command.ethernet
        if command.wlan is not UNSET and can.wifi:
            wlan = command.wlan
            if wlan.access_points is UNSET:
                wlan = structs.replace(wlan, access_points=())
        self._setup.afterwards.append(lambda: self._apply(command, ethernet, wlan))
        return Success()

    def _apply(self, command: SetNetworkConfig, ethernet: EthernetConfig, wlan: WlanConfig) -> None:
        self.ethernet, self.wlan = ethernet, wlan
        if self.changed is not None:
            self.changed(command)

    def _wlan_running(self) -> InterfaceStatus:
        return _running(self.wlan, _WIRELESS) if self.wlan.access_points else _DOWN


def _running(config: EthernetConfig | WlanConfig, by_dhcp: InterfaceStatus) -> InterfaceStatus:
    if config.dhcp:
        return by_dhcp
    return InterfaceStatus(
        address=config.address,
        netmask=config.netmask,
        gateway=config.gateway,
        nameservers=config.nameservers,
    )


def _check(config: EthernetConfig | WlanConfig) -> None:
    if not config.dhcp and (config.address is UNSET or config.netmask is UNSET):
        raise Refusal(Code.MISSING_PARAMETER, "address" if config.address is UNSET else "netmask")
    given = [config.address, config.gateway]
    given += [] if config.nameservers is UNSET else list(config.nameservers)
    for text in given:
        if text is not UNSET and text and not _is_address(text):
            raise Refusal(Code.INVALID_PARAMETER, text[:60])
    if not config.dhcp and not _is_netmask(str(config.netmask)):
        raise Refusal(Code.INVALID_PARAMETER, str(config.netmask)[:60])
    if not config.dhcp and not config.address:
        raise Refusal(Code.INVALID_PARAMETER, "")


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _is_netmask(text: str) -> bool:
    if not _is_address(text):
        return False
    free = ~int(ipaddress.IPv4Address(text)) & 0xFFFFFFFF
    return free & (free + 1) == 0
