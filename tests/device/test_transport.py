"""One exchange: what goes over the wire, what is refused, and that the key shows nowhere."""

from __future__ import annotations

import asyncio
import gc
import logging
import traceback
from typing import Any

import httpcore
import httpx
import pytest

from rollcall.device import certificates
from rollcall.device.client import Budget
from rollcall.device.transport import Transport
from rollcall.protocol.address import NO_KEY, ApiKey
from rollcall.protocol.command import Command
from rollcall.protocol.errors import BadReply, DeviceError, TimedOut
from rollcall.protocol.info import GetVersionInfo
from rollcall.protocol.users import DeleteUserInfo, GetUserInfo, UserId
from tests.device.conftest import SHORT, Opening
from tests.device.scripted import (
    FIRMWARE,
    WRONG_KEY,
    Answer,
    ScriptedDevice,
    Seen,
    http,
    page,
    reply,
    silence,
    until,
)
from tests.device.test_client import BAD

CANARY = "canary/&=%41+secret"
ESCAPED = ("canary", "%2F%26%3D%2541%2Bsecret")


def needs_key(answer: Answer) -> Answer:
    return lambda seen: (answer if "canary" in seen.key else WRONG_KEY)(seen)


def echo(seen: Seen) -> bytes:
    """Redirect to an address that repeats the whole query, as careless servers do."""
    where = f"Location: http://elsewhere.invalid/{seen.target}"
    return http(seen.target, status=302, headers=(where,))


@pytest.mark.parametrize("command", [GetVersionInfo(), DeleteUserInfo(id=UserId("1"))], ids=repr)
@pytest.mark.parametrize("name", [*BAD, "echo", "cancelled"])
async def test_key_shows_nowhere(
    name: str, command: Command[Any], opened: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    for logger in ("", "httpx", "httpcore", "asyncio", "h11", "rollcall"):
        caplog.set_level(1, logger=logger)
    answer = {"echo": echo, "cancelled": silence}.get(name) or BAD[name][0]
    async with ScriptedDevice(needs_key(answer)) as device:
        budget = SHORT if answer is silence and name != "cancelled" else None
        client = opened(device.address, key=ApiKey(CANARY), key_allowed=True, budget=budget)
        asking = asyncio.create_task(client.ask(command))
        if name == "cancelled":
            await until(lambda: device.asked and device.seen[-1].key)
            asking.cancel()
        with pytest.raises((DeviceError, asyncio.CancelledError)) as caught:
            await asking
        shown = [repr(client), repr(client._session), repr(client._session.transport)]
        shown += [repr(each) for each in _chain(caught.value)]
        shown += traceback.TracebackException.from_exception(
            caught.value, capture_locals=True
        ).format()
    assert any("canary" in each.key for each in device.seen)
    told = "\n".join([*shown, caplog.text, *map(repr, caplog.records)])
    assert [line for line in told.splitlines() if any(each in line for each in ESCAPED)] == []


def _chain(error: BaseException | None) -> list[BaseException]:
    every: list[BaseException] = []
    while error is not None and error not in every:
        every.append(error)
        error = error.__cause__ or error.__context__
    return every


async def test_key_reaches_the_device_as_it_is(opened: Opening) -> None:
    async with ScriptedDevice(needs_key(FIRMWARE), identity=WRONG_KEY) as device:
        client = opened(device.address, key=ApiKey(CANARY), key_allowed=True)
        with pytest.raises(DeviceError):
            await client.ask(GetVersionInfo())
    assert device.seen[-1].target == "/control?api_key=" + "".join(ESCAPED)


async def test_user_may_be_large_and_not_too_large(opened: Opening) -> None:
    users = [reply("UserInfo", {"id": "1", "face": "A" * size * 2**20}) for size in (3, 5)]
    async with ScriptedDevice(*users) as device:
        client = opened(device.address)
        user = await client.ask(GetUserInfo(id=UserId("1")))
        with pytest.raises(BadReply) as caught:
            await client.ask(GetUserInfo(id=UserId("1")))
    assert isinstance(user.face, bytes)
    assert "too large" in caught.value.why


async def test_large_reply_is_not_read_to_its_end(opened: Opening) -> None:
    async with ScriptedDevice(page(b" " * 60_000_000)) as device:
        client = opened(device.address)
        with pytest.raises(DeviceError):
            await client.ask(GetVersionInfo())
        assert not client._session.transport.is_open


async def test_pages_are_fetched_without_a_key() -> None:
    async with ScriptedDevice(page("<title>Hello</title>")) as device:
        transport = Transport(device.address, label="d")
        await transport.open()
        answer = await transport.get("/", size_max=1000)
        await transport.aclose()
    assert answer.body == b"<title>Hello</title>"
    assert (device.seen[0].method, device.seen[0].target) == ("GET", "/")


async def test_nothing_is_kept_open_after_closing() -> None:
    async with ScriptedDevice(FIRMWARE) as device:
        transport = Transport(device.address, label="d")
        await transport.open()
        assert transport.is_open
        await transport.aclose()
        assert not transport.is_open
        await until(lambda: not device.open)
    gc.collect()  # a socket forgotten would warn


async def test_connection_is_dropped_at_the_deadline() -> None:
    async with ScriptedDevice(silence, identity=silence) as device:
        transport = Transport(device.address, label="d", budget=Budget(first_byte_s=0.05))
        await transport.open()
        with pytest.raises(TimedOut):
            await transport.send(b"{}", key=NO_KEY, command="x")
        assert transport.begun
        assert not transport.is_open


async def test_no_certificate_authorities_are_loaded() -> None:
    assert certificates.open_context().cert_store_stats()["x509_ca"] == 0


def test_debug_lines_of_the_library_are_off() -> None:
    assert not logging.getLogger("httpcore.http11").isEnabledFor(logging.DEBUG)


def test_what_we_set_inside_the_libraries_is_still_there() -> None:
    """Setting an attribute that a newer version calls otherwise would silently do nothing."""
    origin = httpcore.Origin(b"http", b"127.0.0.1", 80)
    connection = httpcore.AsyncHTTP11Connection(origin=origin, stream=httpcore.AsyncMockStream([]))
    assert "_state_lock" in vars(connection)
    assert "_pool" in vars(httpx.AsyncHTTPTransport(verify=False))
    assert "_request" in vars(httpx.RequestError(""))
