from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rollcall.protocol.command import Command
from rollcall.protocol.errors import DeviceError, Unreachable
from rollcall.protocol.info import CurrentUsage, DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.settings import Columns, SettingsFile
from rollcall.store.values import RememberedUser
from rollcall.ui.models.table import TableModel
from rollcall.ui.pages.users import UsersPage
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.buttons import ActionButton, Button
from rollcall.ui.widgets.empty_state import EmptyState
from rollcall.ui.widgets.header import TableHeader
from rollcall.usecases.roster import EntryState, Roster, RosterEntry
from rollcall.usecases.sessions import Session
from rollcall.usecases.user_listing import Shortfall
from tests.ui.user_fakes import (
    ANN,
    BOB,
    LI,
    FakeDevices,
    FakeUsers,
    a_user,
    current,
    id_only,
    last_known,
)

NOW = datetime(2026, 5, 4, 12, 5, tzinfo=UTC)
OpenPage = Callable[..., UsersPage]


class Rosters(dict[str, FakeUsers]):
    """One for each device, and which were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def open(self, uid: DeviceUid) -> FakeUsers:
        self.opened.append(uid)
        return self.setdefault(uid, FakeUsers())


@pytest.fixture
def rosters() -> Rosters:
    return Rosters()


@pytest.fixture
async def open_page(
    qtbot: QtBot, tasks: TaskRunner, settings: SettingsFile, rosters: Rosters
) -> AsyncIterator[OpenPage]:
    def open_page(
        devices: FakeDevices, uid: str | None = None, now: Callable[[], datetime] = lambda: NOW
    ) -> UsersPage:
        page = UsersPage(rosters.open, fleet=devices, tasks=tasks, settings=settings, now=now)
        qtbot.addWidget(page)
        page.resize(900, 600)
        page.set_device(uid)
        page.show()
        return page

    yield open_page
    await tasks.shutdown()


def model_of(page: UsersPage) -> TableModel[RosterEntry]:
    model = page.table.model()
    assert isinstance(model, TableModel)
    return model


def ids(page: UsersPage) -> list[str]:
    return [entry.id for entry in model_of(page).visible_records()]


def empty_state(page: UsersPage) -> EmptyState:
    return next(each for each in page.findChildren(EmptyState) if each.isVisible())


def refresh_button(page: UsersPage) -> ActionButton:
    return next(b for b in page.findChildren(ActionButton) if b.text() == "Refresh")


async def test_last_known_shows_at_once_and_is_read_again_behind_it(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = door = FakeUsers(remembered=[BOB, ANN])
    door.gate = asyncio.Event()
    door.pages = [current(ANN)]
    page = open_page(FakeDevices("Gate"), "gate")
    await asyncio.sleep(0)
    assert ids(page) == ["007", "12"]
    assert model_of(page).visible_records() == [*current(ANN), *last_known(BOB)]
    assert page.status.text() == "2 users; being read now"
    assert [work.title for work in tasks.works] == ["Reading users of Gate"]
    assert not refresh_button(page).isEnabled()
    door.pages.append(current(BOB))
    door.gate.set()
    await tasks.idle()
    assert model_of(page).visible_records() == current(ANN, BOB)
    assert page.status.text().startswith("2 users; as of ")
    assert refresh_button(page).isEnabled()


async def test_age_says_the_day_when_it_was_not_today(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = FakeUsers(remembered=[ANN])
    now = [NOW]
    page = open_page(FakeDevices("Gate"), "gate", lambda: now[0])
    await tasks.idle()
    today = page.status.text()
    now[0] += timedelta(days=2)
    page.table.selectAll()
    assert len(page.status.text().removeprefix("1 user, 1 selected")) > len(
        today.removeprefix("1 user")
    )


async def test_rows_keep_the_devices_order_until_all_is_read(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = door = FakeUsers()
    door.gate = asyncio.Event()
    door.pages = [[id_only("100"), id_only("20")], [id_only("3")], current(a_user("20", "Eve"))]
    page = open_page(FakeDevices("Gate"), "gate")
    await asyncio.sleep(0)
    door.put([id_only("3")])
    assert ids(page) == ["20", "100", "3"]
    door.gate.set()
    await tasks.idle()
    assert ids(page) == ["3", "20", "100"]


async def test_first_row_on_screen_stays_where_it_is(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = door = FakeUsers()
    door.gate = asyncio.Event()
    door.pages = [current(*(a_user(str(at)) for at in range(1000, 1200)))]
    page = open_page(FakeDevices("Gate"), "gate")
    await asyncio.sleep(0)
    page.table.verticalScrollBar().setValue(1234)
    before = page.table.ids_in_sight()
    page.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    page.table.verticalScrollBar().setValue(1234)
    door.put(current(*(a_user(str(at)) for at in range(1, 20))))
    assert page.table.ids_in_sight() == before
    door.put(current(*(a_user(str(at)) for at in range(2000, 2020))))
    assert page.table.ids_in_sight() == before


async def test_rows_on_screen_are_told_to_the_roster(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner, qtbot: QtBot
) -> None:
    rosters["gate"] = door = FakeUsers(remembered=[a_user(str(at)) for at in range(1, 501)])
    page = open_page(FakeDevices("Gate"), "gate")
    await tasks.idle()
    assert door.told[-1][:3] == ("1", "2", "3")
    assert len(door.told[-1]) < 30
    with qtbot.waitSignal(page.table.sight_changed):
        page.table.scrollToBottom()
    assert door.told[-1][-1] == "500"
    with qtbot.waitSignal(page.table.sight_changed):
        page.filters.search_field.setText("49")
    assert door.told[-1][:3] == ("49", "149", "249")
    with qtbot.waitSignal(page.table.sight_changed):
        page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert door.told[-1][0] == "499"
    told = len(door.told)
    with qtbot.waitSignal(page.table.sight_changed):
        page.resize(901, 600)
    assert len(door.told) == told  # the same rows are not told again


async def test_rows_that_are_gone_leave(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = door = FakeUsers(remembered=[ANN, BOB])
    door.gone = (BOB.id,)
    page = open_page(FakeDevices("Gate"), "gate")
    await tasks.idle()
    assert ids(page) == ["007"]
    assert page.status.text().startswith("1 user;")


async def test_failed_reading_keeps_the_rows_and_offers_to_try_again(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = door = FakeUsers(remembered=[ANN])
    door.error = Unreachable("Gate")
    page = open_page(FakeDevices("Gate"), "gate")
    await tasks.idle()
    assert page.notice_bar.isVisible()
    assert page.notice_bar.notice is not None
    assert "Gate" in page.notice_bar.notice.title
    assert ids(page) == ["007"]
    assert page.status.text() == "1 user; not all read, the grey ones are as last known"
    door.error = None
    try_again = next(b for b in page.findChildren(Button) if b.text() == "Try again")
    try_again.click()
    await tasks.idle()
    assert not page.notice_bar.isVisible()
    assert (door.readings, door.recalls) == (2, 1)


async def test_cancelled_reading_keeps_the_rows_and_says_so(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = door = FakeUsers(remembered=[ANN])
    door.pages = [current(BOB)]
    door.gate = asyncio.Event()
    page = open_page(FakeDevices("Gate"), "gate")
    await asyncio.sleep(0)
    tasks.works[0].cancel()
    await tasks.idle()
    assert ids(page) == ["007", "12"]
    assert page.status.text() == "2 users; not all read, the grey ones are as last known"
    assert refresh_button(page).isEnabled()
    assert not page.notice_bar.isVisible()


async def test_another_device_cancels_the_reading_and_shows_its_own_users(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = gate = FakeUsers(remembered=[ANN])
    gate.pages = [current(ANN)]
    gate.gate = asyncio.Event()
    rosters["yard"] = FakeUsers(remembered=[BOB])
    page = open_page(FakeDevices("Gate", "Yard"), "gate")
    await asyncio.sleep(0)
    page.table.selectAll()
    page.set_device("yard")
    await tasks.idle()
    assert gate.was_cancelled
    assert ids(page) == ["12"]
    assert page.table.selected_records() == []
    gate.put(current(LI))
    assert ids(page) == ["12"]
    gate.gate.set()
    page.set_device("gate")
    assert ids(page) == ["007", "9"]
    await tasks.idle()
    assert gate.readings == 2
    assert rosters.opened == ["gate", "yard"]


async def test_device_read_to_the_end_is_not_read_again_by_itself(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    page = open_page(FakeDevices("Gate", "Yard"), "gate")
    await tasks.idle()
    page.set_device("yard")
    await tasks.idle()
    page.set_device("gate")
    await tasks.idle()
    assert rosters["gate"].readings == 1
    page.refresh()
    page.refresh()
    await tasks.idle()
    assert rosters["gate"].readings == 2


async def test_only_device_is_shown_without_being_picked(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = FakeUsers(remembered=[ANN])
    page = open_page(FakeDevices("Gate"), None)
    await tasks.idle()
    assert ids(page) == ["007"]


async def test_one_of_several_devices_can_be_chosen(open_page: OpenPage, qtbot: QtBot) -> None:
    page = open_page(FakeDevices("Gate", "R&D"), None)
    assert not page.filters.isVisible()
    assert not page.status.isVisible()
    choices = [b for b in page.findChildren(Button) if b.isVisible() and "Refresh" not in b.text()]
    assert [button.text() for button in choices] == ["Gate", "R&&D"]
    with qtbot.waitSignal(page.device_asked) as asked:
        choices[1].click()
    assert asked.args == ["r&d"]


async def test_no_device_leads_to_the_page_devices(open_page: OpenPage, qtbot: QtBot) -> None:
    page = open_page(FakeDevices(), None)
    with qtbot.waitSignal(page.page_asked) as asked:
        empty_state(page).button.click()
    assert asked.args == ["devices"]


async def test_devices_that_come_and_go_are_followed(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    devices = FakeDevices()
    page = open_page(devices, None)
    rosters["gate"] = FakeUsers(remembered=[ANN])
    devices.become("Gate")
    await tasks.idle()
    assert ids(page) == ["007"]
    devices.become()
    assert ids(page) == []
    assert empty_state(page).button.isVisible()
    devices.become("Gate")
    await tasks.idle()
    assert rosters.opened == ["gate", "gate"]  # what was forgotten is not kept


async def test_device_without_users_says_so(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = door = FakeUsers()
    door.pages = [[]]
    door.gate = asyncio.Event()
    page = open_page(FakeDevices("Gate"), "gate")
    await asyncio.sleep(0)
    assert empty_state(page).accessibleName() == "Reading the users of Gate …"
    door.gate.set()
    await tasks.idle()
    assert empty_state(page).accessibleName() == "Gate has no users."
    assert page.status.text() == ""


async def test_list_that_ends_early_is_told_and_again_when_the_device_is_picked_again(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = gate = FakeUsers()
    gate.pages = [current(ANN, BOB)]
    gate.shortfall = Shortfall(listed=2, counted=120)
    page = open_page(FakeDevices("Gate", "Yard"), "gate")
    await tasks.idle()
    assert page.status.text().endswith(", rows may be missing")
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "Gate lists 2 of its 120 users"
    page.set_device("yard")
    await tasks.idle()
    assert page.notice_bar.notice is None
    page.set_device("gate")
    assert page.notice_bar.notice is not None


async def test_device_that_lists_nobody_of_many_is_not_called_empty(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = gate = FakeUsers()
    gate.shortfall = Shortfall(listed=0, counted=120)
    page = open_page(FakeDevices("Gate"), "gate")
    await tasks.idle()
    assert empty_state(page).accessibleName() == "The users of Gate are not known yet."


async def test_device_that_was_never_read_says_so(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner
) -> None:
    rosters["gate"] = FakeUsers()
    rosters["gate"].error = Unreachable("Gate")
    page = open_page(FakeDevices("Gate"), "gate")
    await tasks.idle()
    assert empty_state(page).accessibleName() == "The users of Gate are not known yet."


@pytest.fixture
async def page(open_page: OpenPage, rosters: Rosters, tasks: TaskRunner) -> UsersPage:
    rosters["gate"] = FakeUsers()
    rosters["gate"].pages = [current(ANN, BOB, LI)]
    page = open_page(FakeDevices("Gate"), "gate")
    await tasks.idle()
    return page


async def test_search_filters_as_one_types(page: UsersPage) -> None:
    QTest.keyClicks(page.filters.search_field, "admin")
    assert ids(page) == ["007"]
    assert page.status.text().startswith("1 of 3 users; as of ")
    QTest.keyClick(page.filters.search_field, Qt.Key.Key_Escape)
    assert ids(page) == ["007", "9", "12"]


async def test_nothing_that_matches_offers_to_clear(page: UsersPage) -> None:
    page.filters.search_field.setText("zzz")
    assert page.status.text().startswith("0 of 3 users; ")
    empty_state(page).button.click()
    assert ids(page) == ["007", "9", "12"]
    assert page.table.isVisible()


async def test_chips_filter_besides_the_search(page: UsersPage) -> None:
    page.filters.search_field.setText("finger")
    chip = next(c for c in page.filters.chips if c.text() == "Department")
    chip.choose("Sales")
    assert ids(page) == ["007"]
    assert chip.text() == "Department: Sales"
    page.filters.clear()
    assert ids(page) == ["007", "9", "12"]


async def test_keyboard_goes_from_the_search_into_the_table_and_back(page: UsersPage) -> None:
    page.activateWindow()
    page.filters.search_field.setFocus()
    page.filters.search_field.setText("finger")
    QTest.keyClick(page.filters.search_field, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.current_record() == current(ANN)[0]
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.current_record() == current(BOB)[0]
    assert page.status.text().startswith("2 of 3 users, 1 selected; ")
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert page.filters.search_field.text() == ""


async def test_copied_rows_keep_leading_zeros(page: UsersPage) -> None:
    page.table.selectAll()
    assert page.status.text().startswith("3 users, 3 selected; ")
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "007\tAnn Müller\tSales\tAdministrator\tFace, 2 fingers, Card"
    assert lines[1].startswith("9\t李伟\t财务部\tUser")


async def test_columns_are_remembered(page: UsersPage, settings: SettingsFile) -> None:
    settings.change(columns={"devices": Columns(hidden=("uid",))})
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    heading = page.table.horizontalHeader()
    assert isinstance(heading, TableHeader)
    heading.tell_now()
    assert settings.value.columns["users"].sort == ("name", "down")
    assert settings.value.columns["devices"].hidden == ("uid",)


async def test_remembered_columns_come_back(
    open_page: OpenPage, rosters: Rosters, tasks: TaskRunner, settings: SettingsFile
) -> None:
    settings.change(columns={"users": Columns(sort=("name", "down"), hidden=("department",))})
    rosters["gate"] = FakeUsers(remembered=[ANN, BOB])
    page = open_page(FakeDevices("Gate"), "gate")
    await tasks.idle()
    assert ids(page) == ["12", "007"]
    assert page.table.isColumnHidden(2)


async def test_names_are_those_a_screen_reader_is_told(page: UsersPage) -> None:
    assert page.table.accessibleName() == "Users"
    assert page.search_field is page.filters.search_field
    assert page.filters.search_field.accessibleName() == "Search users"
    assert page.filters.columns_button.accessibleName() == "Columns"


async def test_focus_follows_reading(page: UsersPage) -> None:
    page.filters.search_field.setText("a")
    stops: list[QWidget] = []
    widget = page.nextInFocusChain()
    while widget is not None and widget is not page:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(widget)
        widget = widget.nextInFocusChain()
    texts = [getattr(each, "text", str)() or each.accessibleName() for each in stops]
    assert texts == [
        "Refresh",
        "a",
        "Department",
        "Privilege",
        "Has",
        "Lacks",
        "Clear filters",
        "Columns",
        "Users",
    ]


class Device:
    """A session with a device that has `count` users, and what it was asked."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[str] = []

    async def ask(self, command: Command[Any]) -> Any:  # noqa: ANN401  # any reply
        self.asked.append(command.names[0])
        return CurrentUsage(users=self.count)

    async def user_ids(self) -> AsyncGenerator[tuple[UserId, ...], None]:
        every = [UserId(str(each)) for each in range(1, self.count + 1)]
        for start in range(0, self.count, 50):
            self.asked.append("page")
            await asyncio.sleep(0)
            yield tuple(every[start : start + 50])

    async def read_users(
        self,
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        while (user_id := next_id()) is not None:
            self.asked.append(user_id)
            await asyncio.sleep(0)
            got(UserInfo(id=user_id, name=f"Name {user_id}", face=b"template"))

    async def aclose(self) -> None:
        pass


class Remembered:
    def __init__(self, *users: RememberedUser) -> None:
        self.users = {each.id: each for each in users}

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        return tuple(self.users.values())

    async def replace(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        self.users = {each.id: each for each in users}

    async def update(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        self.users.update({each.id: each for each in users})


async def test_real_roster_fills_the_page_rows_on_screen_first(
    qtbot: QtBot, tasks: TaskRunner, settings: SettingsFile
) -> None:
    device, remembered = Device(300), Remembered(a_user("7", "Old name"), a_user("9999", "Gone"))

    @asynccontextmanager
    async def session(_uid: DeviceUid) -> AsyncIterator[Session]:
        yield device

    page = UsersPage(
        lambda uid: Roster(uid, open_session=session, remembered=remembered),
        fleet=FakeDevices("Gate"),
        tasks=tasks,
        settings=settings,
        now=lambda: NOW,
    )
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    await tasks.idle()
    assert ids(page) == [str(each) for each in range(1, 301)]
    assert all(each.state is EntryState.CURRENT for each in model_of(page).records)
    assert len(remembered.users) == 300
    users_asked = [each for each in device.asked if each.isdecimal()]
    in_sight = page.table.ids_in_sight()
    assert set(in_sight) <= set(users_asked[:60])
    QTest.keyClicks(page.filters.search_field, "name 299")
    assert ids(page) == ["299"]


async def test_column_menu_opens_from_its_button(page: UsersPage) -> None:
    page.filters.columns_button.click()
    menu = QGuiApplication.instance().activePopupWidget()  # type: ignore[union-attr]
    assert [action.text() for action in menu.actions()][:2] == ["ID", "Name"]
    menu.close()
