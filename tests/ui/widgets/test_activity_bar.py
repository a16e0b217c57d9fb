from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from rollcall.ui.tasks import Ending, TaskRunner
from rollcall.ui.widgets.activity_bar import ActivityBar
from rollcall.usecases.progress import Progress


@pytest.fixture
def bar(tasks: TaskRunner, qtbot: QtBot) -> Iterator[ActivityBar]:
    bar = ActivityBar(tasks, shown_after_ms=0)
    qtbot.addWidget(bar)
    yield bar
    bar.hide()


async def wait_for_ever() -> None:
    await asyncio.Event().wait()


def texts(bar: ActivityBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]


def button(bar: ActivityBar, text: str) -> QPushButton:
    return next(each for each in bar.findChildren(QPushButton) if each.text() == text)


async def test_bar_is_there_while_something_runs(tasks: TaskRunner, bar: ActivityBar) -> None:
    assert bar.isHidden()
    work = tasks.start(wait_for_ever(), owner=bar, title="Reading users of Front door")
    assert bar.isVisible()
    assert bar.shown_works == (work,)
    work.cancel()
    await tasks.idle()
    assert bar.isHidden()


async def test_line_shows_count_and_value(tasks: TaskRunner, bar: ActivityBar) -> None:
    bar.resize(1000, 40)

    async def read() -> None:
        tasks.report(Progress(done=1240, total=5000))
        await wait_for_ever()

    tasks.start(read(), owner=bar, title="Reading")
    await asyncio.sleep(0)
    line = bar.findChildren(QProgressBar)[0]
    assert "1,240 of 5,000" in texts(bar)
    assert (line.value(), line.accessibleName()) == (1240, "Reading")


async def test_count_without_a_total_is_shown(tasks: TaskRunner, bar: ActivityBar) -> None:
    async def read() -> None:
        tasks.report(Progress(done=12, total=None))
        await wait_for_ever()

    tasks.start(read(), owner=bar, title="Reading")
    await asyncio.sleep(0)
    assert "12" in texts(bar)


async def test_all_done_is_not_said_while_the_work_goes_on(
    tasks: TaskRunner, bar: ActivityBar
) -> None:
    async def write() -> None:
        tasks.report(Progress(done=35, total=35))
        await wait_for_ever()

    tasks.start(write(), owner=bar, title="Writing")
    await asyncio.sleep(0)
    assert "Finishing …" in texts(bar)


async def test_cancel_cancels_its_work(tasks: TaskRunner, bar: ActivityBar) -> None:
    work = tasks.start(wait_for_ever(), owner=bar, title="Reading")
    button(bar, "Cancel").click()
    await tasks.idle()
    assert work.ending is Ending.CANCELLED


async def test_several_works_fold(tasks: TaskRunner, bar: ActivityBar) -> None:
    works = [tasks.start(wait_for_ever(), owner=bar, title=str(at)) for at in range(3)]
    assert bar.shown_works == (works[0],)
    button(bar, "2 more").click()
    assert bar.shown_works == tuple(works)
    button(bar, "Show less").click()
    assert bar.shown_works == (works[0],)


async def test_quiet_work_is_not_shown(tasks: TaskRunner, bar: ActivityBar) -> None:
    tasks.start(wait_for_ever(), owner=bar, title="Reading", quiet=True)
    assert bar.isHidden()


async def test_short_work_does_not_flicker(tasks: TaskRunner, qtbot: QtBot) -> None:
    bar = ActivityBar(tasks)
    qtbot.addWidget(bar)
    tasks.start(asyncio.sleep(0), owner=bar, title="Reading")
    assert bar.isHidden()
    await tasks.idle()
    assert bar.isHidden()
