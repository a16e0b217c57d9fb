"""Whether templates and users fit a device."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET, UnsetType

from rollcall.protocol.errors import Room
from rollcall.protocol.info import (
    CapacityLimit,
    CurrentUsage,
    DeviceCapabilities,
    DeviceUid,
    VersionInfo,
)
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.fitting import Abilities, RoomLeft, Why, left_out


def able(**members: Any) -> Abilities:
    return Abilities(uid=DeviceUid("a device"), **members)


def version(face: str | UnsetType = "v2", firmware: str = "1") -> VersionInfo:
    return VersionInfo(firmware=firmware, face_algorithm=face)


@pytest.mark.parametrize(
    ("source", "target", "why"),
    [
        (version("v2"), version("v2", "2"), None),
        (version("v2"), version("v3"), Why.OTHER_ALGORITHM),
        (version("v2"), version(UNSET, "2"), Why.NOT_PROVEN),
        (version(UNSET), version(UNSET, "2"), Why.NOT_PROVEN),
        (version(UNSET), version(UNSET), None),  # one firmware has one algorithm
        (version("v2"), None, Why.NOT_PROVEN),
        (None, None, Why.NOT_PROVEN),
    ],
)
def test_a_face_fits_where_the_algorithm_is_the_same(
    source: VersionInfo | None, target: VersionInfo | None, why: Why | None
) -> None:
    here, there = able(versions=source), able(versions=target)
    assert left_out(Part.FACE, here, there, with_unproven=False) is why
    is_other = why is Why.OTHER_ALGORITHM
    assert (left_out(Part.FACE, here, there, with_unproven=True) is None) is not is_other


def test_a_card_has_no_algorithm() -> None:
    assert left_out(Part.CARD, able(), able(), with_unproven=False) is None


def test_nothing_fits_without_a_reader() -> None:
    blind = able(capabilities=DeviceCapabilities(card=False, face=False))
    for part in (Part.CARD, Part.FACE):
        assert left_out(part, able(), blind, with_unproven=True) is Why.NO_READER


def test_places_are_taken_whole_or_not_at_all() -> None:
    room = RoomLeft(
        able(
            limits=CapacityLimit(users=3, fingers=10),
            usage=CurrentUsage(users=1, fingers=8),
        )
    )
    assert room.take({Room.USERS: 1, Room.FINGERS: 3}) is Room.FINGERS
    assert room.users == 2
    assert room.take({Room.USERS: 1, Room.FINGERS: 2}) is None
    assert room.take({Room.USERS: 1, Room.FACES: 9}) is None
    assert room.take({Room.USERS: 1}) is Room.USERS


def test_a_limit_that_is_not_told_limits_nobody() -> None:
    for limits in (None, CapacityLimit(users=0)):
        room = RoomLeft(able(limits=limits, usage=CurrentUsage(users=7)))
        assert room.users is None
        assert room.take({Room.USERS: 1}) is None
