"""The device's clock (specification, Time Synchronization)."""

from __future__ import annotations

from rollcall.protocol.command import Change, Query, Reply, Success
from rollcall.protocol.fields import WallClock


class DeviceTime(Reply):
    """The device's wall clock, to the second."""

    time: WallClock


class GetDeviceTime(Query[DeviceTime]):
    """Ask for the time (specification, GetDeviceTime)."""


class SetDeviceTime(Change[Success]):
    """Set the clock to a local time of whole seconds (specification, SetDeviceTime; T1)."""

    time: WallClock
