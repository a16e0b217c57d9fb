"""Which addresses are looked at."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import psutil  # type: ignore[import-untyped]
import pytest

from rollcall.device import networks
from rollcall.device.found import Target
from rollcall.device.networks import local_targets, parse_range
from rollcall.protocol.errors import InputProblem, InvalidInput


def hosts(text: str) -> list[str]:
    return list(dict.fromkeys(each.host for each in parse_range(text)))


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("192.168.1.0/24", "192.168.1.1", "192.168.1.254", 254),
        ("192.168.1.77/24", "192.168.1.1", "192.168.1.254", 254),
        ("192.168.1.10-50", "192.168.1.10", "192.168.1.50", 41),
        ("192.168.1.10 - 50", "192.168.1.10", "192.168.1.50", 41),
        ("192.168.1.10\u201350", "192.168.1.10", "192.168.1.50", 41),
        ("192.168.1.10-192.168.1.60", "192.168.1.10", "192.168.1.60", 51),
        ("192.168.1.250-192.168.2.5", "192.168.1.250", "192.168.2.5", 12),
        ("192.168.1.9", "192.168.1.9", "192.168.1.9", 1),
        ("10.0.0.0/20", "10.0.0.1", "10.0.15.254", 4094),
        ("10.0.0.1, 10.0.0.1;10.0.0.2", "10.0.0.1", "10.0.0.2", 2),
        ("door.example", "door.example", "door.example", 1),
    ],
)
def test_range_is_read(text: str, first: str, last: str, count: int) -> None:
    found = hosts(text)
    assert (found[0], found[-1], len(found)) == (first, last, count)


def test_usual_ports_are_taken_without_a_port() -> None:
    assert parse_range("10.0.0.1") == (Target("10.0.0.1", 80), Target("10.0.0.1", 443, https=True))


def test_port_and_scheme_are_kept() -> None:
    assert parse_range("127.0.0.1:8081 https://127.0.0.2:8443 https://127.0.0.3") == (
        Target("127.0.0.1", 8081),
        Target("127.0.0.2", 8443, https=True),
        Target("127.0.0.3", 443, https=True),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", InputProblem.EMPTY),
        (" , ", InputProblem.EMPTY),
        ("192.168.1.0/33", InputProblem.NOT_A_RANGE),
        ("192.168.1.999", InputProblem.NOT_A_RANGE),
        ("192.168.1.50-10", InputProblem.NOT_A_RANGE),
        ("192.168.1.10-300", InputProblem.NOT_A_RANGE),
        ("192.168.1-5", InputProblem.NOT_A_RANGE),
        ("192.168.1.0/24/2", InputProblem.NOT_A_RANGE),
        ("my device!", InputProblem.NOT_A_RANGE),
        ("10.0.0.1:99999", InputProblem.BAD_PORT),
        ("10.0.0.0/8", InputProblem.RANGE_TOO_LARGE),
        ("0.0.0.0/0", InputProblem.RANGE_TOO_LARGE),
        ("10.0.0.1-10.1.0.1", InputProblem.RANGE_TOO_LARGE),
        ("10.0.0.0/20 10.1.0.0/20", InputProblem.RANGE_TOO_LARGE),
    ],
)
def test_range_is_refused(text: str, problem: InputProblem) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_range(text)
    assert (caught.value.field, caught.value.problem) == ("range", problem)


def around(*interfaces: tuple[str, str | None]) -> list[str]:
    return list(networks._addresses_around(interfaces))


def test_only_the_part_around_this_computer_is_taken_of_a_large_network() -> None:
    found = around(("172.17.4.2", "255.255.0.0"))
    assert (found[0], found[-1], len(found)) == ("172.17.4.1", "172.17.4.254", 254)


def test_small_network_is_taken_whole() -> None:
    assert around(("192.168.1.66", "255.255.255.248")) == [
        f"192.168.1.{each}" for each in range(65, 71)
    ]


def test_network_is_taken_once_when_two_interfaces_are_in_it() -> None:
    assert len(around(("10.0.0.5", "255.255.255.0"), ("10.0.0.6", "255.255.255.0"))) == 254


@pytest.mark.parametrize(
    "interface",
    [
        ("127.0.0.1", "255.0.0.0"),
        ("169.254.3.4", "255.255.0.0"),
        ("0.0.0.0", "0.0.0.0"),
        ("10.8.0.2", "255.255.255.255"),
        ("10.8.0.2", None),
        ("nonsense", "255.0.0.0"),
    ],
)
def test_interface_without_neighbours_is_left_out(interface: tuple[str, str | None]) -> None:
    assert around(interface) == []


def test_local_targets_are_of_interfaces_that_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def address(text: str, family: int = socket.AF_INET) -> SimpleNamespace:
        return SimpleNamespace(family=family, address=text, netmask="255.255.255.252")

    monkeypatch.setattr(
        psutil,
        "net_if_addrs",
        lambda: {
            "lo": [address("127.0.0.1")],
            "eth0": [address("10.0.0.1"), address("fe80::1", socket.AF_INET6)],
            "eth1": [address("10.0.1.1")],
        },
    )
    monkeypatch.setattr(
        psutil,
        "net_if_stats",
        lambda: {"eth0": SimpleNamespace(isup=True), "eth1": SimpleNamespace(isup=False)},
    )
    assert local_targets() == (
        Target("10.0.0.1", 80),
        Target("10.0.0.2", 80),
        Target("10.0.0.1", 443, https=True),
        Target("10.0.0.2", 443, https=True),
    )
