"""The three devices of practice mode: an office, a big building, a slow one without palms."""

from __future__ import annotations

import msgspec

from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import EVERYTHING, Profile
from rollcall.simulator.server import DeviceServer

OFFICE = Profile(
    name="Front door",
    uid="e09c1d1fd6ac34a7",
    users=24,
    records=3_000,
    seed=11,
    service_s=0.01,
    loopback_only=True,
)
BUILDING = Profile(
    name="Main building",
    uid="5b7e20c49d13f806",
    users=5_000,
    records=100_000,
    seed=12,
    service_s=0.01,
    loopback_only=True,
)
WAREHOUSE = Profile(
    name="Warehouse",
    uid="0a41f3d27c98be65",
    firmware="13750C v3.10.655",
    capabilities=msgspec.structs.replace(EVERYTHING, palm=False),
    users=180,
    records=6_000,
    seed=13,
    service_s=0.12,
    loopback_only=True,
)
PRACTICE = (OFFICE, BUILDING, WAREHOUSE)

_HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")  # macOS has the first only


async def start_practice() -> list[DeviceServer]:
    """Start all three, each at its own address where the system has several."""
    servers: list[DeviceServer] = []
    try:
        for profile, host in zip(PRACTICE, _HOSTS, strict=True):
            servers.append(await _started(profile, host))
    except BaseException:
        for server in servers:
            await server.aclose()
        raise
    return servers


async def _started(profile: Profile, host: str) -> DeviceServer:
    device = SimulatedDevice(profile)
    try:
        return await DeviceServer(device, host).start()
    except OSError:
        return await DeviceServer(device).start()


def described(servers: list[DeviceServer]) -> str:
    """Give one line of JSON that says where they are."""
    return msgspec.json.encode(
        {
            "devices": [
                {
                    "name": server.device.profile.name,
                    "uid": server.device.profile.uid,
                    "host": server.http_address.host,
                    "port": server.http_address.port,
                    "https_port": server.https_address.port,
                }
                for server in servers
            ]
        }
    ).decode()
