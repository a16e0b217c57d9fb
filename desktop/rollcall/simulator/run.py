"""`rollcall simulate`: its arguments, and running simulated devices until they are stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path

from rollcall.protocol.address import Address
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.faults import faults
from rollcall.simulator.practice import (
    Places,
    described,
    keep_places,
    places_of,
    read_places,
    start_practice,
)
from rollcall.simulator.profile import Profile
from rollcall.simulator.security import Interfaces, self_signed
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.switches import BadSwitch, Switches
from rollcall.simulator.variants import variants

_USUAL = Profile()
_PORT_HELP = "port to listen on; 0 takes a free one (default: 8081)"
_OTHER_PORT_HELP = "port for the interface that is off until it is enabled (default: a free one)"
_SPELLING = "NAME[=VALUE][:Command][*N]"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `rollcall simulate`."""
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    add("--port", type=_count, default=8081, help=_PORT_HELP)
    add("--users", type=_count, default=0, help="how many sample users it has")
    add("--records", type=_count, default=0, help="how many sample attendance records it has")
    add("--seed", type=int, default=_USUAL.seed, help="other numbers give other people")
    add("--key", default="", help="the API key it wants (default: none)")
    add("--uid", default=_USUAL.uid, help="its unique id")
    add("--name", default=_USUAL.name, help="its name")
    add("--service-ms", type=float, default=0.0, help="time it takes for each answer")
    add("--face-bytes", type=_count, default=_USUAL.face_bytes, help="size of a face template")
    add("--https", action="store_true", help="HTTPS instead of HTTP, with its own certificate")
    add("--other-port", type=_count, default=0, help=_OTHER_PORT_HELP)
    add(
        "--variant", type=_checked(variants), action="append", default=[], metavar="NAME[=VALUE]",
        help="differ from the specification's letter as some devices may; repeatable",
    )  # fmt: skip
    add(
        "--fault", type=_checked(faults), action="append", default=[], metavar=_SPELLING,
        help="be faulty, for one command or all, N times or always; repeatable",
    )  # fmt: skip
    add("--list", action="store_true", help="list the variants and faults, and end")
    add(
        "--practice", action="store_true",
        help="run the three devices of practice mode until standard input is closed",
    )  # fmt: skip
    add(
        "--places", type=Path, metavar="FILE",
        help="with --practice: listen where FILE says they did last, and keep in it where they do",
    )  # fmt: skip


def run(arguments: Namespace) -> int:
    """Do what the arguments say; give the exit code."""
    if arguments.list:
        _say(listing())
        return 0
    try:
        asyncio.run(practise(arguments.places) if arguments.practice else simulate(arguments))
    except OSError as error:
        sys.stderr.write(f"rollcall simulate: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


async def serve(profile: Profile, host: str = "127.0.0.1", port: int = 0) -> DeviceServer:
    """Start one device; `url` says where it is, `aclose` ends it."""
    return await DeviceServer(SimulatedDevice(profile), host, port).start()


async def simulate(arguments: Namespace) -> None:
    """Run one device until a signal stops it."""
    async with _server(arguments) as server:
        _say(server.url)
        _say(f"{_other(server).origin}/ is kept for when it is enabled")
        await _stopped()


async def practise(file: Path | None = None) -> None:
    """Run the practice devices until standard input is closed or a signal stops them.

    With a file they listen where they did last, if they can.
    """
    servers = await start_practice(read_places(file) if file else Places())
    places = places_of(servers)
    if file:
        keep_places(file, places)
    try:
        _say(described(places))
        await _stopped(until_input_ends=True)
    finally:
        for server in servers:
            await server.aclose()


def listing() -> str:
    """Give every variant and every fault with its sentence."""
    lines = []
    for title, switches in (("Variants:", variants()), ("Faults:", faults())):
        lines += ["", title]
        for switch in switches.table.values():
            name = f"{switch.name}={switch.value}" if switch.value else switch.name
            lines.append(f"  {name:32} {switch.sentence}")
    return "\n".join(lines[1:])


def _other(server: DeviceServer) -> Address:
    """Give the interface that is off at the start: no command can tell its port."""
    return server.http_address if server.address.https else server.https_address


def _server(arguments: Namespace) -> DeviceServer:
    profile = Profile(
        name=arguments.name,
        uid=arguments.uid,
        api_key=arguments.key,
        users=arguments.users,
        records=arguments.records,
        seed=arguments.seed,
        face_bytes=arguments.face_bytes,
        service_s=arguments.service_ms / 1000,
    )
    device = SimulatedDevice(profile)
    for spelling in arguments.variant:
        device.variants.switch_on_as(spelling)
    for spelling in arguments.fault:
        device.faults.switch_on_as(spelling)
    if not arguments.https:
        return DeviceServer(device, arguments.host, arguments.port, https_port=arguments.other_port)
    certificate, key = self_signed(arguments.host)
    device.security.interfaces = Interfaces(
        http=False, https=True, certificate=certificate, key=key
    )
    return DeviceServer(device, arguments.host, arguments.other_port, https_port=arguments.port)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError("a whole number is needed")
    return int(text)


def _checked(table: Callable[[], Switches]) -> Callable[[str], str]:
    def checked(spelling: str) -> str:
        try:
            table().switch_on_as(spelling)
        except BadSwitch as error:
            raise ArgumentTypeError(f"{error} (see --list)") from None
        return spelling

    return checked


async def _stopped(*, until_input_ends: bool = False) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    if until_input_ends:
        # A thread, because a terminal or file cannot be waited for in every system's loop.
        threading.Thread(target=_wait_for_end, args=(loop, stop), daemon=True).start()
    await stop.wait()


def _wait_for_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    try:
        # Unbuffered: a thread inside sys.stdin could not be left behind at the end.
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    if not loop.is_closed():
        loop.call_soon_threadsafe(stop.set)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
