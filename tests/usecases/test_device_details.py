"""One device's particulars, each part by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from rollcall.protocol.clock import DeviceTime
from rollcall.protocol.command import Command
from rollcall.protocol.errors import (
    BadReply,
    DeviceError,
    KeyRejected,
    TimedOut,
    Unreachable,
    Unsupported,
)
from rollcall.protocol.info import (
    CapacityLimit,
    CurrentUsage,
    DeviceCapabilities,
    VersionInfo,
)
from rollcall.usecases.device_details import DeviceDetails, read_details
from tests.usecases.fakes import FakeSession, refused

START = datetime(2025, 3, 1, 9)
PARTS: dict[str, tuple[str, Any]] = {
    "GetVersionInfo": ("versions", VersionInfo(firmware="2.1")),
    "GetCapacityLimit": ("limits", CapacityLimit(users=5000)),
    "GetCurrentUsage": ("usage", CurrentUsage(users=12)),
    "GetDeviceCapabilities": ("capabilities", DeviceCapabilities(face=True)),
    "GetDeviceTime": ("device_time", DeviceTime(time=START + timedelta(minutes=5))),
}


class Told(FakeSession):
    """Answers every part; each answer takes two seconds of its clock."""

    def __init__(self, **errors: DeviceError) -> None:
        self.errors = errors
        self.now = START

    async def ask(self, command: Command[Any]) -> Any:  # noqa: ANN401  # any reply
        self.now += timedelta(seconds=2)
        name = command.names[0]
        if name in self.errors:
            raise self.errors[name]
        return PARTS[name][1]

    async def details(self) -> DeviceDetails:
        return await read_details(self, now=lambda: self.now)


async def test_everything_is_there_when_the_device_tells_all() -> None:
    details = await Told().details()
    assert details.versions == VersionInfo(firmware="2.1")
    assert details.limits == CapacityLimit(users=5000)
    assert details.usage == CurrentUsage(users=12)
    assert details.capabilities == DeviceCapabilities(face=True)
    assert details.read_at == START + timedelta(seconds=10)


async def test_drift_is_taken_at_the_middle_of_the_round_trip() -> None:
    details = await Told().details()
    # Asked at second 8, answered at second 10, so 9:00:09 here was 9:05:00 there.
    assert details.drift == timedelta(minutes=4, seconds=51)


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize(
    "error",
    [
        Unsupported("d", command="x"),
        refused("not_now"),
        BadReply("d", command="x", why="no number"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_part_is_none_when_the_device_does_not_tell_it(name: str, error: DeviceError) -> None:
    details = await Told(**{name: error}).details()
    missing = [part for part, _ in PARTS.values() if getattr(details, part) is None]
    assert missing == [PARTS[name][0]]
    assert (details.drift is None) == (name == "GetDeviceTime")


@pytest.mark.parametrize("error", [Unreachable("d"), TimedOut("d"), KeyRejected("d")])
async def test_error_is_raised_when_the_device_cannot_be_asked(error: DeviceError) -> None:
    with pytest.raises(type(error)):
        await Told(GetCurrentUsage=error).details()
