"""The three devices of practice mode: an office, a big building, and a slow one to look after.

The building is getting full of users; the warehouse of records, and its clock is slow.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec
from msgspec import structs

from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import EVERYTHING, USUAL_LIMITS, Profile
from rollcall.simulator.server import DeviceServer

OFFICE = Profile(
    name="Front door",
    uid="e09c1d1fd6ac34a7",
    users=24,
    records=20_000,  # a year
    seed=11,
    service_s=0.01,
    loopback_only=True,
)
BUILDING = Profile(
    name="Main building",
    uid="5b7e20c49d13f806",
    limits=structs.replace(USUAL_LIMITS, users=6000, faces=6000),
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
    capabilities=structs.replace(EVERYTHING, palm=False),
    limits=structs.replace(USUAL_LIMITS, users=1000, faces=1000, fingers=3000, records=20_000),
    users=180,
    records=17_200,
    seed=13,
    service_s=0.12,
    clock_ahead=timedelta(minutes=-7),
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
