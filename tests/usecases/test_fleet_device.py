"""Where a row stands in the list."""

from __future__ import annotations

from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from tests.usecases.fakes import at

C = "10.0.0.3"


def test_devices_stand_by_name_and_strangers_by_number() -> None:
    rows = [
        FleetDevice(address=at(address), state=DeviceState.NEW, name=name)
        for address, name in [("10.0.0.10", ""), ("10.0.0.9", ""), ("b.local", ""), (C, "zoe")]
    ]
    ordered = sorted(rows, key=lambda each: each.place)
    assert [each.address.host for each in ordered] == [C, "10.0.0.9", "10.0.0.10", "b.local"]
