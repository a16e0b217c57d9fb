from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from rollcall.protocol.address import Address
from rollcall.ui.dialogs.api_key import ApiKeyDialog
from rollcall.ui.pages.overview import OverviewPage
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.concern_list import ConcernList
from rollcall.ui.widgets.device_card import DeviceCard
from rollcall.ui.widgets.label import Label
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet_device import DeviceState
from tests.ui.device_fakes import DOOR, GATE, STORE, FakeFleet, a_device, a_find, some_details

Shown = Callable[[FakeFleet], OverviewPage]


@pytest.fixture(autouse=True)
def _english() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English))


@pytest.fixture
def shown(tasks: TaskRunner, qtbot: QtBot) -> Shown:
    def show_page(fleet: FakeFleet) -> OverviewPage:
        page = OverviewPage(fleet, details=DetailsCache(fleet), tasks=tasks)
        qtbot.addWidget(page)
        page.resize(1000, 700)
        page.show()
        page.page_shown()
        return page

    return show_page


def button(page: OverviewPage, text: str) -> QPushButton:
    return next(
        each for each in page.findChildren(QPushButton) if each.text() == text and each.isVisible()
    )


def cards(page: OverviewPage) -> list[str]:
    found = [each for each in page.findChildren(DeviceCard) if each.isVisible()]
    return [each.accessibleName() for each in found]


def worries(page: OverviewPage) -> list[tuple[str, str]]:
    (found,) = page.findChildren(ConcernList)
    return [(line.text, line.button.text()) for line in found.lines]


def said(page: OverviewPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(Label) if each.isVisible())


async def test_without_devices_the_page_sends_to_where_they_are_found(
    shown: Shown, tasks: TaskRunner
) -> None:
    page = shown(FakeFleet(a_find()))
    heard: list[str] = []
    page.page_asked.connect(heard.append)
    page.find_asked.connect(lambda: heard.append("find"))
    button(page, "Find devices").click()
    assert heard == ["devices", "find"]
    assert cards(page) == []
    await tasks.idle()


async def test_each_of_ours_has_a_card_and_all_is_well(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device(), a_device("Gate", GATE), a_find())
    page = shown(fleet)
    await tasks.idle()
    assert cards(page) == ["Front door, Online", "Gate, Online"]
    assert worries(page) == []
    assert "All 2 devices are well." in said(page)
    assert "1,240 of 5,000" in said(page)


async def test_devices_are_checked_then_read_when_the_page_is_first_shown(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(
        a_device(state=DeviceState.UNCHECKED), a_device("Gate", GATE, DeviceState.UNCHECKED)
    )
    fleet.checks[GATE] = DeviceState.UNREACHABLE
    page = shown(fleet)
    assert all(each.is_quiet for each in tasks.works)
    await tasks.idle()
    assert fleet.calls == ["check Front door Gate"]
    assert fleet.asked.count("GetVersionInfo") == 1
    assert worries(page) == [("Gate does not answer.", "Try again")]
    page.page_shown()
    await tasks.idle()
    assert fleet.asked.count("GetVersionInfo") == 1


async def test_a_device_is_read_as_soon_as_it_answers_while_others_are_still_asked(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(
        a_device(state=DeviceState.UNCHECKED), a_device("Gate", GATE, DeviceState.UNCHECKED)
    )
    fleet.gate = asyncio.Event()
    page = shown(fleet)
    fleet.put(a_device())
    for _ in range(50):
        await asyncio.sleep(0)
    assert "1,240 of 5,000" in said(page)
    assert "Asking the devices how they are" in said(page)
    fleet.gate.set()
    await tasks.idle()


async def test_what_is_worth_acting_on_is_told_most_urgent_first(
    shown: Shown, tasks: TaskRunner
) -> None:
    fleet = FakeFleet(
        a_device(),
        a_device("Gate", GATE, DeviceState.KEY_NEEDED),
        a_device("Store", STORE, DeviceState.UNREACHABLE),
    )
    fleet.told[DOOR] = some_details(users=4999, drift=timedelta(minutes=5))
    page = shown(fleet)
    await tasks.idle()
    assert worries(page) == [
        ("Store does not answer.", "Try again"),
        ("Front door is nearly full: 4,999 of 5,000 users.", "Open users"),
        ("The clock of Front door is wrong: 5 minutes ahead of this PC.", "Show device"),
        ("Gate wants another API key.", "Set key"),
    ]
    assert "3 of your devices need looking after." in said(page)


async def test_try_again_asks_that_device_alone(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device(), a_device("Gate", GATE, DeviceState.UNREACHABLE))
    page = shown(fleet)
    await tasks.idle()
    button(page, "Try again").click()
    await tasks.idle()
    assert fleet.calls == ["check Gate"]
    assert worries(page) == []
    assert fleet.asked.count("GetVersionInfo") == 2


async def test_set_key_is_asked_for_in_place(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device(state=DeviceState.KEY_NEEDED))
    fleet.wanted_keys[Address("192.168.1.20")] = "secret"
    page = shown(fleet)
    button(page, "Set key").click()
    for _ in range(20):
        await asyncio.sleep(0)
    (dialog,) = [e for e in QApplication.topLevelWidgets() if isinstance(e, ApiKeyDialog)]
    dialog.findChildren(QLineEdit)[0].setText("secret")
    dialog.verb_button.click()
    await tasks.idle()
    assert worries(page) == []
    assert page.notice_bar.notice is not None


async def test_buttons_of_a_card_lead_to_the_other_pages(shown: Shown, tasks: TaskRunner) -> None:
    page = shown(FakeFleet(a_device()))
    await tasks.idle()
    heard: list[str] = []
    page.device_asked.connect(heard.append)
    page.page_asked.connect(heard.append)
    button(page, "Show device").click()
    button(page, "Open users").click()
    assert heard == [DOOR, "devices", DOOR, "users"]


async def test_refresh_asks_and_reads_all_again(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device())
    page = shown(fleet)
    await tasks.idle()
    page.refresh()
    page.refresh()
    await tasks.idle()
    assert fleet.calls == ["check Front door"]
    assert fleet.asked.count("GetVersionInfo") == 2


async def test_a_card_goes_when_its_device_is_forgotten(shown: Shown, tasks: TaskRunner) -> None:
    fleet = FakeFleet(a_device(), a_device("Gate", GATE))
    page = shown(fleet)
    await tasks.idle()
    await fleet.forget(DOOR)
    assert cards(page) == ["Gate, Online"]
