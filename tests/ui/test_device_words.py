from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QLocale

from rollcall.protocol.info import DeviceCapabilities
from rollcall.ui.device_words import (
    abilities,
    concern_text,
    fleet_text,
    kind_title,
    kind_word,
    remedy_word,
)
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.health import Concern, Kind, Remedy, concerns
from tests.ui.device_fakes import GATE, a_device, a_find, some_details


@pytest.fixture(autouse=True)
def _english() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English))


def test_abilities_tell_yes_no_and_not_told_apart() -> None:
    told = {each.word: each for each in abilities(DeviceCapabilities(face=True, palm=False))}
    assert told["Faces"].can is True
    assert told["Palms"].can is False
    assert told["Palms"].reason == "This device has no palm reader."
    assert told["Wi-Fi"].can is None


@pytest.mark.parametrize("remedy", Remedy)
def test_every_remedy_has_a_word(remedy: Remedy) -> None:
    assert remedy_word(remedy)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_word(kind: Kind) -> None:
    assert kind_word(kind)
    assert len(kind_title(kind).split()) == 1


@pytest.mark.parametrize(
    "state",
    [
        DeviceState.UNREACHABLE,
        DeviceState.KEY_NEEDED,
        DeviceState.WRONG_DEVICE,
        DeviceState.NOT_PRIVATE,
        DeviceState.UNPROVEN,
    ],
)
def test_concern_of_a_state_names_the_device(state: DeviceState) -> None:
    (concern,) = concerns(a_device("Gate {0}", state=state), None)
    assert "Gate {0}" in concern_text(concern)


def said(concern: Concern) -> str:
    return concern_text(concern)


def test_concern_about_room_tells_used_and_limit() -> None:
    details = some_details(users=4100, records=100_000)
    assert [said(each) for each in concerns(a_device("Gate"), details)] == [
        "Gate is full: 100,000 of 100,000 attendance records.",
        "Gate is nearly full: 4,100 of 5,000 users.",
    ]


def test_concern_about_the_clock_tells_how_far_it_is_off() -> None:
    (concern,) = concerns(a_device("Gate"), some_details(drift=timedelta(minutes=-3)))
    assert said(concern) == "The clock of Gate is wrong: 3 minutes behind this PC."


@pytest.mark.parametrize(
    ("devices", "text"),
    [
        ([], "The attendance and door devices you look after"),
        ([a_device()], "1 device"),
        ([a_find("10.0.0.7")], "1 found that is not in your list yet"),
        ([a_device(), a_find("10.0.0.7")], "1 device · 1 found that is not in your list yet"),
    ],
)
def test_devices_are_counted_ours_apart(devices: list[FleetDevice], text: str) -> None:
    assert fleet_text(devices) == text


def test_several_devices_are_counted() -> None:
    several = [a_device(), a_device("Gate", GATE), a_find("10.0.0.7"), a_find("10.0.0.8")]
    ours, found = fleet_text(several).split(" · ")
    assert ours.endswith("devices")
    assert found.endswith("found that are not in your list yet")
