from __future__ import annotations

import json

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
    assert all(each.loopback_only for each in PRACTICE)


@pytest.mark.parametrize("profile", PRACTICE, ids=lambda each: each.name)
def test_nobody_has_more_than_the_device_can_hold(profile: object) -> None:
    from rollcall.simulator.profile import Profile

    assert isinstance(profile, Profile)
    device = SimulatedDevice(profile, time=ManualTime())
    for kind in ("users", "faces", "fingers", "palms"):
        assert device.users.counts[kind] <= getattr(profile.limits, kind)
