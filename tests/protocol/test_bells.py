"""Bells, counted as the specification counts them."""

from __future__ import annotations

import pytest

from rollcall.protocol.bells import Bell, BellPlace, GetBellSetting, Ringing
from rollcall.protocol.errors import BadReply
from tests.protocol.wire import read

WIRE = {"start": "08:00", "duration_index": 0, "type_index": 2, "weekmask": 62}


def test_durations_and_places_have_the_numbers_of_the_specification() -> None:
    assert [each.value for each in Ringing] == list(range(9))
    assert [each.value for each in BellPlace] == [0, 1, 2]
    assert Ringing(8) is Ringing.SECONDS_60


def test_bell_is_read_when_it_is_off() -> None:
    (bell,) = read(GetBellSetting(), {"bells": [WIRE]}).bells
    assert bell == Bell(start="08:00", ringing=Ringing.OFF, place=BellPlace.BOTH, weekmask=62)


@pytest.mark.parametrize("member", WIRE)
def test_bells_are_bad_when_one_lacks_a_member(member: str) -> None:
    partial = {name: value for name, value in WIRE.items() if name != member}
    with pytest.raises(BadReply):
        read(GetBellSetting(), {"bells": [WIRE, partial]})
