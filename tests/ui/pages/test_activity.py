from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import AppError, StoreLocked
from rollcall.settings import SettingsFile
from rollcall.store.values import AuditEntry
from rollcall.ui.models.activity import NumberedEntry
from rollcall.ui.models.table import TableModel
from rollcall.ui.pages.activity import ActivityPage
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.empty_state import EmptyState
from rollcall.usecases.listening import Event


def an_entry(minute: int, subject: str = "Gate") -> AuditEntry:
    return AuditEntry(
        at=datetime(2026, 5, 4, 12, minute, tzinfo=UTC),
        who="jane",
        device_uid="uid",
        device_name="Front door",
        action="rename device",
        subject=subject,
        result="done",
    )


class FakeTrail:
    def __init__(self) -> None:
        self.added: Event[AuditEntry] = Event()
        self.lost: Event[AppError] = Event()
        self.entries: tuple[AuditEntry, ...] = ()
        self.error: AppError | None = None
        self.gate: asyncio.Event | None = None

    async def latest(self) -> tuple[AuditEntry, ...]:
        entries = self.entries
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        return entries


@pytest.fixture
def trail() -> FakeTrail:
    return FakeTrail()


@pytest.fixture
async def page(
    qtbot: QtBot, tasks: TaskRunner, settings: SettingsFile, trail: FakeTrail
) -> ActivityPage:
    page = ActivityPage(trail, tasks=tasks, settings=settings)
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show()
    return page


def minutes(page: ActivityPage) -> list[int]:
    model = page.table.model()
    assert isinstance(model, TableModel)
    rows: list[NumberedEntry] = model.visible_records()
    return [row.entry.at.minute for row in rows]


async def test_newest_comes_first(page: ActivityPage, trail: FakeTrail, tasks: TaskRunner) -> None:
    trail.entries = (an_entry(9), an_entry(5))
    page.page_shown()
    await tasks.idle()
    assert minutes(page) == [9, 5]
    assert page.status.text() == "2 entries"


async def test_what_is_done_now_comes_on_top(
    page: ActivityPage, trail: FakeTrail, tasks: TaskRunner
) -> None:
    trail.entries = (an_entry(5),)
    page.page_shown()
    await tasks.idle()
    trail.added.emit(an_entry(6))
    assert minutes(page) == [6, 5]


async def test_what_is_done_while_reading_is_there_once(
    page: ActivityPage, trail: FakeTrail, tasks: TaskRunner
) -> None:
    trail.entries = (an_entry(6), an_entry(5))
    trail.gate = asyncio.Event()
    page.page_shown()
    await asyncio.sleep(0)
    trail.added.emit(an_entry(6))
    trail.added.emit(an_entry(7))
    trail.gate.set()
    await tasks.idle()
    assert minutes(page) == [7, 6, 5]


async def test_it_is_read_once_and_again_when_asked(
    page: ActivityPage, trail: FakeTrail, tasks: TaskRunner
) -> None:
    page.page_shown()
    await tasks.idle()
    assert page.findChild(EmptyState) is not None
    trail.entries = (an_entry(1),)
    page.page_shown()
    await tasks.idle()
    assert minutes(page) == []
    page.refresh()
    await tasks.idle()
    assert minutes(page) == [1]


async def test_search_and_keyboard(page: ActivityPage, trail: FakeTrail, tasks: TaskRunner) -> None:
    trail.entries = (an_entry(9, "Yard"), an_entry(5))
    page.page_shown()
    await tasks.idle()
    field = page.search_field
    assert field is not None
    page.activateWindow()
    QTest.keyClicks(field, "gate")
    assert minutes(page) == [5]
    assert page.status.text() == "1 of 2 entries"
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert len(page.table.selected_records()) == 1
    field.setText("nothing like it")
    clear = next(each for each in page.findChildren(EmptyState) if each.isVisible())
    clear.button.click()
    assert minutes(page) == [9, 5]


async def test_entry_that_could_not_be_written_is_told(
    page: ActivityPage, trail: FakeTrail
) -> None:
    trail.lost.emit(StoreLocked("rollcall.db"))
    assert page.notice_bar.isVisible()


async def test_reading_that_fails_can_be_tried_again(
    page: ActivityPage, trail: FakeTrail, tasks: TaskRunner
) -> None:
    trail.error = StoreLocked("rollcall.db")
    page.page_shown()
    await tasks.idle()
    assert page.notice_bar.isVisible()
    assert page.table.accessibleName() == "Activity"
