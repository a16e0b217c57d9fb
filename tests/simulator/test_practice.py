from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from rollcall.protocol.users import UserId
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.population import people
from rollcall.simulator.practice import (
    BUILDING,
    OFFICE,
    PRACTICE,
    WAREHOUSE,
    Place,
    Places,
    described,
    keep_places,
    places_of,
    read_places,
    start_practice,
)
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.timing import ManualTime
from rollcall.simulator.users import User
from rollcall.usecases.copying.names import are_alike
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start


async def test_three_devices_answer_at_their_own_addresses() -> None:
    servers = await start_practice()
    try:
        devices = json.loads(described(places_of(servers)))["devices"]
        assert len({(each["host"], each["port"]) for each in devices}) == 3
        for server, device in zip(servers, devices, strict=True):
            assert server.address.host == device["host"]
            bare = Bare(server, ManualTime())
            assert await bare.get("GetDeviceUid") == {"device_uid": device["uid"]}
            await bare.close()
    finally:
        for server in servers:
            await server.aclose()


PLACE = Place(name="Door", uid="d00", host="127.0.0.1", port=8081, https_port=8443)


async def started(last: Places) -> tuple[Places, list[DeviceServer]]:
    servers = await start_practice(last)
    return places_of(servers), servers


async def close(servers: list[DeviceServer]) -> None:
    for server in servers:
        await server.aclose()


async def test_they_listen_where_they_did_last(tmp_path: Path) -> None:
    first, servers = await started(Places())
    await close(servers)
    keep_places(tmp_path / "places", first)
    again, servers = await started(read_places(tmp_path / "places"))
    await close(servers)
    assert again == first


async def test_only_the_one_whose_port_was_taken_listens_elsewhere() -> None:
    first, servers = await started(Places())
    await close(servers)
    office, *others = first.devices
    with socket.create_server((office.host, office.port)):
        again, servers = await started(first)
        await close(servers)
    assert again.devices[0].port != office.port
    assert list(again.devices[1:]) == others


@pytest.mark.parametrize(
    "spoilt",
    [
        None,
        "",
        "[1]",
        '{"devices": [7]}',
        described(Places()).replace("[]", "{}"),
        described(Places((PLACE,))).replace("8081", "70000"),
    ],
)
def test_spoilt_file_is_none(tmp_path: Path, spoilt: str | None) -> None:
    file = tmp_path / "places"
    if spoilt is not None:
        file.write_text(spoilt)
    assert read_places(file) == Places()


@pytest.mark.parametrize(
    "spoilt",
    [
        described(Places((PLACE,))).encode().replace(PLACE.name.encode(), b"\xff\xfe"),
        b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=["no text", "deep"],
)
def test_file_that_is_no_text_or_too_deep_is_none(tmp_path: Path, spoilt: bytes) -> None:
    file = tmp_path / "places"
    file.write_bytes(spoilt)
    assert read_places(file) == Places()


async def test_no_other_host_is_listened_at_than_this_pc() -> None:
    first, servers = await started(Places())
    await close(servers)
    elsewhere = Places(tuple(replace(each, host="0.0.0.0") for each in first.devices))
    again, servers = await started(elsewhere)
    await close(servers)
    assert [each.host for each in again.devices] == [each.host for each in first.devices]


def test_places_that_cannot_be_kept_are_let_go(tmp_path: Path) -> None:
    keep_places(tmp_path / "nowhere" / "places", Places())


def test_they_are_a_small_a_big_and_a_slow_one() -> None:
    assert OFFICE.users < 100
    assert (BUILDING.users, BUILDING.records) == (5000, 100_000)
    assert WAREHOUSE.service_s > 0.1
    assert WAREHOUSE.capabilities.palm is False
    assert len({each.uid for each in PRACTICE}) == 3


async def test_the_overview_has_something_to_show_and_nothing_is_full(start: Start) -> None:
    """Warnings from 80 %, alarm from 95 %, a clock matters from a minute on."""
    used: dict[tuple[str, str], int] = {}
    for profile in PRACTICE:
        members = {each.name: getattr(profile, each.name) for each in fields(profile)}
        bare = await start(**members | {"service_s": 0.0})
        limits, usage = await bare.get("GetCapacityLimit"), await bare.get("GetCurrentUsage")
        for kind in ("user", "face", "fp", "palm", "attend_log"):
            if f"max_{kind}" in limits:
                part = 100 * usage[f"{kind}_count"] // limits[f"max_{kind}"]
                used[profile.name, kind] = part
    assert max(used.values()) < 95
    assert {each for each, part in used.items() if part >= 80} == {
        ("Main building", "user"),
        ("Warehouse", "attend_log"),
    }
    assert WAREHOUSE.clock_ahead < timedelta(minutes=-1)
    assert {OFFICE.clock_ahead, BUILDING.clock_ahead} == {timedelta()}


def test_most_who_are_on_a_small_device_are_the_same_on_all_three() -> None:
    office, building, warehouse = (users_of(each) for each in PRACTICE)
    for small, others in ((office, (building, warehouse)), (warehouse, (building,))):
        same = [
            user_id
            for user_id, user in small.items()
            if all(is_same(user, other.get(user_id)) for other in others)
        ]
        assert len(same) > 0.6 * len(small)
        assert any(small[each].fingers and small[each].face for each in same)


@pytest.mark.parametrize(
    ("one", "other", "ways"),
    [
        (OFFICE, BUILDING, {"missing", "another person", "name", "department", "fingers"}),
        (
            OFFICE,
            WAREHOUSE,
            {
                *("missing", "another person"),
                *("name", "department", "privilege", "fingers", "face"),
            },
        ),
        (WAREHOUSE, BUILDING, {"missing", "another person", "privilege", "face"}),
    ],
    ids=["office and building", "office and warehouse", "warehouse and building"],
)
def test_every_way_to_differ_is_there_to_be_seen(
    one: Profile, other: Profile, ways: set[str]
) -> None:
    here, there = users_of(one), users_of(other)
    assert here.keys() - there.keys()
    found = set()
    for user_id, user in here.items():
        found |= set(ways_to_differ(user, there.get(user_id)))
    assert found == ways


def users_of(profile: Profile) -> dict[UserId, User]:
    return {user.id: user for user in people(profile)}


def is_same(one: User, other: User | None) -> bool:
    """Whether two devices have somebody alike, but for palms: one of the devices reads none."""
    return not list(ways_to_differ(one, other))


def ways_to_differ(one: User, other: User | None) -> Iterator[str]:
    if other is None:
        yield "missing"
    elif not are_alike(one.name, other.name):
        yield "another person"
    else:
        for part in ("name", "department", "privilege", "password", "card", "fingers", "face"):
            if getattr(one, part) != getattr(other, part):
                yield part


def test_they_stay_on_this_computer() -> None:
    assert all(each.loopback_only for each in PRACTICE)


@pytest.mark.parametrize("profile", PRACTICE, ids=lambda each: each.name)
def test_nobody_has_more_than_the_device_can_hold(profile: Profile) -> None:
    device = SimulatedDevice(profile, time=ManualTime())
    for kind in ("users", "faces", "fingers", "palms"):
        assert device.users.counts[kind] <= getattr(profile.limits, kind)
