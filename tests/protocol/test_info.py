"""Facts about a device: each stands alone."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from rollcall.protocol.command import Command
from rollcall.protocol.errors import BadReply
from rollcall.protocol.info import (
    CapacityLimit,
    CurrentUsage,
    DeviceCapabilities,
    GetCapacityLimit,
    GetCurrentUsage,
    GetDeviceCapabilities,
    GetDeviceUid,
    GetVersionInfo,
    VersionInfo,
)
from tests.protocol.wire import read


@pytest.mark.parametrize(
    ("command", "payload", "expected"),
    [
        (GetCapacityLimit(), {}, CapacityLimit()),
        (GetCapacityLimit(), {"max_user": 5, "max_users": 6}, CapacityLimit(users=5)),
        (GetCapacityLimit(), {"max_user": 5, "max_fp": "many"}, CapacityLimit(users=5)),
        (GetCapacityLimit(), {"max_user": 5, "max_fp": None}, CapacityLimit(users=5)),
        (GetCurrentUsage(), {"user_count": "5", "fp_count": []}, CurrentUsage(users=5)),
        (GetCurrentUsage(), {"user_count": -1}, CurrentUsage(users=-1)),
        (GetVersionInfo(), {}, VersionInfo()),
        (GetVersionInfo(), {"firmware_version": 3}, VersionInfo(firmware="3")),
        (GetVersionInfo(), {"firmware_version": [3]}, VersionInfo()),
        (
            GetDeviceCapabilities(),
            {"palm": "yes", "card": "perhaps", "wifi": 0},
            DeviceCapabilities(palm=True, wifi=False),
        ),
    ],
)
def test_fact_is_absent_when_it_cannot_be_read(
    command: Command[Any], payload: object, expected: object
) -> None:
    assert read(command, payload) == expected


@pytest.mark.parametrize("payload", [[], "x", 5])
def test_facts_are_bad_when_there_are_none(payload: object) -> None:
    with pytest.raises(BadReply):
        read(GetCapacityLimit(), payload)


@pytest.mark.parametrize("payload", [{}, {"device_uid": None}, {"device_uid": []}])
def test_identity_is_bad_when_there_is_none(payload: object) -> None:
    with pytest.raises(BadReply):
        read(GetDeviceUid(), payload)


def test_capability_is_unknown_when_it_is_absent() -> None:
    assert read(GetDeviceCapabilities(), {"face": True}).palm is UNSET
