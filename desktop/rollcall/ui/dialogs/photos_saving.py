"""Photos of a desk saved as faces: begun, followed and stopped. What is shown of it is not here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.ui.lifetime import while_valid
from rollcall.ui.tasks import TaskRunner, Work
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.photos.converting import GotResult
from rollcall.usecases.photos.desk import PhotoDesk, Stage
from rollcall.usecases.photos.photo import FaceWanted, Outcome, PhotoResult
from rollcall.usecases.progress import Progress, Report

__all__ = ["PhotoSaving", "SavesPhotos"]


class SavesPhotos(Protocol):
    """`usecases/photos/converting.Photos`."""

    def can_convert(self, uid: DeviceUid | None) -> bool | None:
        """Tell whether a device makes faces of photos; None while it did not tell."""

    async def look(self, uid: DeviceUid) -> bool:
        """Tell the same, having asked the device if need be. Raises `DeviceError`."""

    async def save(
        self,
        device: FleetDevice,
        wanted: Sequence[FaceWanted],
        *,
        got: GotResult,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Convert and save photos in their order; exactly one result for each.

        What is `part_of` the same piece of work is undone together.
        """


class PhotoSaving(QObject):
    """Saves one after the other; all of one visit to the dialog is undone together."""

    began = Signal()
    progressed = Signal()
    """How far it is is another: ask `progress`."""
    read_back = Signal(int, int)
    """(done, total) It came to its end, and so many faces are on the device."""
    ended = Signal()
    """However it ended."""

    def __init__(
        self,
        desk: PhotoDesk,
        photos: SavesPhotos,
        device: FleetDevice,
        *,
        tasks: TaskRunner,
        owner: QWidget,
    ) -> None:
        """Take the dialog as the owner of the work: its notice bar tells the errors."""
        super().__init__(owner)
        self._desk = desk
        self._photos = photos
        self._device = device
        self._tasks = tasks
        self._owner = owner
        self.part_of = object()  # not this: what can be undone is kept, and no photo with it
        """What the writing is part of, for Undo."""
        self._tried: set[int] = set()
        self._work: Work[None] | None = None
        self._progress: Progress | None = None
        tasks.work_ended.connect(self._on_work_ended)

    @property
    def is_running(self) -> bool:
        """Whether photos are being saved."""
        return self._work is not None

    @property
    def progress(self) -> Progress | None:
        """How far it is; None while nothing is saved."""
        return self._progress

    @property
    def saved(self) -> tuple[int, int]:
        """How many faces were read back, of how many photos that were to be saved."""
        return self._desk.counts[Stage.DONE], len(self._tried)

    def start(self, keys: Sequence[int] | None = None, *, leaves_faces: bool) -> None:
        """Save what is ready, or these alone, unless that is going on."""
        if self._work is None:
            title = QCoreApplication.translate("PhotosDialog", "Photos")
            work = self._save(keys, leaves_faces=leaves_faces)
            self._work = self._tasks.start(work, owner=self._owner, title=title, quiet=True)
            self.began.emit()

    def stop(self) -> None:
        """Save no more; what was sent is read back."""
        if self._work is not None:
            self._work.cancel()

    async def _save(self, keys: Sequence[int] | None, *, leaves_faces: bool) -> None:
        wanted = self._desk.begin(leaves_faces=leaves_faces, keys=keys)
        if not wanted:
            return
        self._tried |= {each.key for each in wanted}
        results: list[PhotoResult] = []

        def got(result: PhotoResult) -> None:
            results.append(result)
            self._desk.take(result)

        await self._photos.save(
            self._device,
            wanted,
            got=got,
            report=while_valid(self, self._on_progress),
            part_of=self.part_of,
        )
        if shiboken6.isValid(self):
            done = sum(each.outcome is Outcome.DONE for each in results)
            self.read_back.emit(done, len(wanted))

    def _on_progress(self, progress: Progress) -> None:
        self._progress = progress
        self.progressed.emit()

    def _on_work_ended(self, work: Work[Any]) -> None:
        """Let others begin; here, for what is cancelled before its first step has no end."""
        if work is self._work:
            self._work = self._progress = None
            self.ended.emit()
