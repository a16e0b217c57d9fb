from __future__ import annotations

import asyncio

import pytest

from rollcall.protocol.errors import Unreachable
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.details_cache import DetailsCache
from tests.ui.device_fakes import DOOR, GATE, FakeFleet, a_device, some_details


def a_fleet() -> FakeFleet:
    return FakeFleet(a_device(), a_device("Gate", GATE))


async def test_read_asks_once_and_tells() -> None:
    fleet = a_fleet()
    cache = DetailsCache(fleet)
    told: list[DeviceUid] = []
    cache.changed.connect(told.append)
    await asyncio.gather(cache.read(DOOR), cache.read(DOOR))
    assert fleet.asked.count("GetVersionInfo") == 1
    assert told == [DOOR]
    details = cache.get(DOOR)
    assert details is not None
    assert details.versions == some_details().versions


async def test_read_asks_again_when_wanted() -> None:
    fleet = a_fleet()
    cache = DetailsCache(fleet)
    await cache.read(DOOR)
    await cache.read(DOOR, again=True)
    assert fleet.asked.count("GetVersionInfo") == 2


async def test_read_raises_and_keeps_what_was_known_when_the_device_is_gone() -> None:
    fleet = a_fleet()
    cache = DetailsCache(fleet)
    await cache.read(DOOR)
    fleet.told[DOOR] = Unreachable("Front door")
    with pytest.raises(Unreachable):
        await cache.read(DOOR, again=True)
    assert cache.get(DOOR) is not None


async def test_read_all_passes_over_the_one_that_fails() -> None:
    fleet = a_fleet()
    fleet.told[DOOR] = Unreachable("Front door")
    cache = DetailsCache(fleet)
    await cache.read_all([DOOR, GATE, DeviceUid("forgotten")])
    assert cache.get(DOOR) is None
    assert cache.get(GATE) is not None


async def test_usages_are_read_anew_by_one_request_and_told() -> None:
    fleet = a_fleet()
    cache = DetailsCache(fleet)
    await cache.read(DOOR)
    fleet.told[DOOR] = some_details(users=27)
    fleet.asked.clear()
    told: list[DeviceUid] = []
    cache.changed.connect(told.append)
    await cache.read_usages([DOOR])
    details = cache.get(DOOR)
    assert details is not None
    assert details.usage == some_details(users=27).usage
    assert details.versions == some_details().versions
    assert (fleet.asked, told) == (["GetCurrentUsage"], [DOOR])


async def test_usages_of_devices_never_read_or_gone_are_passed_over() -> None:
    fleet = a_fleet()
    cache = DetailsCache(fleet)
    await cache.read(DOOR)
    fleet.told[DOOR] = Unreachable("Front door")
    fleet.asked.clear()
    await cache.read_usages([DOOR, GATE, DeviceUid("forgotten")])
    details = cache.get(DOOR)
    assert details is not None
    assert details.usage == some_details().usage
    assert cache.get(GATE) is None
    assert fleet.asked == ["GetCurrentUsage"]


async def test_forget_drops_what_is_known() -> None:
    cache = DetailsCache(a_fleet())
    await cache.read(DOOR)
    cache.forget(DOOR)
    assert cache.get(DOOR) is None
    assert cache.get(None) is None
