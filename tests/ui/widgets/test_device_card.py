from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.device_card import DeviceCard
from rollcall.ui.widgets.label import ElidedLabel, Label
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from tests.ui.device_fakes import a_device, some_details


def said(qtbot: QtBot, device: FleetDevice, details: DeviceDetails | None) -> str:
    card = DeviceCard(device)
    qtbot.addWidget(card)
    card.show()
    card.show_device(device, details, is_reading=details is None)
    labels = [each for each in card.findChildren(Label) if each.isVisible()]
    card.close()
    return "\n".join(
        each.whole if isinstance(each, ElidedLabel) else each.text() for each in labels
    )


def test_a_device_that_was_read_tells_room_clock_and_privacy(qtbot: QtBot) -> None:
    words = said(qtbot, a_device(), some_details(drift=timedelta(minutes=-3)))
    for part in ("Front door", "Online", "Users", "Records", "Clock: 3 minutes behind", "Not priv"):
        assert part in words


def test_a_device_that_is_being_read_says_so(qtbot: QtBot) -> None:
    assert "Reading what the device holds …" in said(qtbot, a_device(), None)


@pytest.mark.parametrize("state", [DeviceState.UNREACHABLE, DeviceState.KEY_NEEDED])
def test_a_device_in_trouble_says_when_it_was_last_seen(qtbot: QtBot, state: DeviceState) -> None:
    assert "Last seen: " in said(qtbot, a_device(state=state), None)
