"""The bells of a simulated device (protocol-notes D6, D7)."""

from __future__ import annotations

from rollcall.protocol.bells import (
    BELLS,
    Bell,
    BellPlace,
    BellSetting,
    GetBellSetting,
    Ringing,
    SetBellSetting,
)
from rollcall.protocol.command import Success
from rollcall.simulator.setup import Answers, Completing, Members, Setup
from rollcall.simulator.writing import payload_of

SILENT = Bell(start="00:00", ringing=Ringing.OFF, place=BellPlace.INSIDE, weekmask=0)
_AT_EIGHT = Bell(start="08:00", ringing=Ringing.SECONDS_30, place=BellPlace.INSIDE, weekmask=62)


class Bells:
    """Always 24 of them."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.bells = (_AT_EIGHT, *[SILENT] * (BELLS - 1))
        self.answers: Answers = {GetBellSetting: self.tell, SetBellSetting: self.set}
        self.completing: Completing = {SetBellSetting: self._filled_up}

    def tell(self, _: GetBellSetting) -> BellSetting:
        """Give all 24."""
        return BellSetting(bells=self.bells)

    def set(self, command: SetBellSetting) -> Success:
        """Take all 24 anew."""
        self.bells = command.bells
        return Success()

    def _filled_up(self, sent: Members) -> Members:
        """Fill a shorter list up with bells that are off, if the device takes such a list."""
        bells = sent.get("bells")
        if isinstance(bells, list) and self._setup.variants.is_on("shorter-bells"):
            missing = [payload_of(SILENT) for _ in range(len(bells), BELLS)]
            return {**sent, "bells": bells + missing}
        return sent
