"""Which actions of the page Users can be done when, and what they open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from rollcall.protocol.info import DeviceCapabilities, DeviceUid
from rollcall.protocol.users import UserId
from rollcall.settings import SettingsFile
from rollcall.simulator.profile import EVERYTHING
from rollcall.ui.pages.user_actions import UserActions
from rollcall.ui.pages.users import UsersPage
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.buttons import ActionButton
from rollcall.ui.widgets.empty_state import EmptyState
from rollcall.usecases.listening import Event
from tests.ui.user_fakes import ANN, BOB, FakeDevices, FakeUsers, a_user, current, id_only

ALL = {
    "Add user",
    "Edit",
    "Enroll",
    "Delete",
    "Import",
    "Export",
    "Photos",
    "Copy to device",
    "Compare",
    "Remove everywhere",
    "Back up",
    "Restore",
    "Undo",
}
OF_SELECTION = {"Edit", "Delete", "Copy to device", "Remove everywhere"}


class FakeWork:
    """Writes down what was asked for."""

    def __init__(self) -> None:
        self.changed: Event[DeviceUid | None] = Event()
        self.able: DeviceCapabilities | None = EVERYTHING
        self.can_undo = False
        self.pending = 0
        self.learnt = 0
        self.asked: list[tuple[Any, ...]] = []
        self.how: dict[str, Any] = {}

    def capabilities(self, uid: DeviceUid) -> DeviceCapabilities | None:
        return self.able

    def learn(self, page: Any, device: Any) -> None:  # noqa: ANN401
        self.learnt += 1

    def look_for_pending(self, page: Any) -> None:  # noqa: ANN401
        """Find none."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # each opens a dialog
        def ask(_page: object, *rest: Any, **how: Any) -> None:
            self.asked.append((name, *rest))
            self.how = how

        return ask


class Site:
    def __init__(self, page: UsersPage, work: FakeWork, users: FakeUsers) -> None:
        self.page = page
        self.work = work
        self.users = users
        assert page.actions_of_users is not None
        self.actions: UserActions = page.actions_of_users

    def action(self, name: str) -> QAction:
        return next(each for each in self.page.actions() if each.text() == name)

    @property
    def enabled(self) -> set[str]:
        return {name for name in ALL if self.action(name).isEnabled()}

    def why_not(self, name: str) -> str:
        assert not self.action(name).isEnabled()
        return self.action(name).toolTip()

    def button(self, name: str) -> ActionButton:
        return next(b for b in self.page.findChildren(ActionButton) if b.text() == name)


@pytest.fixture
def work() -> FakeWork:
    return FakeWork()


@pytest.fixture
def devices() -> FakeDevices:
    return FakeDevices("Gate", "Yard")


@pytest.fixture
async def site(
    qtbot: QtBot, tasks: TaskRunner, settings: SettingsFile, work: FakeWork, devices: FakeDevices
) -> AsyncIterator[Site]:
    users = FakeUsers()
    users.pages = [current(ANN, BOB)]
    page = UsersPage(lambda _uid: users, fleet=devices, tasks=tasks, settings=settings, work=work)
    qtbot.addWidget(page)
    page.resize(1024, 700)
    page.set_device("gate")
    page.show()
    await tasks.idle()
    yield Site(page, work, users)
    await tasks.shutdown()


async def test_with_nobody_selected_what_needs_somebody_is_greyed(site: Site) -> None:
    assert site.enabled == ALL - OF_SELECTION - {"Undo"}
    for name in OF_SELECTION:
        assert site.why_not(name) == "Select users first."
    assert site.why_not("Undo") == "There is nothing to undo."


async def test_with_somebody_selected_everything_can_be_done(site: Site) -> None:
    site.page.table.select_key("007")
    assert site.enabled == ALL - {"Undo"}
    site.work.can_undo = True
    site.work.changed.emit(None)
    assert site.enabled == ALL


async def test_what_waits_can_be_looked_at_and_its_number_is_told(site: Site) -> None:
    assert site.why_not("Pending removals") == "No removal waits for a device."
    site.work.pending = 2
    site.work.changed.emit(None)
    action = site.action("Pending removals (2)")
    assert action.isEnabled()
    action.trigger()
    assert site.work.asked == [("pending_removals",)]


async def test_with_one_device_nothing_can_be_copied_or_compared(
    site: Site, devices: FakeDevices
) -> None:
    devices.become("Gate")
    site.page.table.select_key("007")
    assert site.enabled == ALL - {"Undo", "Copy to device", "Compare"}
    assert site.why_not("Compare") == "It takes two devices to compare."


async def test_with_all_devices_comparing_and_removing_make_sense(site: Site) -> None:
    site.page.set_device(None)
    assert site.enabled == {"Compare", "Remove everywhere"}
    assert site.why_not("Add user") == "Choose a device first."
    site.action("Remove everywhere").trigger()
    assert site.work.asked == [("remove_everywhere", [])]


async def test_without_a_device_nothing_can_be_done(site: Site, devices: FakeDevices) -> None:
    devices.become()
    assert site.enabled == set()
    assert site.why_not("Add user") == "Add a device first."


async def test_what_the_device_cannot_is_greyed_with_the_reason(site: Site) -> None:
    site.work.able = replace(EVERYTHING, visible_light_face=False)
    site.work.changed.emit(DeviceUid("gate"))
    assert "no visible-light camera" in site.why_not("Photos")
    site.work.able = DeviceCapabilities(face=False, fingerprint=False, palm=False, card=False)
    site.work.changed.emit(DeviceUid("gate"))
    assert site.why_not("Enroll").startswith("This device has no reader")
    assert site.button("Enroll").accessibleDescription() == site.why_not("Enroll")
    assert "does not say" in site.why_not("Photos")
    site.work.able = None
    site.work.changed.emit(DeviceUid("gate"))
    assert site.why_not("Photos") == "What this device can do is not known yet."


async def test_what_the_device_can_is_asked_once_it_is_shown(site: Site) -> None:
    assert site.work.learnt == 0
    site.work.able = None
    site.page.set_device("yard")
    assert site.work.learnt == 1


async def test_enter_and_double_click_edit(site: Site) -> None:
    site.page.table.select_key("12")
    QTest.keyClick(site.page.table, Qt.Key.Key_Return)
    ((name, device, users),) = site.work.asked
    assert (name, device.uid, users) == ("edit", "gate", [BOB])


async def test_delete_deletes_and_ctrl_z_undoes(site: Site) -> None:
    site.page.activateWindow()
    site.page.table.setFocus()
    site.page.table.select_key("12")
    QTest.keyClick(site.page.table, Qt.Key.Key_Delete)
    site.work.can_undo = True
    site.work.changed.emit(None)
    QTest.keyClick(site.page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [each[0] for each in site.work.asked] == ["delete", "undo"]


async def test_every_action_opens_its_dialog(site: Site) -> None:
    site.page.table.selectAll()
    site.work.can_undo = True
    site.work.changed.emit(None)
    for name in sorted(ALL):
        site.action(name).trigger()
    assert [each[0] for each in site.work.asked] == [
        "add",
        "back_up",
        "compare",
        "copy",
        "delete",
        "edit",
        "enroll",
        "export",
        "import_users",
        "photos",
        "remove_everywhere",
        "restore",
        "undo",
    ]


async def test_users_not_read_yet_are_left_out_and_that_is_said(site: Site) -> None:
    site.users.put([id_only("99")])
    site.page.table.selectAll()
    site.action("Delete").trigger()
    assert site.work.asked[-1][2] == [ANN, BOB]
    assert site.page.notice_bar.notice is not None
    assert site.page.notice_bar.notice.title == "Not all selected users are read yet"


async def test_export_gets_what_is_shown_and_everything(site: Site) -> None:
    site.page.filters.search_field.setText("bob")
    site.action("Export").trigger()
    _name, _device, shown, everything = site.work.asked[-1]
    assert [each.id for each in shown] == ["12"]
    assert sorted(each.id for each in everything) == ["007", "12"]


async def test_what_can_be_done_with_the_selection_stands_beside_its_count(site: Site) -> None:
    assert not site.button("Edit").isVisible()
    site.page.table.selectAll()
    assert site.button("Edit").isVisible()
    assert site.button("Delete").property("role") == "danger"
    assert site.page.status.text().startswith("2 users, 2 selected")


async def test_one_button_is_filled(site: Site) -> None:
    site.page.table.selectAll()
    buttons = [b for b in site.page.findChildren(ActionButton) if b.isVisible()]
    assert [b.text() for b in buttons if b.property("role") == "accent"] == ["Add user"]


async def test_more_holds_the_rest(site: Site) -> None:
    site.actions.more_button.click()
    menu = QGuiApplication.instance().activePopupWidget()  # type: ignore[union-attr]
    assert isinstance(menu, QMenu)
    assert [each.text() for each in menu.actions() if not each.isSeparator()] == [
        "Photos",
        "Export",
        "Copy to device",
        "Compare",
        "Remove everywhere",
        "Pending removals",
        "Back up",
        "Restore",
        "Undo",
    ]
    menu.close()


async def test_a_device_without_users_offers_how_to_get_them(site: Site, tasks: TaskRunner) -> None:
    site.users.gone = (ANN.id, BOB.id)
    site.users.pages = []
    site.page.refresh()
    await tasks.idle()
    empty = next(each for each in site.page.findChildren(EmptyState) if each.isVisible())
    assert (empty.button.text(), empty.other_button.text()) == ("Add user", "Import")
    empty.button.click()
    empty.other_button.click()
    assert [each[0] for each in site.work.asked] == ["add", "import_users"]


def names_shown(site: Site) -> list[str]:
    return [str(each.user.name) for each in site.page.table.selected_records()]


async def added(site: Site, tasks: TaskRunner) -> None:
    """Add Zoe as the dialog does: the roster announces her, then the page is told."""
    site.action("Add user").trigger()
    zoe = a_user("13", "Zoe", "Sales")
    site.users.put(current(zoe))
    site.work.how["added"](DeviceUid("gate"), zoe)
    await tasks.idle()


async def test_a_user_who_was_added_is_selected_in_sight_and_has_the_keyboard(
    site: Site, tasks: TaskRunner
) -> None:
    many = [a_user(str(each), f"Somebody {each}") for each in range(100, 160)]
    site.users.put(current(*many))
    site.page.table.scrollToBottom()
    await added(site, tasks)
    assert names_shown(site) == ["Zoe"]
    assert UserId("13") in site.page.table.ids_in_sight()
    assert site.page.focusWidget() is site.page.table
    current_one = site.page.table.current_record()
    assert current_one is not None
    assert current_one.id == "13"
    assert site.page.notice_bar.notice is None


@pytest.mark.parametrize("how", ["search", "filter"])
async def test_a_user_who_was_added_and_is_hidden_can_be_shown(
    site: Site, tasks: TaskRunner, how: str
) -> None:
    if how == "search":
        site.page.filters.search_field.setText("bob")
    else:
        site.page.filters.chips[0].choose("Office")
    await added(site, tasks)
    notice = site.page.notice_bar.notice
    assert notice is not None
    assert notice.title == "Zoe was added to Gate, but the search or a filter hides this user"
    assert names_shown(site) == []
    assert site.page.status.text().startswith("1 of 3 users")
    site.page.notice_bar._on_action_clicked()
    assert names_shown(site) == ["Zoe"]
    assert site.page.focusWidget() is site.page.table
    assert site.page.filters.search_field.text() == ""


async def test_a_user_who_was_added_to_another_device_is_not_looked_for(
    site: Site, tasks: TaskRunner
) -> None:
    site.action("Add user").trigger()
    site.page.set_device("yard")
    await tasks.idle()
    site.work.how["added"](DeviceUid("gate"), BOB)
    assert site.page.table.selected_records() == []
    assert site.page.notice_bar.notice is None


async def test_a_user_who_was_added_stands_in_the_order_of_ids(site: Site) -> None:
    site.users.put(current(a_user("9", "New")))
    site.page._rows._choices.timeout.emit()
    assert [each.id for each in site.actions._model.visible_records()] == ["007", "9", "12"]
