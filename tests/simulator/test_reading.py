from __future__ import annotations

import pytest

from rollcall.protocol.catalog import COMMANDS
from rollcall.simulator.codes import Refusal
from rollcall.simulator.reading import echo, kind_named


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_found_by_its_name_and_no_other_spelling(name: str) -> None:
    assert kind_named(name) is COMMANDS[name]
    if name in {"BeginEnrollFp", "PhotoToFacedata"}:
        return
    for spelling in (name.lower(), name.upper(), f"{name} "):
        with pytest.raises(Refusal):
            kind_named(spelling)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("BeginEnrollFP", "BeginEnrollFp"),
        ("beginenrollfp", "BeginEnrollFp"),
        ("PhotoToFaceData", "PhotoToFacedata"),
        ("GetAttendanceTolerance", "GetAttendaceTolerance"),
        ("SetAttendanceTolerance", "SetAttendaceTolerance"),
    ],
)
def test_what_the_specification_spells_in_two_ways_is_found_by_both(
    spelling: str, name: str
) -> None:
    assert kind_named(spelling) is COMMANDS[name]


def test_an_unknown_command_is_refused_with_the_beginning_of_its_name() -> None:
    with pytest.raises(Refusal) as caught:
        kind_named("Open" * 100)
    assert caught.value.code == "unknown_command"
    assert caught.value.arguments == (("Open" * 100)[:60],)


@pytest.mark.parametrize(
    ("value", "told"),
    [("x" * 100, "x" * 60), (5, 5), (None, None), (True, True), ([1], "list"), ({}, "dict")],
)
def test_an_echo_is_short(value: object, told: object) -> None:
    assert echo(value) == told
