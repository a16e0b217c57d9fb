"""Two simulated devices that notice each request, and the moment to do harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rollcall.protocol.info import CapacityLimit
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.device import Message, SimulatedDevice, refused
from rollcall.simulator.profile import Profile

__all__ = ["WatchedDevice", "devices"]

_SMALL = Profile(users=12, face_bytes=300, finger_bytes=120, palm_bytes=150, capture_s=0.3)


class WatchedDevice(SimulatedDevice):
    """Calls `arrived` at each request; where that gives False, the request is not carried out."""

    arrived: Callable[[SimulatedDevice, str], bool] | None = None

    def perform(
        self, mid: object, name: str, payload: dict[str, Any], active: Mapping[str, str]
    ) -> Message:
        """Carry out one command, unless the moment forbids it."""
        if self.arrived is not None and not self.arrived(self, name):
            return refused(mid, Refusal(Code.INVALID_REQUEST))
        return super().perform(mid, name, payload, active)


def devices(seed: int, *, room: int) -> tuple[WatchedDevice, WatchedDevice]:
    """Make the two devices; the second has room for `room` users more than it holds."""
    front = replace(_SMALL, name="Front door", uid=f"{2 * seed:016x}", seed=seed)
    back = replace(
        _SMALL,
        name="Back door",
        uid=f"{2 * seed + 1:016x}",
        users=5,
        seed=seed + 1,
        limits=CapacityLimit(users=5 + room, faces=100, fingers=200, palms=100, records=1000),
    )
    return WatchedDevice(front), WatchedDevice(back)
