from __future__ import annotations

from datetime import datetime

import pytest

from rollcall.protocol.clock import DeviceTime
from rollcall.protocol.command import Reply, Wire
from rollcall.protocol.departments import Department
from rollcall.protocol.network import AccessPoint, EthernetConfig
from rollcall.protocol.settings import ChangeUserInfoOnDeviceAllowed
from rollcall.protocol.users import UserId, UserInfo
from rollcall.simulator.writing import payload_of


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (
            UserInfo(id=UserId("1"), fingers=(b"ab",), face=b""),
            {"id": "1", "name": "", "depart": "", "privilege": "user", "fp": ["YWI="], "face": ""},
        ),
        (Department(name="x"), {"name": "x", "shift": [], "user_count": 0}),
        (AccessPoint(ssid="a"), {"ssid": "a", "key": ""}),
        (EthernetConfig(dhcp=True), {"dhcp": "on"}),
        (EthernetConfig(dhcp=False, nameservers=()), {"dhcp": "off", "nameservers": []}),
        (ChangeUserInfoOnDeviceAllowed(allowed=False), {"is_allowed": "no"}),
        (DeviceTime(time=datetime(2025, 1, 2, 3, 4)), {"time": "2025-01-02T03:04:00"}),
    ],
    ids=range(7),
)
def test_every_member_is_written_but_those_that_are_not_there(
    value: Reply | Wire, written: object
) -> None:
    assert payload_of(value) == written
