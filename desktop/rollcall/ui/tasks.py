"""The only place that starts asynchronous work, and that decides how a work can end.

A work finishes, is cancelled (silent), fails with an `AppError` (told by the page's notice bar) or
ends in a bug (logged, and told by the crash dialog).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from datetime import timedelta
from enum import Enum, auto
from functools import partial
from types import TracebackType
from typing import Any, Final, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from rollcall.protocol.errors import AppError
from rollcall.ui.estimate import TimeLeft
from rollcall.usecases.progress import Progress

__all__ = ["Busy", "Ending", "TaskRunner", "Work", "current_work", "end_within"]

_log = logging.getLogger(__name__)

_R = TypeVar("_R")
_BETWEEN_CHANGES_MS: Final = 100  # a person reads no more than ten numbers a second

_current: ContextVar[Work[Any]] = ContextVar("current work")


class Ending(Enum):
    """How a work ended."""

    FINISHED = auto()
    CANCELLED = auto()
    FAILED = auto()
    BUG = auto()


class Work(Generic[_R]):
    """One running or ended work: what the activity bar shows a line of."""

    def __init__(
        self,
        *,
        runner: TaskRunner,
        owner: QObject,
        title: str,
        is_quiet: bool,
        retry: Callable[[], object] | None,
        time_left: TimeLeft,
    ) -> None:
        self.runner = runner
        self.owner = owner
        self.title = title
        """Translated, for the administrator: "Reading users of Front door"."""
        self.is_quiet = is_quiet
        self.retry = retry
        """Starts the same again, for the button beside an error."""
        self.progress: Progress | None = None
        self.ending: Ending | None = None
        self.error: BaseException | None = None
        self.task: asyncio.Task[None] | None = None
        self._time_left = time_left
        self._results: list[_R] = []

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.ending is None

    @property
    def time_left(self) -> timedelta | None:
        """What is left, or None while that cannot be told."""
        return self._time_left.remaining

    @property
    def result(self) -> _R:
        """What the coroutine returned; raises `LookupError` when it did not finish."""
        if self.ending is not Ending.FINISHED:
            raise LookupError(self.title)
        return self._results[0]

    def cancel(self) -> None:
        """Ask it to stop; does nothing when it has ended."""
        if self.task is not None:
            self.task.cancel()

    async def run(self, coroutine: Coroutine[Any, Any, _R]) -> None:
        """Keep the result; called by the runner, once."""
        _current.set(self)
        self._results.append(await coroutine)

    def saw(self, progress: Progress) -> None:
        """Take note of a progress; called by the runner."""
        self.progress = progress
        self._time_left.saw(progress)

    def on_owner_destroyed(self) -> None:
        """Cancel; a method of ours, so that the connection dies with the work."""
        self.cancel()


class TaskRunner(QObject):
    """Starts works, holds them while they run, and tells the window about them."""

    work_added = Signal(object)
    """(Work) It runs."""
    work_changed = Signal(object)
    """(Work) Its progress is new; about ten times a second at most."""
    work_ended = Signal(object)
    """(Work) It ended, with `ending` set; comes before `failed` and `bug_met`."""
    failed = Signal(object)
    """(Work) It ended in the `AppError` that is its `error`: the owner's notice bar shows it."""
    bug_met = Signal(object)
    """(BaseException) A work ended in a bug: for the crash dialog."""

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._works: dict[Work[Any], asyncio.Task[None]] = {}
        self._changed: dict[Work[Any], None] = {}
        self._is_open = True
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_BETWEEN_CHANGES_MS)
        self._pause.timeout.connect(self._on_pause_timeout)

    @property
    def works(self) -> tuple[Work[Any], ...]:
        """What runs now, oldest first."""
        return tuple(self._works)

    def start(
        self,
        coroutine: Coroutine[Any, Any, _R],
        *,
        owner: QObject,
        title: str,
        quiet: bool = False,
        retry: Callable[[], object] | None = None,
    ) -> Work[_R]:
        """Run a coroutine until it ends or `owner`, a page or dialog, is destroyed.

        `quiet` keeps it out of the activity bar. After `shutdown` began it is cancelled at once.
        """
        work = Work[_R](
            runner=self,
            owner=owner,
            title=title,
            is_quiet=quiet,
            retry=retry,
            time_left=TimeLeft(self._clock),
        )
        if not self._is_open or not shiboken6.isValid(owner):
            coroutine.close()
            work.ending = Ending.CANCELLED
            return work
        name = f"{getattr(coroutine, '__qualname__', 'work')} of {type(owner).__name__}"
        work.task = asyncio.create_task(work.run(coroutine), name=name)
        work.task.add_done_callback(partial(self._on_task_done, work, coroutine))
        self._works[work] = work.task
        owner.destroyed.connect(work.on_owner_destroyed)
        self.work_added.emit(work)
        return work

    def report(self, progress: Progress) -> None:
        """Tell how far the work that calls this has come; on the window's thread only."""
        work = _current.get(None)
        if work is None or not work.is_running:
            return
        work.saw(progress)
        self._changed[work] = None
        if not self._pause.isActive():
            self._on_pause_timeout()

    def cancel_of(self, owner: QObject) -> None:
        """Cancel all that was started for an owner."""
        for work in self.works:
            if work.owner is owner:
                work.cancel()

    async def end_within(self, owner: QObject) -> None:
        """Cancel all that was started for an owner or a part of it; wait until it has cleaned up.

        Cancelled meanwhile it waits all the same: what was sent to a device is still read back, and
        tells the owner.
        """
        cancelled: asyncio.CancelledError | None = None
        while within := self._within(owner):
            for task in within:
                if not task.cancelling():
                    task.cancel()
            try:
                await asyncio.wait(within)
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            raise cancelled

    async def idle(self) -> None:
        """Wait until nothing runs, what the running ones start included."""
        while others := self._others():
            await asyncio.wait(others)
            await asyncio.sleep(0)

    async def shutdown(self) -> None:
        """Take no more work, cancel what runs and wait until all of it has cleaned up."""
        self._is_open = False
        for task in self._others():
            task.cancel()
        await self.idle()

    def _within(self, owner: QObject) -> set[asyncio.Task[None]]:
        here = asyncio.current_task()
        return {
            task
            for work, task in self._works.items()
            if task is not here and _is_within(work.owner, owner)
        }

    def _others(self) -> set[asyncio.Task[None]]:
        here = asyncio.current_task()
        return {task for task in self._works.values() if task is not here}

    def _on_task_done(
        self, work: Work[Any], coroutine: Coroutine[Any, Any, Any], task: asyncio.Task[None]
    ) -> None:
        coroutine.close()  # when it was cancelled before its first step
        if task.cancelled():
            self._end(work, Ending.CANCELLED)
            return
        error = task.exception()
        if error is None:
            self._end(work, Ending.FINISHED)
        else:
            self._end(work, *_told(error))

    def _end(self, work: Work[Any], ending: Ending, error: BaseException | None = None) -> None:
        work.ending = ending
        work.error = error
        self._works.pop(work, None)
        self._changed.pop(work, None)
        if shiboken6.isValid(work.owner):
            work.owner.destroyed.disconnect(work.on_owner_destroyed)
        if not shiboken6.isValid(self):
            return
        self.work_ended.emit(work)
        if ending is Ending.FAILED:
            _log.info("work failed", extra={"error": type(error).__name__})
            self.failed.emit(work)
        elif ending is Ending.BUG and error is not None:
            _log.error("bug in a work", exc_info=error)
            self.bug_met.emit(error)

    def _on_pause_timeout(self) -> None:
        changed, self._changed = self._changed, {}
        for work in changed:
            self.work_changed.emit(work)
        if changed:
            self._pause.start()


class Busy:
    """Whether something is going on, for a page's `_update_actions`: `with self._busy: ...`.

    May be entered several times at once; ends on success, failure and cancellation alike.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        """Take what is called whenever it begins or ends."""
        self._changed = changed
        self._depth = 0

    def __bool__(self) -> bool:
        return self._depth > 0

    def __enter__(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._changed()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._changed()


def current_work() -> Work[Any] | None:
    """Give the work that calls this, None outside of any."""
    return _current.get(None)


async def end_within(owner: QObject) -> None:
    """End what was started for an owner by the runner that runs who calls this, if one does."""
    work = _current.get(None)
    if work is not None:
        await work.runner.end_within(owner)


def _is_within(part: QObject, whole: QObject) -> bool:
    """Whether something belongs to an object; nothing that Qt deleted does."""
    if not shiboken6.isValid(part) or not shiboken6.isValid(whole):
        return False
    each: QObject | None = part
    while each is not None and each is not whole:
        each = each.parent()
    return each is whole


def _told(error: BaseException) -> tuple[Ending, BaseException | None]:
    """Tell expected failures from bugs, also inside what a `TaskGroup` wraps them in."""
    if not isinstance(error, BaseExceptionGroup):
        return (Ending.FAILED if isinstance(error, AppError) else Ending.BUG), error
    expected, bugs = error.split((AppError, asyncio.CancelledError))
    if bugs is not None or expected is None:
        return Ending.BUG, error
    failure: BaseException = expected
    while isinstance(failure, BaseExceptionGroup):
        told = failure.subgroup(AppError)
        if told is None:
            return Ending.CANCELLED, None
        failure = told.exceptions[0]
    return Ending.FAILED, failure
