"""The way to the devices: late imports, and practice mode that never leaves this PC."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rollcall.device.found import Found, Target
from rollcall.network import Network
from rollcall.practice import is_loopback
from rollcall.protocol.address import NO_KEY, Address
from rollcall.protocol.errors import InputProblem, InvalidInput, Unreachable
from rollcall.protocol.info import DeviceUid, GetDeviceUid
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer

ELSEWHERE = Address("10.20.30.40", 80)  # the socket guard of conftest.py fails who goes there


@pytest.fixture
async def practising() -> AsyncIterator[Network]:
    network = Network(practice=True)
    yield network
    await network.close()


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    network = Network(practice=False)
    yield network
    await network.close()


@pytest.fixture
async def server() -> AsyncIterator[DeviceServer]:
    server = await DeviceServer(SimulatedDevice(Profile(uid="0ff1ce", users=3))).start()
    yield server
    await server.aclose()


async def look(network: Network, *targets: Target) -> list[Found]:
    found: list[Found] = []
    await network.sweep(targets, found=found.append, progress=lambda done, total: None)
    return found


async def test_session_asks_when_it_is_first_needed(network: Network, server: DeviceServer) -> None:
    session = network.connect(
        server.http_address, label="Front door", key=NO_KEY, pin=None, uid=None
    )
    try:
        assert (await session.ask(GetDeviceUid())).uid == "0ff1ce"
        pages = [page async for page in session.user_ids()]
        assert sum(map(len, pages)) == 3
    finally:
        await session.aclose()


async def test_session_can_be_closed_when_it_was_never_used(network: Network) -> None:
    session = network.connect(ELSEWHERE, label="Front door", key=NO_KEY, pin=None, uid=None)
    await session.aclose()


async def test_nothing_is_opened_when_the_session_was_closed_before_its_device_was_made(
    network: Network, server: DeviceServer
) -> None:
    session = network.connect(
        server.http_address, label="Front door", key=NO_KEY, pin=None, uid=None
    )
    asking = asyncio.create_task(session.ask(GetDeviceUid()))
    await asyncio.sleep(0)  # it imports now
    await session.aclose()
    with pytest.raises(Unreachable):
        await asking
    assert not server.device.ledger.requests


async def test_unreachable_is_raised_when_nobody_listens(
    network: Network, server: DeviceServer
) -> None:
    await server.aclose()
    session = network.connect(
        server.http_address, label="Front door", key=NO_KEY, pin=None, uid=None
    )
    with pytest.raises(Unreachable):
        await session.ask(GetDeviceUid())
    await session.aclose()


async def test_sweep_tells_who_answers(network: Network, server: DeviceServer) -> None:
    address = server.http_address
    targets = await network.targets(f"{address.host}:{address.port}")
    found = await look(network, *targets)
    assert [each.uid for each in found] == ["0ff1ce"]


async def test_range_is_refused_when_nobody_can_mean_it(network: Network) -> None:
    with pytest.raises(InvalidInput):
        await network.targets("10.0.0.9-10.0.0.1")


# --- practice mode


@pytest.mark.parametrize("uid", [None, DeviceUid("0ff1ce")])
async def test_other_pc_is_not_asked_in_practice(
    practising: Network, uid: DeviceUid | None
) -> None:
    session = practising.connect(ELSEWHERE, label="Printer", key=NO_KEY, pin=None, uid=uid)
    with pytest.raises(InvalidInput) as refused:
        await session.ask(GetDeviceUid())
    assert refused.value.problem is InputProblem.NOT_IN_PRACTICE
    await session.aclose()


async def test_other_pc_is_not_asked_for_its_certificate_in_practice(practising: Network) -> None:
    with pytest.raises(InvalidInput) as refused:
        await practising.fingerprint_shown(Address("10.20.30.40", 443, https=True))
    assert (refused.value.field, refused.value.problem) == (
        "address",
        InputProblem.NOT_IN_PRACTICE,
    )


@pytest.mark.parametrize(
    "typed", ["10.20.30.0/24", "127.0.0.1 10.20.30.40", "printer.example", "localhost"]
)
async def test_range_is_refused_when_it_leaves_this_pc_in_practice(
    practising: Network, typed: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await practising.targets(typed)
    assert refused.value.problem is InputProblem.NOT_IN_PRACTICE


async def test_sweep_leaves_other_pcs_alone_in_practice(practising: Network) -> None:
    assert await look(practising, Target("10.20.30.40", 80, https=False)) == []


async def test_practice_devices_are_found_started_once_and_anew_when_they_ended(
    practising: Network,
) -> None:
    first, second = await asyncio.gather(practising.targets(""), practising.targets(""))
    assert first == second
    assert all(is_loopback(each.host) for each in first)
    found = await look(practising, *first)
    assert len({each.uid for each in found}) == 3
    starting = practising._practice_devices
    assert starting is not None
    devices = await starting
    await asyncio.to_thread(devices.stop)
    again = tuple(await practising.targets("127.0.0.9:8081"))
    assert again[-1] == Target("127.0.0.9", 8081, https=False)
    assert len({each.uid for each in await look(practising, *again)}) == 3


async def test_practice_device_known_from_an_earlier_run_answers_though_nobody_looked_for_it(
    tmp_path: Path,
) -> None:
    places = tmp_path / "places"
    earlier = Network(practice=True, places=places)
    found = await look(earlier, *await earlier.targets(""))
    await earlier.close()
    now = Network(practice=True, places=places)
    try:
        for each in found:
            session = now.connect(each.address, label="Door", key=NO_KEY, pin=None, uid=each.uid)
            assert (await session.ask(GetDeviceUid())).uid == each.uid
            await session.aclose()
    finally:
        await now.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX exit codes")
async def test_practice_devices_end_when_nobody_waits_for_their_start_any_more(
    practising: Network,
) -> None:
    asking = asyncio.create_task(practising.targets(""))
    await asyncio.sleep(0)  # it begins
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    starting = practising._practice_devices
    assert starting is not None
    await practising.close()
    assert (await starting).process.poll() == 0
