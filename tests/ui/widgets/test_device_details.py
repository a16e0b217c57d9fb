from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from rollcall.protocol.address import Address
from rollcall.protocol.info import VersionInfo
from rollcall.ui.widgets.device_details import DeviceDetailsPanel
from rollcall.ui.widgets.label import ElidedLabel, Label
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import DeviceState
from rollcall.usecases.health import Remedy
from tests.ui.device_fakes import DOOR, PIN, a_device, a_find, some_details


@pytest.fixture
def panel(qtbot: QtBot) -> DeviceDetailsPanel:
    panel = DeviceDetailsPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def said(panel: DeviceDetailsPanel) -> str:
    labels = [each for each in panel.findChildren(Label) if each.isVisible()]
    return "\n".join(
        each.whole if isinstance(each, ElidedLabel) else each.text() for each in labels
    )


def test_nothing_selected_says_what_to_do(panel: DeviceDetailsPanel) -> None:
    panel.show_device(None, None, is_reading=False)
    assert said(panel) == "Select a device to see how it is."


def test_a_device_tells_what_it_is_and_can(panel: DeviceDetailsPanel) -> None:
    device = a_device(address=Address("10.0.0.1", 443, https=True), pin=PIN)
    panel.show_device(device, some_details(drift=timedelta(minutes=2)), is_reading=False)
    words = said(panel)
    for part in (
        "Front door",
        "Online",
        "2 minutes ahead of this PC",
        "13750C v3.11.802",
        "https://10.0.0.1",
        DOOR,
        "AB12 CD34",
        "Private",
        "Fingerprints",
        "Door control",
    ):
        assert part in words
    assert panel.accessibleName() == "Details of Front door"
    assert not panel.remedy_button.isVisible()


def test_parts_the_device_does_not_tell_are_said_to_be_so(panel: DeviceDetailsPanel) -> None:
    nothing = DeviceDetails(read_at=some_details().read_at)
    panel.show_device(a_device(), nothing, is_reading=False)
    words = said(panel)
    assert words.count("Not told by the device") == 2
    assert "not told by the device" in words
    assert "Face algorithm" not in words
    assert "What it can do" not in words


def test_an_algorithm_that_is_not_there_has_no_row(panel: DeviceDetailsPanel) -> None:
    details = replace(some_details(), versions=VersionInfo(firmware="1", face_algorithm="7"))
    panel.show_device(a_device(), details, is_reading=False)
    assert "Face algorithm" in said(panel)
    assert "Finger algorithm" not in said(panel)


def test_what_was_read_before_is_said_to_be_old_when_the_device_is_gone(
    panel: DeviceDetailsPanel, qtbot: QtBot
) -> None:
    gone = a_device(state=DeviceState.UNREACHABLE)
    panel.show_device(gone, some_details(), is_reading=False)
    assert "What follows was read when the device last answered." in said(panel)
    with qtbot.waitSignal(panel.remedy_asked) as asked:
        panel.remedy_button.click()
    assert asked.args == [Remedy.TRY_AGAIN]
    assert panel.remedy_button.property("role") == ""


def test_reading_is_said(panel: DeviceDetailsPanel) -> None:
    panel.show_device(a_device(), None, is_reading=True)
    assert "Reading what the device holds …" in said(panel)


def test_a_found_device_can_be_added_but_has_no_users_yet(panel: DeviceDetailsPanel) -> None:
    panel.show_device(a_find("10.0.0.9"), None, is_reading=False)
    assert "Device at 10.0.0.9" in said(panel)
    assert panel.remedy_button.text() == "Add"
    assert panel.remedy_button.property("role") == "accent"
    assert not panel.users_button.isVisible()
    assert "Last seen" not in said(panel)
