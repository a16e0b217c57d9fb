"""Files onto the desk, prepared on all cores beside the window, and looked at one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from rollcall.ui.tasks import TaskRunner, Work
from rollcall.usecases.photos import preparing
from rollcall.usecases.photos.choosing import Chosen, photo_files
from rollcall.usecases.photos.cropping import centre
from rollcall.usecases.photos.desk import PhotoDesk, PhotoRow
from rollcall.usecases.photos.matching import Match, Matcher
from rollcall.usecases.photos.photo import BadPhoto, Crop, Preview

__all__ = ["PhotoLoading"]

_ADDED_AT_ONCE: Final = 50  # rows; a millisecond or two on the window's thread
_LOOK_AFTER_MS: Final = 60  # while a key is held down in the list, rows pass by


class PhotoLoading(QObject):
    """Starts the work behind the list; all of it ends with `stop`."""

    previewed = Signal(int, int, object, object)
    """(key, turns, Preview, Crop) The picture of the photo that is looked at."""
    overflowed = Signal(int)
    """(count) More photos were chosen than this many, which were taken."""

    def __init__(
        self, desk: PhotoDesk, *, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._matcher: Matcher | None = None
        self._at_work = 0
        self._looked_at: PhotoRow | None = None
        self._looking: Work[None] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_LOOK_AFTER_MS)
        self._pause.timeout.connect(self._on_pause_timeout)

    def add(self, paths: Sequence[Path]) -> None:
        """Take files and folders."""
        self._start(self._add(paths), self.tr("Looking for photos"))

    def wake(self) -> None:
        """Prepare what waits, if that is not being done."""
        for _ in range(preparing.threads() - self._at_work):
            self._at_work += 1
            self._start(self._prepare(), self.tr("Preparing photos"))

    def look_at(self, row: PhotoRow) -> None:
        """Prepare a photo before the others, and give its picture."""
        self._desk.prefer(row.key)
        self._looked_at = row
        self._pause.start()

    def stop(self) -> None:
        """End all of it; what a thread has begun it finishes, and nobody is told."""
        self._pause.stop()
        self._tasks.cancel_of(self)

    def _start(self, work: Any, title: str) -> Work[None]:  # noqa: ANN401  # a coroutine
        return self._tasks.start(work, owner=self, title=title, quiet=True)

    def _on_pause_timeout(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        if self._looked_at is not None:
            self._looking = self._start(self._look(self._looked_at), self.tr("Reading a photo"))

    async def _add(self, paths: Sequence[Path]) -> None:
        chosen, photos = await asyncio.to_thread(self._matched, paths)
        for at in range(0, len(photos), _ADDED_AT_ONCE):
            self._desk.add(photos[at : at + _ADDED_AT_ONCE])
            self.wake()
            await asyncio.sleep(0)
        if chosen.has_more:
            self.overflowed.emit(len(chosen.files))

    def _matched(self, paths: Sequence[Path]) -> tuple[Chosen, list[tuple[Path, Match]]]:
        """Find files and whom their names mean; in a thread, for folders may be far away."""
        chosen = photo_files(paths)
        if self._matcher is None:
            self._matcher = Matcher(tuple(self._desk.users.values()))
        return chosen, [(each, self._matcher.match(each.stem)) for each in chosen.files]

    async def _prepare(self) -> None:
        try:
            await preparing.prepare_some(self._desk.next_task, self._desk.prepared)
        finally:
            self._at_work -= 1

    async def _look(self, row: PhotoRow) -> None:
        try:
            seen = await asyncio.to_thread(preparing.preview, row.path, turns=row.turns)
        except BadPhoto:
            return  # its row says why
        now = self._desk.row(row.key)
        self.previewed.emit(row.key, row.turns, seen, _crop(now, seen))


def _crop(row: PhotoRow, seen: Preview) -> Crop:
    if row.crop is not None:
        return row.crop
    return row.prepared.crop if row.prepared is not None else centre(seen.size)
