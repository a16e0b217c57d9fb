"""The three devices of practice mode: an office, a big building, and a slow one to look after.

The building is getting full of users; the warehouse of records, and its clock is slow. One company
uses them: most who are on one of the small devices are on all three, and what is not the same is
what happens in a year.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import structs

from rollcall.protocol.users import Privilege
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import EVERYTHING, USUAL_LIMITS, Deviation, Profile
from rollcall.simulator.server import DeviceServer

_COMPANY = 11

OFFICE = Profile(
    name="Front door",
    uid="e09c1d1fd6ac34a7",
    users=24,
    records=20_000,  # a year
    seed=11,
    company=_COMPANY,
    deviations=(
        Deviation(number=10, fingers=2),
        Deviation(number=12, is_missing=True),
        Deviation(number=14, name="Chloé Taylor Meyer"),  # married; told here only
        Deviation(number=17, is_somebody_else=True),
        Deviation(number=24, department="Sales"),
    ),
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
    company=_COMPANY,
    deviations=(
        Deviation(number=23, is_missing=True),
        Deviation(number=38, is_missing=True),
    ),
    service_s=0.01,
    loopback_only=True,
)
WAREHOUSE = Profile(
    name="Warehouse",
    uid="0a41f3d27c98be65",
    firmware="13750C v3.10.655",
    capabilities=structs.replace(EVERYTHING, palm=False),
    limits=structs.replace(USUAL_LIMITS, users=1000, faces=1000, fingers=3000, records=20_000),
    users=60,
    records=17_200,
    seed=13,
    company=_COMPANY,
    deviations=(
        Deviation(number=2, privilege=Privilege.USER),
        Deviation(number=6, is_missing=True),
        Deviation(number=11, has_no_face=True),
        Deviation(number=21, is_missing=True),
        Deviation(number=33, is_somebody_else=True),
    ),
    service_s=0.12,
    clock_ahead=timedelta(minutes=-7),
    loopback_only=True,
)
PRACTICE = (OFFICE, BUILDING, WAREHOUSE)

_HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")  # macOS has the first only


_Port = Annotated[int, msgspec.Meta(ge=0, le=65_535)]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where one device listens."""

    name: str
    uid: str
    host: str
    port: _Port
    https_port: _Port


class Places(msgspec.Struct, frozen=True):
    """Where the devices listen; written as JSON it is what the program is told, and a file."""

    devices: tuple[Place, ...] = ()


async def start_practice(last: Places = Places()) -> list[DeviceServer]:  # noqa: B008  # frozen
    """Start all three, each where it was last, or at its own address where the system has several.

    Whoever knows the devices finds them again after a restart.
    """
    servers: list[DeviceServer] = []
    places = {each.uid: each for each in last.devices}
    try:
        for profile, host in zip(PRACTICE, _HOSTS, strict=True):
            servers.append(await _started(profile, host, places.get(profile.uid)))
    except BaseException:
        for server in servers:
            await server.aclose()
        raise
    return servers


async def _started(profile: Profile, host: str, last: Place | None) -> DeviceServer:
    device = SimulatedDevice(profile)
    tries = [(host, 0, 0)]
    if last is not None and last.host in _HOSTS:
        # The port for HTTPS matters less: nobody uses it before the device was told to open it.
        tries = [(last.host, last.port, last.https_port), (last.host, last.port, 0), *tries]
    for host_tried, port, https_port in tries:
        with suppress(OSError):  # another program may have taken a port meanwhile
            return await DeviceServer(device, host_tried, port, https_port=https_port).start()
    return await DeviceServer(device).start()


def places_of(servers: Iterable[DeviceServer]) -> Places:
    """Give where devices listen."""
    return Places(
        tuple(
            Place(
                name=server.device.profile.name,
                uid=server.device.profile.uid,
                host=server.http_address.host,
                port=server.http_address.port,
                https_port=server.https_address.port,
            )
            for server in servers
        )
    )


def described(places: Places) -> str:
    """Give one line of JSON that says where they are."""
    return msgspec.json.encode(places).decode()


def read_places(file: Path) -> Places:
    """Give where the devices were last; nowhere if the file is missing or was spoilt."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Places)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Places()


def keep_places(file: Path, places: Places) -> None:
    """Keep where they are, for the next start; without it they are merely found elsewhere then."""
    with suppress(OSError):
        file.write_text(described(places))
