from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.work_progress import WorkProgress
from rollcall.usecases.progress import Progress
from tests.ui.dialogs.asked import until


async def test_it_tells_how_far_the_work_of_its_owner_is(tasks: TaskRunner, qtbot: QtBot) -> None:
    owner, other = QWidget(), QWidget()
    qtbot.addWidget(owner)
    qtbot.addWidget(other)
    shown = WorkProgress(tasks, owner, parent=owner)
    shown.begin("Copying")
    told, end = asyncio.Event(), asyncio.Event()

    async def work(done: int) -> None:
        tasks.report(Progress(done=done, total=2000))
        told.set()
        await end.wait()

    tasks.start(work(7), owner=other, title="Something else", quiet=True)
    tasks.start(work(1240), owner=owner, title="Copy", quiet=True)
    await told.wait()
    (label,) = shown.findChildren(Label)
    await until(lambda: label.text() != "Copying")
    assert label.text().startswith("Copying: 1,240 of 2,000")
    end.set()
    await tasks.idle()


async def test_what_is_begun_is_said_at_once(tasks: TaskRunner, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    shown = WorkProgress(tasks, owner, parent=owner)
    shown.begin("Removing")
    assert [each.text() for each in shown.findChildren(Label)] == ["Removing"]
    assert "Removing" in {each.accessibleName() for each in shown.findChildren(QWidget)}


async def test_when_all_are_done_and_it_goes_on_it_says_that_it_finishes(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    shown = WorkProgress(tasks, owner, parent=owner)
    shown.begin("Copying")
    end = asyncio.Event()

    async def work() -> None:
        tasks.report(Progress(done=35, total=35))
        await end.wait()

    tasks.start(work(), owner=owner, title="Copy", quiet=True)
    (label,) = shown.findChildren(Label)
    await until(lambda: label.text() == "Copying: finishing …")
    end.set()
    await tasks.idle()
