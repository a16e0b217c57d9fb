"""What is kept of a user to compare it, and how two of them differ."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from rollcall.protocol.users import UserId, UserInfo
from rollcall.simulator.profile import EVERYTHING
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.likeness import Marker, Way, counts_of, differences
from rollcall.usecases.user_summary import summary

MARKER = Marker()


def info(name: str = "Ann", **members: Any) -> UserInfo:
    return UserInfo(id=UserId("1"), name=name, **members)


def ways(here: UserInfo, there: UserInfo, *, is_exact: bool = True) -> dict[Part, Way]:
    one, other = MARKER.likeness(here, EVERYTHING), MARKER.likeness(there, EVERYTHING)
    return {each.part: each.way for each in differences(one, other, is_exact=is_exact)}


def test_no_secret_is_kept() -> None:
    user = info(face=b"a face template", password="4711", card="99887766")
    kept = repr(MARKER.likeness(user, EVERYTHING))
    assert not any(each in kept for each in ("a face template", "4711", "99887766"))


def test_two_comparisons_have_nothing_in_common() -> None:
    user = info(face=b"a face template")
    assert MARKER.likeness(user, EVERYTHING) != Marker().likeness(user, EVERYTHING)


@pytest.mark.parametrize(
    ("here", "there", "way"),
    [
        ((b"A",), (), Way.MISSING),
        ((b"A", b"B"), (b"B",), Way.MORE),
        ((b"A",), (b"B",), Way.OTHER),
        ((b"A",), (b"A", b"B"), Way.LESS),
        ((), (b"B",), Way.LESS),
        ((b"A", b"C"), (b"A", b"B"), Way.OTHER),
    ],
)
def test_fingers_differ_by_content(
    here: tuple[bytes, ...], there: tuple[bytes, ...], way: Way
) -> None:
    assert ways(info(fingers=here), info(fingers=there)) == {Part.FINGERS: way}


def test_the_order_of_fingers_is_no_difference() -> None:
    assert ways(info(fingers=(b"A", b"B")), info(fingers=(b"B", b"A"))) == {}


def test_as_many_templates_are_the_same_when_the_firmware_differs() -> None:
    here, there = info(face=b"A", fingers=(b"1",)), info(face=b"B", fingers=(b"2", b"3"))
    assert ways(here, there, is_exact=False) == {Part.FINGERS: Way.LESS}
    assert set(ways(here, there)) == {Part.FACE, Part.FINGERS}


def test_a_card_is_compared_as_a_number_and_a_password_as_a_text() -> None:
    assert ways(info(card="0077"), info(card="77")) == {}
    assert ways(info(card="0"), info(card="")) == {}
    assert ways(info(password="0077"), info(password="77")) == {Part.PASSWORD: Way.OTHER}


def test_what_a_device_has_no_reader_for_is_no_difference() -> None:
    blind = replace(EVERYTHING, palm=False)
    here = MARKER.likeness(info(palms=(b"P",)), EVERYTHING)
    assert differences(here, MARKER.likeness(info(), blind)) == ()
    assert differences(here, MARKER.likeness(info(), None))


def test_counts_are_those_of_the_grid() -> None:
    user = info(face=b"A", fingers=(b"1", b"2"), card="0", password="1")
    assert counts_of(summary(user)) == {
        Part.FACE: 1,
        Part.FINGERS: 2,
        Part.PALMS: 0,
        Part.CARD: 0,
        Part.PASSWORD: 1,
    }
