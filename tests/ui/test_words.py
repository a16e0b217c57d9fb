from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from rollcall.protocol.address import Address
from rollcall.ui import words
from rollcall.usecases.fleet_device import DeviceState
from tests.ui.device_fakes import PIN, a_device, a_find

NOW = datetime(2026, 5, 4, 14, 30).astimezone()


@pytest.fixture(autouse=True)
def _english() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-5), "Just now"),
        (timedelta(seconds=59), "Just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "Today, 13:30"),
        (timedelta(hours=15), "Yesterday, 23:30"),
        (timedelta(days=40), "25/03/2026"),
    ],
)
def test_when_says_it_as_people_do(ago: timedelta, said: str) -> None:
    assert words.when((NOW - ago).astimezone(UTC), now=NOW).startswith(said)


def test_when_is_never_for_a_device_that_never_answered() -> None:
    assert words.when(None) == "Never"


@pytest.mark.parametrize(
    ("drift", "said"),
    [
        (timedelta(seconds=2), "The same time as this PC"),
        (timedelta(seconds=-2), "The same time as this PC"),
        (timedelta(seconds=45), "45 seconds ahead of this PC"),
        (timedelta(seconds=-125), "2 minutes behind this PC"),
        (timedelta(hours=2), "2 hours ahead of this PC"),
        (timedelta(days=-400), "400 days behind this PC"),
    ],
)
def test_drift_is_told_in_words(drift: timedelta, said: str) -> None:
    assert words.drift_text(drift) == said


@pytest.mark.parametrize("state", DeviceState)
def test_every_state_has_word_tone_icon_and_advice(state: DeviceState) -> None:
    assert words.state_word(state)
    assert state in words.STATE_TONES
    assert state in words.STATE_ICONS
    ours = words.state_advice(a_device(state=state))
    assert bool(ours) is (state not in {DeviceState.ONLINE, DeviceState.NEW})
    assert words.state_advice(a_find(state=state))


def test_state_says_where_a_device_moved_from() -> None:
    moved = a_device(state=DeviceState.MOVED, moved_from=Address("10.0.0.9"))
    assert words.state_text(moved) == "Moved from 10.0.0.9"
    assert words.state_text(a_device(state=DeviceState.MOVED)) == "Moved"


def test_only_encrypted_and_pinned_is_private() -> None:
    private = a_device(address=Address("10.0.0.1", 443, https=True), pin=PIN)
    assert words.privacy_word(private) == "Private"
    assert words.privacy_word(a_device()) == "Not private"
    assert words.privacy_advice(private) != words.privacy_advice(a_device())


def test_fingerprint_is_written_in_groups_on_lines() -> None:
    assert words.fingerprint_text("ab12cd34", groups_a_line=1) == "AB12\nCD34"
    assert words.fingerprint_text("ab12cd34") == "AB12 CD34"


def test_a_device_without_a_name_is_named_by_its_place() -> None:
    assert words.device_name(a_find("10.0.0.7")) == "Device at 10.0.0.7"
    assert words.device_name(a_device("Gate")) == "Gate"
