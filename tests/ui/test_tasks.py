from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject

from rollcall.protocol.errors import AppError, Unreachable
from rollcall.ui.tasks import Busy, Ending, TaskRunner, Work, end_within
from rollcall.usecases.progress import Progress
from tests.conftest import ExpectedLog


class Ears:
    """Hears what a runner tells."""

    def __init__(self, tasks: TaskRunner) -> None:
        self.told: list[tuple[str, Any]] = []
        for name in ("work_added", "work_changed", "work_ended", "failed", "bug_met"):
            getattr(tasks, name).connect(self._hear(name))

    def _hear(self, name: str) -> Callable[[Any], None]:
        return lambda what: self.told.append((name, what))

    def names(self) -> list[str]:
        return [name for name, _ in self.told]


@pytest.fixture
def owner() -> QObject:
    return QObject()


@pytest.fixture
def ears(tasks: TaskRunner) -> Ears:
    return Ears(tasks)


async def give(value: int) -> int:
    await asyncio.sleep(0)
    return value


async def fail(error: BaseException) -> None:
    await asyncio.sleep(0)
    raise error


async def wait_for_ever() -> None:
    await asyncio.Event().wait()


async def test_work_finishes_with_its_result(tasks: TaskRunner, owner: QObject, ears: Ears) -> None:
    work = tasks.start(give(7), owner=owner, title="Reading")
    assert work.is_running
    assert list(tasks.works) == [work]
    await tasks.idle()
    assert (work.ending, work.result) == (Ending.FINISHED, 7)
    assert not tasks.works
    assert ears.told == [("work_added", work), ("work_ended", work)]


async def test_result_is_refused_before_the_end(tasks: TaskRunner, owner: QObject) -> None:
    work = tasks.start(give(7), owner=owner, title="Reading")
    with pytest.raises(LookupError):
        _ = work.result


async def test_task_is_named_after_coroutine_and_owner(tasks: TaskRunner, owner: QObject) -> None:
    work = tasks.start(give(7), owner=owner, title="Reading")
    assert work.task is not None
    assert work.task.get_name() == "give of QObject"


async def test_expected_error_is_told_with_its_work(
    tasks: TaskRunner, owner: QObject, ears: Ears
) -> None:
    error = Unreachable("Front door")
    work = tasks.start(fail(error), owner=owner, title="Reading")
    await tasks.idle()
    assert (work.ending, work.error) == (Ending.FAILED, error)
    assert ears.names() == ["work_added", "work_ended", "failed"]


async def test_bug_is_logged_and_told(
    tasks: TaskRunner, owner: QObject, ears: Ears, expected_log: ExpectedLog
) -> None:
    expected_log("bug in a work")
    error = ZeroDivisionError()
    work = tasks.start(fail(error), owner=owner, title="Reading")
    await tasks.idle()
    assert work.ending is Ending.BUG
    assert ears.told[-1] == ("bug_met", error)


async def test_cancelled_work_is_silent(tasks: TaskRunner, owner: QObject, ears: Ears) -> None:
    work = tasks.start(wait_for_ever(), owner=owner, title="Reading")
    await asyncio.sleep(0)
    work.cancel()
    await tasks.idle()
    assert work.ending is Ending.CANCELLED
    assert ears.names() == ["work_added", "work_ended"]
    work.cancel()


async def test_work_cancelled_before_its_first_step_ends_too(
    tasks: TaskRunner, owner: QObject
) -> None:
    work = tasks.start(wait_for_ever(), owner=owner, title="Reading")
    work.cancel()
    await tasks.idle()
    assert work.ending is Ending.CANCELLED


async def test_work_dies_with_its_owner(tasks: TaskRunner, owner: QObject) -> None:
    work = tasks.start(wait_for_ever(), owner=owner, title="Reading")
    other = tasks.start(wait_for_ever(), owner=tasks, title="Reading")
    await asyncio.sleep(0)
    shiboken6.delete(owner)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert work.ending is Ending.CANCELLED
    assert other.is_running


async def test_owner_may_go_after_the_work(tasks: TaskRunner, owner: QObject) -> None:
    work = tasks.start(give(1), owner=owner, title="Reading")
    await tasks.idle()
    shiboken6.delete(owner)
    assert work.ending is Ending.FINISHED


async def test_work_for_a_dead_owner_never_begins(tasks: TaskRunner, owner: QObject) -> None:
    shiboken6.delete(owner)
    work = tasks.start(wait_for_ever(), owner=owner, title="Reading")
    assert work.ending is Ending.CANCELLED
    assert tasks.works == ()


async def test_cancel_of_leaves_the_works_of_others(tasks: TaskRunner, owner: QObject) -> None:
    mine = tasks.start(wait_for_ever(), owner=owner, title="Reading")
    other = tasks.start(wait_for_ever(), owner=tasks, title="Reading")
    tasks.cancel_of(owner)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert mine.ending is Ending.CANCELLED
    assert other.is_running


async def test_group_with_one_expected_failure_is_that_failure(
    tasks: TaskRunner, owner: QObject
) -> None:
    error = Unreachable("Front door")

    async def several() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(wait_for_ever())
            group.create_task(fail(error))

    work = tasks.start(several(), owner=owner, title="Reading")
    await tasks.idle()
    assert (work.ending, work.error) == (Ending.FAILED, error)


async def test_group_with_a_bug_is_a_bug(
    tasks: TaskRunner, owner: QObject, expected_log: ExpectedLog
) -> None:
    expected_log("bug in a work")
    group = BaseExceptionGroup("", [Unreachable("Front door"), ExceptionGroup("", [KeyError()])])
    work = tasks.start(fail(group), owner=owner, title="Reading")
    await tasks.idle()
    assert work.ending is Ending.BUG


async def test_report_speaks_for_the_work_and_its_children(
    tasks: TaskRunner, owner: QObject
) -> None:
    async def child() -> None:
        tasks.report(Progress(done=3, total=9))

    async def parent() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(child())

    work = tasks.start(parent(), owner=owner, title="Reading")
    await tasks.idle()
    assert work.progress == Progress(done=3, total=9)


async def test_report_outside_a_work_is_passed_over(tasks: TaskRunner, ears: Ears) -> None:
    tasks.report(Progress(done=1, total=2))
    assert ears.names() == []


async def test_reports_are_told_now_and_then_only(
    tasks: TaskRunner, owner: QObject, ears: Ears
) -> None:
    seen: list[int] = []

    def hear(work: Work[Any]) -> None:
        assert work.progress is not None
        seen.append(work.progress.done)

    tasks.work_changed.connect(hear)

    async def busy() -> None:
        for done in range(1000):
            tasks.report(Progress(done=done, total=1000))
        while len(seen) < 2:  # noqa: ASYNC110  # until the pause between two tellings is over
            await asyncio.sleep(0.01)

    tasks.start(busy(), owner=owner, title="Reading")
    await tasks.idle()
    assert seen == [0, 999]


async def test_idle_waits_for_what_a_work_starts(tasks: TaskRunner, owner: QObject) -> None:
    later: list[Work[int]] = []

    async def first() -> None:
        await asyncio.sleep(0)
        later.append(tasks.start(give(2), owner=owner, title="Reading"))

    tasks.start(first(), owner=owner, title="Reading")
    await tasks.idle()
    assert later[0].result == 2


async def test_shutdown_waits_for_the_cleaning_up(tasks: TaskRunner, owner: QObject) -> None:
    cleaned: list[bool] = []

    async def careful() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    tasks.start(careful(), owner=owner, title="Reading")
    await asyncio.sleep(0)
    await tasks.shutdown()
    assert cleaned == [True]


async def test_nothing_starts_after_shutdown(tasks: TaskRunner, owner: QObject) -> None:
    await tasks.shutdown()
    assert tasks.start(give(1), owner=owner, title="Reading").ending is Ending.CANCELLED


def test_busy_ends_however_it_ends() -> None:
    states: list[bool] = []
    busy = Busy(lambda: states.append(bool(busy)))
    assert not busy
    with pytest.raises(AppError), busy, busy:
        raise AppError
    assert states == [True, False]
    assert not busy


async def test_what_an_owner_and_its_parts_began_is_ended_and_waited_for(
    tasks: TaskRunner, owner: QObject
) -> None:
    ended: list[str] = []

    async def clean_up_slowly(name: str) -> None:
        try:
            await wait_for_ever()
        finally:
            for _ in range(5):
                await asyncio.sleep(0)
            ended.append(name)

    part, stranger = QObject(owner), QObject()
    for each, name in ((owner, "owner"), (part, "part"), (stranger, "stranger")):
        tasks.start(clean_up_slowly(name), owner=each, title="")
    await asyncio.sleep(0)
    await tasks.end_within(owner)
    assert sorted(ended) == ["owner", "part"]
    assert [each.owner for each in tasks.works] == [stranger]


async def test_cancelled_while_it_waits_it_waits_all_the_same(
    tasks: TaskRunner, owner: QObject
) -> None:
    gate, ended = asyncio.Event(), list[str]()

    async def read_back() -> None:
        try:
            await wait_for_ever()
        finally:
            await gate.wait()
            ended.append("read back")

    async def leave() -> None:
        try:
            await end_within(owner)
        finally:
            ended.append("left")

    page = QObject()
    tasks.start(read_back(), owner=owner, title="")
    await asyncio.sleep(0)
    leaving = tasks.start(leave(), owner=page, title="")
    for _ in range(3):
        await asyncio.sleep(0)
    leaving.cancel()
    for _ in range(3):
        await asyncio.sleep(0)
    assert ended == []
    gate.set()
    await tasks.idle()
    assert ended == ["read back", "left"]
    assert leaving.ending is Ending.CANCELLED


async def test_without_a_work_there_is_nothing_to_end(owner: QObject) -> None:
    await end_within(owner)
