from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from rollcall.protocol.info import CapacityLimit, DeviceCapabilities
from rollcall.usecases.fleet_device import DeviceState
from rollcall.usecases.health import (
    Capacity,
    ConcernKind,
    Fullness,
    Kind,
    Remedy,
    capacities,
    concerns,
    fullness,
    remedy_for,
)
from tests.ui.device_fakes import a_device, a_find, some_details


@pytest.mark.parametrize(
    ("state", "remedy"),
    [
        (DeviceState.ONLINE, None),
        (DeviceState.MOVED, None),
        (DeviceState.UNCHECKED, None),
        (DeviceState.UNREACHABLE, Remedy.TRY_AGAIN),
        (DeviceState.KEY_NEEDED, Remedy.SET_KEY),
        (DeviceState.WRONG_DEVICE, Remedy.FIND),
        (DeviceState.UNPROVEN, Remedy.FIND),
        (DeviceState.NOT_PRIVATE, Remedy.TRY_AGAIN),
    ],
)
def test_remedy_helps_with_the_state(state: DeviceState, remedy: Remedy | None) -> None:
    assert remedy_for(a_device(state=state)) is remedy


@pytest.mark.parametrize("state", DeviceState)
def test_remedy_for_a_found_device_is_to_add_it(state: DeviceState) -> None:
    assert remedy_for(a_find(state=state)) is Remedy.ADD


def test_capacities_leave_out_what_the_device_has_no_reader_for() -> None:
    details = some_details(capabilities=DeviceCapabilities(palm=False))
    assert [each.kind for each in capacities(details)] == [
        Kind.USERS,
        Kind.FACES,
        Kind.FINGERS,
        Kind.RECORDS,
    ]


def test_capacities_keep_what_is_not_told_apart_from_nought() -> None:
    details = replace(some_details(), limits=CapacityLimit(users=100), usage=None)
    users, faces, *_ = capacities(details)
    assert users == Capacity(kind=Kind.USERS, used=None, limit=100)
    assert faces == Capacity(kind=Kind.FACES, used=None, limit=None)
    assert users.fullness is Fullness.UNKNOWN


@pytest.mark.parametrize(("used", "urgent"), [(79, None), (80, False), (94, False), (95, True)])
def test_concern_about_room_begins_at_80_percent_and_presses_at_95(
    used: int, urgent: bool | None
) -> None:
    found = concerns(a_device(), some_details(users=used, users_limit=100))
    assert [each.is_urgent for each in found] == ([] if urgent is None else [urgent])


def test_records_that_run_over_lead_to_the_device_users_to_the_users() -> None:
    found = concerns(a_device(), some_details(users=4900, records=99_000))
    assert {(each.capacity and each.capacity.kind, each.remedy) for each in found} == {
        (Kind.USERS, Remedy.OPEN_USERS),
        (Kind.RECORDS, Remedy.SHOW_DEVICE),
    }


def test_clock_is_a_concern_beyond_a_minute() -> None:
    assert not concerns(a_device(), some_details(drift=timedelta(seconds=60)))
    (concern,) = concerns(a_device(), some_details(drift=timedelta(seconds=-61)))
    assert concern.kind is ConcernKind.CLOCK


def test_a_device_that_does_not_answer_is_the_only_concern_about_it() -> None:
    found = concerns(a_device(state=DeviceState.UNREACHABLE), some_details(users=5000))
    assert [each.kind for each in found] == [ConcernKind.UNREACHABLE]


def test_a_device_that_was_not_read_yet_is_no_concern() -> None:
    assert concerns(a_device(), None) == ()


@pytest.mark.parametrize(
    ("used", "limit", "expected"),
    [
        (None, 5000, Fullness.UNKNOWN),
        (7, None, Fullness.UNKNOWN),
        (7, 0, Fullness.UNKNOWN),
        (0, 5000, Fullness.ROOMY),
        (3999, 5000, Fullness.ROOMY),
        (4000, 5000, Fullness.FILLING),
        (4750, 5000, Fullness.TIGHT),
        (5000, 5000, Fullness.FULL),
        (6000, 5000, Fullness.FULL),
    ],
)
def test_fullness_changes_at_80_95_and_100_percent(
    used: int | None, limit: int | None, expected: Fullness
) -> None:
    assert fullness(used, limit) is expected
