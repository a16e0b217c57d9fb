"""Keeps what is known of how full devices are up to date with what this program writes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject

from rollcall.protocol.info import DeviceUid
from rollcall.ui.tasks import TaskRunner, Work, current_work
from rollcall.usecases.changing.writer import Removed, Stored
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.listening import Event

__all__ = ["Usages"]


class Usages(QObject):
    """Asks devices anew once the work that wrote to them ended: once, however many users it wrote.

    Quietly: nobody waits for it, and a device that does not answer tells so by its state.
    """

    def __init__(self, details: DetailsCache, *, tasks: TaskRunner, owner: QObject) -> None:
        """Take the window: asking ends with it, whatever page is shown."""
        super().__init__(owner)
        self._details = details
        self._tasks = tasks
        self._owner = owner
        self._written: defaultdict[Work[Any], set[DeviceUid]] = defaultdict(set)
        tasks.work_ended.connect(self._on_work_ended)

    def follow(self, stored: Event[Stored], removed: Event[Removed]) -> None:
        """Take note of what a writer stores and deletes."""
        stored.connect(self._on_changed)
        removed.connect(self._on_changed)

    def _on_changed(self, change: Stored | Removed) -> None:
        work = current_work()
        if work is not None:
            self._written[work].add(change.device)

    def _on_work_ended(self, work: Work[Any]) -> None:
        uids = self._written.pop(work, None)
        if uids:
            self._tasks.start(
                self._details.read_usages(uids),
                owner=self._owner,
                title=QCoreApplication.translate("Program", "Reading how full the devices are"),
                quiet=True,
            )
