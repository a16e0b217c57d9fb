"""Where to look for devices: this computer's own networks, or a range that a person typed."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable, Iterator
from typing import Final

from rollcall.device.found import Target
from rollcall.protocol.address import HTTP_PORT, HTTPS_PORT, Address
from rollcall.protocol.errors import InputProblem, InvalidInput

ADDRESSES_MAX: Final = 4096
PORTS: Final = ((HTTP_PORT, False), (HTTPS_PORT, True))  # protocol-notes 1.1
FIELD: Final = "range"

_LARGEST_PREFIX: Final = 24  # of a larger network only the part around this computer is looked at
_SEPARATORS: Final = re.compile(r"[,;\s]+")
_AROUND_DASH: Final = re.compile(r"\s*[-\u2013]\s*")  # the hyphen, and the dash of word processors
_LOOKS_LIKE_RANGE: Final = re.compile(r"[0-9.]+-[0-9.]+")


def local_targets() -> tuple[Target, ...]:
    """Give every address of the IPv4 networks this computer is in, at the usual ports."""
    import psutil  # type: ignore[import-untyped]

    running = psutil.net_if_stats()
    found = [
        (each.address, each.netmask)
        for name, addresses in psutil.net_if_addrs().items()
        if name not in running or running[name].isup
        for each in addresses
        if each.family == socket.AF_INET
    ]
    return tuple(_at_usual_ports(_addresses_around(found)))


def parse_range(text: str) -> tuple[Target, ...]:
    """Read `192.168.1.0/24`, `192.168.1.10-50`, `192.168.1.10-192.168.1.60`, addresses, host:port.

    Several may stand side by side. Raises `InvalidInput("range", ...)`.
    """
    parts = [each for each in _SEPARATORS.split(_AROUND_DASH.sub("-", text.strip())) if each]
    if not parts:
        raise InvalidInput(FIELD, InputProblem.EMPTY)
    targets: dict[Target, None] = {}
    addresses: set[str] = set()
    for part in parts:
        for target in _targets_of(part):
            targets[target] = None
            addresses.add(target.host)
        if len(addresses) > ADDRESSES_MAX:
            raise InvalidInput(FIELD, InputProblem.RANGE_TOO_LARGE)
    return tuple(targets)


def _addresses_around(interfaces: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Give the neighbours of each (address, netmask), every one once."""
    seen: set[ipaddress.IPv4Address] = set()
    for address, netmask in interfaces:
        try:
            interface = ipaddress.IPv4Interface(f"{address}/{netmask or 32}")
        except ValueError:
            continue
        if interface.ip.is_loopback or interface.ip.is_link_local or interface.ip.is_unspecified:
            continue
        prefix = max(interface.network.prefixlen, _LARGEST_PREFIX)
        if prefix == interface.max_prefixlen:  # a tunnel to one other computer
            continue
        for host in ipaddress.IPv4Network((interface.ip, prefix), strict=False).hosts():
            if host not in seen:
                seen.add(host)
                yield str(host)


def _at_usual_ports(hosts: Iterable[str]) -> Iterator[Target]:
    every = tuple(hosts)
    for port, https in PORTS:  # all at the first port first: nearly every device answers there
        for host in every:
            yield Target(host, port, https)


def _targets_of(part: str) -> Iterable[Target]:
    if "/" in part.removesuffix("/") and "://" not in part:
        return _at_usual_ports(_network(part))
    if _LOOKS_LIKE_RANGE.fullmatch(part):
        return _at_usual_ports(_span(*part.split("-", 1)))
    address = _address(part)
    if "://" in part or ":" in part:
        return [Target(address.host, address.port, address.https)]
    return _at_usual_ports([address.host])


def _network(text: str) -> Iterator[str]:
    try:
        network = ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        raise InvalidInput(FIELD, InputProblem.NOT_A_RANGE) from None
    if network.num_addresses > ADDRESSES_MAX:
        raise InvalidInput(FIELD, InputProblem.RANGE_TOO_LARGE)
    return map(str, network.hosts())


def _span(first_text: str, last_text: str) -> Iterator[str]:
    try:
        first = ipaddress.IPv4Address(first_text)
        if last_text.isdigit():
            last_text = f"{first_text.rpartition('.')[0]}.{last_text}"
        last = ipaddress.IPv4Address(last_text)
    except ValueError:
        raise InvalidInput(FIELD, InputProblem.NOT_A_RANGE) from None
    if last < first:
        raise InvalidInput(FIELD, InputProblem.NOT_A_RANGE)
    if int(last) - int(first) >= ADDRESSES_MAX:
        raise InvalidInput(FIELD, InputProblem.RANGE_TOO_LARGE)
    return (str(ipaddress.IPv4Address(each)) for each in range(int(first), int(last) + 1))


def _address(text: str) -> Address:
    try:
        return Address.parse(text)
    except InvalidInput as error:
        problem = error.problem
        if problem is InputProblem.NOT_AN_ADDRESS:
            problem = InputProblem.NOT_A_RANGE
        raise InvalidInput(FIELD, problem) from None
