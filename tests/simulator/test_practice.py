from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

import pytest

from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.practice import (
    BUILDING,
    OFFICE,
    PRACTICE,
    WAREHOUSE,
    described,
    start_practice,
)
from rollcall.simulator.timing import ManualTime
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start


async def test_three_devices_answer_at_their_own_addresses() -> None:
    servers = await start_practice()
    try:
        devices = json.loads(described(servers))["devices"]
        assert len({(each["host"], each["port"]) for each in devices}) == 3
        for server, device in zip(servers, devices, strict=True):
            assert server.address.host == device["host"]
            bare = Bare(server, ManualTime())
            assert await bare.get("GetDeviceUid") == {"device_uid": device["uid"]}
            await bare.close()
    finally:
        for server in servers:
            await server.aclose()


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
        bare = await start(**asdict(profile) | {"service_s": 0.0})
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


def test_they_stay_on_this_computer() -> None:
    assert all(each.loopback_only for each in PRACTICE)


@pytest.mark.parametrize("profile", PRACTICE, ids=lambda each: each.name)
def test_nobody_has_more_than_the_device_can_hold(profile: object) -> None:
    from rollcall.simulator.profile import Profile

    assert isinstance(profile, Profile)
    device = SimulatedDevice(profile, time=ManualTime())
    for kind in ("users", "faces", "fingers", "palms"):
        assert device.users.counts[kind] <= getattr(profile.limits, kind)
