"""A pin decides, before a byte is sent; names and dates do not."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from rollcall.device.certificates import Issued, make_authority, make_certificate
from rollcall.protocol.address import Address, ApiKey
from rollcall.protocol.errors import NotPrivate
from rollcall.protocol.info import GetVersionInfo
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from tests.device.conftest import Opening
from tests.device.scripted import FIRMWARE, IDENTITY, ScriptedDevice, until
from tests.device.test_session import SECRET, only_with

VERSION = GetVersionInfo()


@cache
def authority() -> Issued:
    return make_authority("Test")


@cache
def usual() -> Issued:
    return make_certificate(authority(), name="Front door", hosts=("127.0.0.1",))


def serving(issued: Issued, folder: Path) -> ssl.SSLContext:
    file = folder / "device.pem"
    file.write_text(issued.key + issued.certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    return serving(usual(), tmp_path)


async def test_pinned_device_answers_over_https(context: ssl.SSLContext, opened: Opening) -> None:
    async with ScriptedDevice(FIRMWARE, context=context) as device:
        client = opened(device.address, pin=usual().fingerprint)
        assert (await client.ask(VERSION)).firmware == "1.2.3"
        assert client.private
        assert client.fingerprint == usual().fingerprint


async def test_pin_may_be_written_with_colons(context: ssl.SSLContext, opened: Opening) -> None:
    digits = usual().fingerprint.upper()
    pin = ":".join(digits[each : each + 2] for each in range(0, 64, 2))
    async with ScriptedDevice(FIRMWARE, context=context) as device:
        await opened(device.address, pin=pin).ask(VERSION)


async def test_not_private_before_a_byte_when_the_pin_differs(
    context: ssl.SSLContext, opened: Opening
) -> None:
    async with ScriptedDevice(FIRMWARE, context=context) as device:
        client = opened(device.address, pin="00" * 32, key=ApiKey("secret"))
        with pytest.raises(NotPrivate) as caught:
            await client.ask(VERSION)
    assert caught.value.found == usual().fingerprint
    assert device.seen == []


async def test_key_goes_to_the_pinned_host_wherever_it_is(
    context: ssl.SSLContext, opened: Opening
) -> None:
    async with ScriptedDevice(
        FIRMWARE, identity=only_with(SECRET, IDENTITY), context=context
    ) as device:
        await opened(device.address, pin=usual().fingerprint, key=SECRET).ask(VERSION)
    assert SECRET.reveal() in device.keys


@pytest.mark.parametrize(
    "issued",
    [
        lambda: make_certificate(
            authority(),
            name="x",
            hosts=("127.0.0.1",),
            now=datetime(2001, 1, 1, tzinfo=UTC),
            life=timedelta(days=30),
        ),
        lambda: make_certificate(authority(), name="x", hosts=("elsewhere.invalid", "10.0.0.1")),
    ],
    ids=["expired", "another name"],
)
async def test_dates_and_names_do_not_count_when_the_pin_fits(
    issued: object, tmp_path: Path, opened: Opening
) -> None:
    shown: Issued = issued()  # type: ignore[operator]
    async with ScriptedDevice(FIRMWARE, context=serving(shown, tmp_path)) as device:
        await opened(device.address, pin=shown.fingerprint).ask(VERSION)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_not_private_when_only_old_tls_is_offered(
    context: ssl.SSLContext, opened: Opening
) -> None:
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    async with ScriptedDevice(FIRMWARE, context=context) as device:
        with pytest.raises(NotPrivate) as caught:
            await opened(device.address, pin=usual().fingerprint).ask(VERSION)
    assert caught.value.found is None
    assert device.seen == []


async def test_not_private_when_the_port_speaks_plain_http(opened: Opening) -> None:
    async with DeviceServer(SimulatedDevice(Profile())) as server:
        address = Address("127.0.0.1", server.address.port, https=True)
        with pytest.raises(NotPrivate):
            await opened(address, pin="00" * 32).ask(VERSION)


async def test_certificate_stands_up_to_a_strict_client(context: ssl.SSLContext) -> None:
    strict = ssl.create_default_context(cadata=authority().certificate)
    async with ScriptedDevice(FIRMWARE, context=context) as device:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_connection(
            asyncio.Protocol, "127.0.0.1", device.address.port, ssl=strict
        )
        await until(lambda: device.open)
        transport.abort()
        await until(lambda: not device.open)


def test_private_key_does_not_show() -> None:
    assert "PRIVATE" not in repr(usual())


def test_authority_of_somebody_else_is_refused() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519

    key = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    other = Issued(certificate=authority().certificate, key=key.decode())
    with pytest.raises(TypeError):
        make_certificate(other, name="x", hosts=())
