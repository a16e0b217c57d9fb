from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.device_facts import DeviceFacts
from rollcall.ui.widgets.label import Label
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import FleetDevice
from tests.ui.device_fakes import PIN, a_device, a_find, some_details


@pytest.fixture
def facts(qtbot: QtBot) -> DeviceFacts:
    facts = DeviceFacts()
    qtbot.addWidget(facts)
    facts.show()
    return facts


def said(facts: DeviceFacts, device: FleetDevice, details: DeviceDetails | None) -> list[str]:
    facts.show_device(device, details)
    return [each.text() for each in facts.findChildren(Label) if each.isVisible()]


def test_what_was_not_read_has_no_row(facts: DeviceFacts) -> None:
    words = said(facts, a_device(), None)
    assert "Address" in words
    assert not {"Clock", "Firmware", "What it can do"} & set(words)


def test_what_was_read_is_told(facts: DeviceFacts) -> None:
    words = said(facts, a_device(), some_details(drift=timedelta(minutes=3)))
    assert {"3 minutes ahead of this PC", "13750C v3.11.802", "What it can do"} <= set(words)


def test_a_find_has_not_been_seen_before(facts: DeviceFacts) -> None:
    assert "Last seen" not in said(facts, a_find(), None)
    assert "Device ID" not in said(facts, a_find(uid=None), None)


def test_the_certificate_is_told_where_one_was_trusted(facts: DeviceFacts) -> None:
    assert "Certificate" not in said(facts, a_device(), None)
    assert "Certificate" in said(facts, a_device(pin=PIN), None)
