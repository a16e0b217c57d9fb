from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Unreachable
from rollcall.ui.page import Page
from rollcall.ui.pages.selected_device import SelectedDevice
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.device_details import DeviceDetailsPanel
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet_device import DeviceState
from tests.ui.device_fakes import DOOR, FakeFleet, a_device, a_find


class Place:
    """A page with nothing but the panel."""

    def __init__(self, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.device = a_device()
        self.fleet = FakeFleet(self.device)
        self.page = Page(tasks)
        self.panel = DeviceDetailsPanel()
        self.page.body.addWidget(self.panel)
        qtbot.addWidget(self.page)
        self.shown = SelectedDevice(self.page, self.panel, DetailsCache(self.fleet))

    @property
    def reads(self) -> int:
        return self.fleet.asked.count("GetVersionInfo")


@pytest.fixture
async def place(tasks: TaskRunner, qtbot: QtBot) -> Place:
    return Place(tasks, qtbot)


async def test_a_device_is_read_once_when_it_is_selected(place: Place, tasks: TaskRunner) -> None:
    for _ in range(2):
        place.shown.show(place.device)
        await tasks.idle()
    assert place.reads == 1
    assert place.panel.device == place.device


@pytest.mark.parametrize(
    "device", [None, a_find(), a_device(state=DeviceState.UNREACHABLE)], ids=str
)
async def test_who_does_not_answer_or_is_not_ours_is_not_read(
    place: Place, tasks: TaskRunner, device: object
) -> None:
    place.shown.show(device)  # type: ignore[arg-type]
    await tasks.idle()
    assert place.reads == 0


async def test_it_is_read_again_when_that_is_wished(place: Place, tasks: TaskRunner) -> None:
    place.shown.show(place.device)
    await tasks.idle()
    await place.shown.read_again()
    assert place.reads == 2


async def test_an_error_is_told_until_the_device_answers(place: Place, tasks: TaskRunner) -> None:
    place.fleet.told[DOOR] = Unreachable("Front door")
    place.shown.show(place.device)
    await tasks.idle()
    assert place.page.notice_bar.notice is not None
    place.shown.follow([replace(place.device, state=DeviceState.UNREACHABLE)])
    assert place.page.notice_bar.notice is not None
    place.shown.follow([place.device])
    assert place.page.notice_bar.notice is None
