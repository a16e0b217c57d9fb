from __future__ import annotations

import contextlib
import socket

import pytest

from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from tests.conftest import ExpectedLog
from tests.simulator.bare import Bare
from tests.simulator.certificates import pair


async def test_the_url_shows_no_key() -> None:
    async with DeviceServer(SimulatedDevice(Profile(api_key="hidden"))) as server:
        assert server.url == f"http://127.0.0.1:{server.address.port}/"
        assert server.address == server.http_address


async def test_the_https_port_is_known_from_the_start_and_does_not_listen_yet() -> None:
    async with DeviceServer() as server:
        address = server.https_address
        assert address.port not in {0, server.http_address.port}
        with socket.socket() as probe:
            assert probe.connect_ex((address.host, address.port)) != 0


async def test_a_port_that_is_taken_is_an_os_error() -> None:
    async with DeviceServer() as server:
        with pytest.raises(OSError):  # noqa: PT011  # its number differs by system
            await DeviceServer(port=server.address.port).start()


async def test_a_server_can_be_started_again_on_its_device(bare: Bare) -> None:
    await bare.get("SetSoundVolume", {"sound_volume": 9})
    await bare.server.aclose()
    await bare.server.start()
    await bare.close()
    assert await bare.get("GetSoundVolume") == {"sound_volume": 9}


async def test_a_device_can_move_to_another_port(bare: Bare) -> None:
    before = bare.server.address
    await bare.get("GetDeviceUid")
    await bare.server.move("127.0.0.1")
    assert bare.server.address != before
    await bare.close()
    await bare.get("GetDeviceUid")
    with socket.socket() as probe:
        assert probe.connect_ex((before.host, before.port)) != 0


async def test_a_port_that_was_taken_meanwhile_is_logged_and_the_device_goes_on(
    bare: Bare, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    async def taken(*_: object, **__: object) -> None:
        raise OSError

    expected_log("a port of the simulated device was taken by another program")
    certificate, key = pair("127.0.0.1")
    with monkeypatch.context() as patched:
        patched.setattr("asyncio.start_server", taken)
        tls = {"enabled": "yes", "device_cert": certificate, "device_key": key}
        await bare.get("SetSecurityConfig", {"tls_conf": tls})
        await bare.server.settled()
    await bare.get("GetDeviceUid")


async def test_closing_ends_open_connections(bare: Bare) -> None:
    await bare.get("GetDeviceUid")
    reader, _ = await bare.open()
    await bare.server.aclose()
    with contextlib.suppress(ConnectionError):
        assert await reader.read() == b""
