"""A sweep finds devices, sends strangers nothing but two harmless questions, and leaves nothing."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from rollcall.device import discovery
from rollcall.device.discovery import fingerprint_shown, sweep, takes_connections_here
from rollcall.device.found import Evidence, Found, Target
from rollcall.device.transport import Budget
from rollcall.protocol.address import Address
from rollcall.protocol.errors import Unreachable
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from tests.device.scripted import (
    HANG_UP,
    UID,
    WRONG_KEY,
    Answer,
    ScriptedDevice,
    error,
    page,
    raw,
    reply,
    silence,
    until,
)
from tests.device.test_certificates import serving, usual

QUICK = Budget(first_byte_s=0.5, whole_s=1.0)
BEAST = ("Server: Boost.Beast/144",)
TITLE = "\ufeff<html><title>Attendance & Access machine development test interface</title>"


def target_of(address: Address) -> Target:
    return Target(address.host, address.port, address.https)


async def found_at(*addresses: Address, budget: Budget = discovery.LOOK) -> list[Found]:
    finds: list[Found] = []
    await sweep([target_of(each) for each in addresses], finds.append, budget=budget)
    return finds


async def test_device_is_found_with_its_uid() -> None:
    async with DeviceServer(SimulatedDevice(Profile(uid="aabbccddeeff0011"))) as server:
        finds = await found_at(server.address)
    assert finds == [Found(address=server.address, evidence=Evidence.PROTOCOL, uid=finds[0].uid)]
    assert finds[0].uid == "aabbccddeeff0011"
    assert [each.method for each in server.device.ledger.requests] == ["POST"]


@pytest.mark.parametrize("variant", ["", "key-401-json", "key-200-json"])
async def test_device_with_a_key_is_found_and_gets_none(variant: str) -> None:
    async with DeviceServer(SimulatedDevice(Profile(api_key="secret"))) as server:
        if variant:
            server.device.variants.switch_on(variant)
        finds = await found_at(server.address)
    assert [each.evidence for each in finds] == [Evidence.KEY_NEEDED]
    assert finds[0].uid is None
    assert server.device.ledger.keys == {""}


# What answers to GetDeviceUid, what to GET /, and what is thought of it.
LOOKS: dict[str, tuple[Answer, Answer, Evidence | None]] = {
    "protocol error": (error("busy"), HANG_UP, Evidence.PROTOCOL),
    "unknown command": (error("unknown_command"), HANG_UP, Evidence.PROTOCOL),
    "key needed": (WRONG_KEY, HANG_UP, Evidence.KEY_NEEDED),
    "beast": (page("x", status=404, headers=BEAST), HANG_UP, Evidence.LOOKS_LIKE),
    "beast that hangs up": (HANG_UP, page("x", headers=BEAST), Evidence.LOOKS_LIKE),
    "page": (page("<html>", status=404), page(TITLE), Evidence.LOOKS_LIKE),
    "page, locked": (page("", status=403), page(TITLE), Evidence.KEY_NEEDED),
    "printer": (page("<html>", status=404), page("<title>Laser</title>"), None),
    "printer, locked": (page("", status=401), page("<title>Laser</title>"), None),
    "other mid": (page('{"mid":"1","result":"DeviceUid"}'), page(""), None),
    "not HTTP": (raw(b"220 mail.invalid ESMTP\r\n\r\n"), HANG_UP, None),
    "huge": (page(b"x" * 5_000_000), page(b"x" * 100_000), None),
    "silent": (silence, page(TITLE), None),
    "redirect": (page("", status=302, headers=("Location: http://x.invalid/",)), HANG_UP, None),
}


@pytest.mark.parametrize("name", LOOKS)
async def test_stranger_is_taken_for_what_it_shows(name: str) -> None:
    identity, front, evidence = LOOKS[name]
    async with ScriptedDevice(front, identity=identity) as device:
        budget = QUICK if identity is silence else discovery.LOOK
        finds = await found_at(device.address, budget=budget)
    assert [each.evidence for each in finds] == ([evidence] if evidence else [])
    assert {(each.method, each.target) for each in device.seen} <= {
        ("POST", "/control?api_key="),
        ("GET", "/"),
    }
    assert device.commands.count("GetDeviceUid") == 1


async def test_device_behind_https_shows_its_fingerprint(tmp_path: Path) -> None:
    async with ScriptedDevice(HANG_UP, context=serving(usual(), tmp_path)) as device:
        finds = await found_at(device.address)
    assert finds[0].private
    assert finds[0].uid == UID
    assert finds[0].fingerprint == usual().fingerprint


async def test_each_find_is_told_at_once() -> None:
    finds: list[Found] = []
    async with DeviceServer() as server, ScriptedDevice(HANG_UP, identity=silence) as device:
        targets = [target_of(device.address), target_of(server.address)]
        sweeping = asyncio.create_task(sweep(targets, finds.append))
        await until(lambda: finds)
        assert not sweeping.done()
        sweeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sweeping
    assert [each.address for each in finds] == [server.address]


async def test_progress_counts_every_target() -> None:
    steps: list[tuple[int, int]] = []
    async with DeviceServer() as server:
        closed = [Target(f"127.0.0.{each}", server.address.port) for each in range(2, 30)]
        await sweep(
            [*closed, target_of(server.address), closed[0]],
            lambda _: None,
            progress=lambda done, total: steps.append((done, total)),
        )
    assert steps == [(each, 29) for each in range(1, 30)]


async def test_nothing_to_do_is_done_at_once() -> None:
    await sweep([], lambda _: None)


class Gate:
    """Stands in for the network: counts who is knocking, and lets them go one by one."""

    def __init__(self) -> None:
        self.knocking = 0
        self.most = 0
        self.seen: list[Target] = []

    async def __call__(self, target: Target, timeout_s: float) -> bool:
        self.seen.append(target)
        self.knocking += 1
        self.most = max(self.most, self.knocking)
        try:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        finally:
            self.knocking -= 1
        return False


async def test_no_more_knock_at_once_than_allowed() -> None:
    gate = Gate()
    targets = [Target(f"127.0.{each // 250}.{each % 250}", 80) for each in range(500)]
    await sweep(targets, lambda _: None, concurrency=32, reach=gate)
    assert gate.most == 32
    assert gate.seen == targets


async def test_slow_hosts_do_not_hold_up_the_knocking() -> None:
    gate = Gate()
    finds: list[Found] = []
    async with ScriptedDevice(HANG_UP, identity=silence) as device:
        slow = [target_of(device.address)] * discovery.RECOGNISING * 2

        async def reach(target: Target, timeout_s: float) -> bool:
            await gate(target, timeout_s)
            return target.port == device.address.port

        targets = [*slow, *(Target(f"127.0.0.{each}", 9) for each in range(2, 200))]
        sweeping = asyncio.create_task(sweep(targets, finds.append, reach=reach))
        await until(lambda: not len(gate.seen) < 199)
        assert not sweeping.done()
        sweeping.cancel()
        await asyncio.wait([sweeping])


async def test_bug_of_the_listener_is_raised_as_it_is() -> None:
    def found(_: Found) -> None:
        raise ZeroDivisionError

    async with DeviceServer() as server:
        with pytest.raises(ZeroDivisionError):
            await sweep([target_of(server.address)], found)


async def test_only_this_computer_is_reached_in_practice() -> None:
    async with DeviceServer() as server:
        assert await takes_connections_here(target_of(server.address), 1.0)
    for host in ("192.168.1.1", "10.0.0.1", "router.invalid"):
        assert not await takes_connections_here(Target(host, 80), 1.0)


# --- addresses that drop packets --------------------------------------------------------------


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@contextmanager
def dropping(count: int) -> Iterator[list[Target]]:
    """Give targets at which connecting never ends.

    Linux drops further requests when nobody takes connections from a full queue.
    """
    with ExitStack() as stack:
        targets = []
        for last in range(1, count + 1):
            listener = stack.enter_context(socket.socket())
            listener.bind((f"127.0.0.{last}", 0))
            listener.listen(0)
            filler = stack.enter_context(socket.socket())
            filler.connect(listener.getsockname())
            targets.append(Target(*listener.getsockname()))
        yield targets


needs_linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files")


@needs_linux
async def test_dropping_addresses_are_given_up() -> None:
    steps: list[int] = []
    with dropping(5) as targets:
        before = open_files()
        await sweep(
            targets,
            lambda _: None,
            connect_timeout_s=0.05,
            progress=lambda done, _: steps.append(done),
        )
        assert open_files() == before
    assert steps == [1, 2, 3, 4, 5]


@needs_linux
async def test_cancelling_leaves_no_socket_and_no_task() -> None:
    with dropping(12) as targets:
        before = open_files()
        sweeping = asyncio.create_task(
            sweep(targets, lambda _: None, connect_timeout_s=60, concurrency=8)
        )
        await until(lambda: not open_files() < before + 8)
        await asyncio.sleep(0)
        assert open_files() == before + 8
        sweeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sweeping
        assert open_files() == before
        assert asyncio.all_tasks() == {asyncio.current_task()}


@needs_linux
async def test_cancelling_while_recognising_leaves_no_socket_and_no_task() -> None:
    before = open_files()
    async with ScriptedDevice(HANG_UP, identity=silence) as device:
        sweeping = asyncio.create_task(sweep([target_of(device.address)], lambda _: None))
        await until(lambda: device.seen)
        sweeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sweeping
        await until(lambda: not device.open)
    assert open_files() <= before


async def test_reply_shaped_by_another_protocol_is_no_device() -> None:
    async with ScriptedDevice(page(""), identity=reply("Weather", {"sun": 1})) as device:
        assert await found_at(device.address) == []


async def test_target_is_passed_over_when_no_socket_is_to_be_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class NoSocket(socket.socket):
        def __init__(self, *_: object) -> None:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")

    monkeypatch.setattr(socket, "socket", NoSocket)  # a computer without IPv6
    assert not await discovery.takes_connections(Target("::1", 80), 1.0)


async def test_fingerprint_shown_on_first_contact_sends_nothing(tmp_path: Path) -> None:
    async with ScriptedDevice(HANG_UP, context=serving(usual(), tmp_path)) as device:
        assert await fingerprint_shown(device.address) == usual().fingerprint
    assert device.seen == []


async def test_unreachable_when_there_is_no_certificate_to_show(tmp_path: Path) -> None:
    async with ScriptedDevice(HANG_UP, context=serving(usual(), tmp_path)) as device:
        address = device.address
    with pytest.raises(Unreachable):
        await fingerprint_shown(address)
