"""Access zones and the door."""

from __future__ import annotations

from datetime import datetime

import pytest

from rollcall.protocol.access import GetAcTimeZone, GetAcUserInfo
from rollcall.protocol.errors import BadReply
from rollcall.protocol.users import UserId
from tests.protocol.wire import read

PERIOD = {"use": "yes", "start": "2025-01-24T00:00:00.5", "end": "2025-01-24"}


def test_entry_is_read_when_it_is_odd() -> None:
    entry = read(
        GetAcUserInfo(id=UserId("7")), {"id": 7, "time_zone": ["1", 2], "valid_period": PERIOD}
    )
    assert (entry.id, entry.zones, entry.valid_period.used) == ("7", (1, 2), True)
    assert entry.valid_period.start == entry.valid_period.end == datetime(2025, 1, 24)


@pytest.mark.parametrize("start", ["", "00:00"])
def test_range_of_a_zone_is_empty_in_both_forms(start: str) -> None:
    zones = read(GetAcTimeZone(), {"zones": [[{"start": start, "end": start}]]}).zones
    assert zones[0][0].is_empty


@pytest.mark.parametrize("zones", [None, {}, [5], [[5]], [[{"start": "00:00"}]]])
def test_zones_are_bad_when_they_are_none(zones: object) -> None:
    with pytest.raises(BadReply):
        read(GetAcTimeZone(), {"zones": zones})
