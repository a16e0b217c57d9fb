from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from rollcall.protocol.address import Address
from rollcall.ui.page import Page
from rollcall.ui.pages.device_actions import DeviceActions
from rollcall.ui.tasks import TaskRunner
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet_device import FleetDevice
from tests.ui.device_fakes import PIN, FakeFleet, a_device, a_find


class Chosen:
    """What is selected in a list that is not there."""

    def __init__(self) -> None:
        self.device: FleetDevice | None = None

    def __call__(self) -> FleetDevice | None:
        return self.device


@pytest.fixture
def chosen() -> Chosen:
    return Chosen()


@pytest.fixture
async def actions(tasks: TaskRunner, chosen: Chosen, qtbot: QtBot) -> DeviceActions:
    async def fingerprint_shown(_address: Address) -> str:
        return PIN

    page = Page(tasks)
    qtbot.addWidget(page)
    fleet = FakeFleet()
    actions = DeviceActions(
        page,
        fleet,
        details=DetailsCache(fleet),
        fingerprint_shown=fingerprint_shown,
        selected=chosen,
    )
    actions.retranslate()
    return actions


@pytest.mark.parametrize(
    ("device", "reason"),
    [
        (None, "Select a device first."),
        (a_find(), "Add the device first."),
        (a_device(), "Rename"),
    ],
    ids=["none", "found", "ours"],
)
async def test_what_cannot_be_done_says_why(
    actions: DeviceActions, chosen: Chosen, device: FleetDevice | None, reason: str
) -> None:
    chosen.device = device
    actions.update_enabled()
    is_ours = device is not None and device.is_ours
    assert {each.isEnabled() for each in (actions.rename, actions.set_key, actions.forget)} == {
        is_ours
    }
    assert actions.rename.toolTip() == reason


async def test_adding_is_offered_for_what_was_found_only(
    actions: DeviceActions, chosen: Chosen
) -> None:
    for device, is_offered in ((None, False), (a_find(), True), (a_device(), False)):
        chosen.device = device
        actions.update_enabled()
        assert actions.add.isVisible() is is_offered
    assert actions.add_by_address.isEnabled()
