"""The bells (specification, GetBellSetting)."""

from __future__ import annotations

from typing import Annotated

from msgspec import field

from rollcall.protocol.command import Change, Query, Reply, Success, Wire
from rollcall.protocol.fields import ClockText, OpenNumber
from rollcall.protocol.ranges import sized, within

BELLS = 24  # specification, GetBellSetting
Weekmask = Annotated[int, within(0, 127)]
"""Days of the week: bit 0 is Sunday, bit 6 Saturday."""


class Ringing(OpenNumber):
    """How long a bell rings; `OFF` is a bell not in use (protocol-notes D7)."""

    OFF = 0
    SECONDS_3 = 1
    SECONDS_5 = 2
    SECONDS_10 = 3
    SECONDS_15 = 4
    SECONDS_20 = 5
    SECONDS_30 = 6
    SECONDS_45 = 7
    SECONDS_60 = 8


class BellPlace(OpenNumber):
    """Which bell rings."""

    INSIDE = 0
    OUTSIDE = 1
    BOTH = 2


class Bell(Wire):
    """One ring: when, how long, where, on which days."""

    start: ClockText
    ringing: Ringing = field(name="duration_index")
    place: BellPlace = field(name="type_index")
    weekmask: Weekmask


class BellSetting(Reply):
    """Every bell, 24 as a rule."""

    bells: tuple[Bell, ...]


class GetBellSetting(Query[BellSetting]):
    """Ask for the bells (specification, GetBellSetting)."""


class SetBellSetting(Change[Success]):
    """Set all 24 bells at once (specification, SetBellSetting; protocol-notes D6)."""

    bells: Annotated[tuple[Bell, ...], sized(BELLS, BELLS)]
