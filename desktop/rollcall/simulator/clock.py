"""The clock of a simulated device: this computer's, and how far it is off (protocol-notes T1)."""

from __future__ import annotations

from datetime import datetime

from rollcall.protocol.clock import DeviceTime, GetDeviceTime, SetDeviceTime
from rollcall.protocol.command import Success
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Answers, Setup

FIRST_YEAR, LAST_YEAR = 2000, 2099


class Clock:
    """Wall-clock time without zone, to the second."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.offset = setup.profile.clock_ahead
        self.answers: Answers = {GetDeviceTime: self.tell, SetDeviceTime: self.set}

    def now(self) -> datetime:
        """Give the time the device shows."""
        return (self._setup.time.now() + self.offset).replace(microsecond=0)

    def tell(self, _: GetDeviceTime) -> DeviceTime:
        """Answer with the time."""
        return DeviceTime(time=self.now())

    def set(self, command: SetDeviceTime) -> Success:
        """Set the clock."""
        if not FIRST_YEAR <= command.time.year <= LAST_YEAR:
            raise Refusal(Code.INVALID_PARAMETER, command.time.isoformat())
        self.offset = command.time - self._setup.time.now()
        return Success()
