"""What the work of a dialog does now, how far it is and how long it still takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.ui.i18n import duration, number
from rollcall.ui.tasks import TaskRunner, Work
from rollcall.ui.theme import Space
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.progress_line import ProgressLine

__all__ = ["WorkProgress"]


class WorkProgress(QWidget):
    """Follows the work of one owner; shown and hidden by whom it belongs to."""

    def __init__(self, tasks: TaskRunner, owner: QObject, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._owner = owner
        self._text = ""
        self._said = Label(role="muted", wrap=True)
        self._line = ProgressLine()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self._said)
        layout.addWidget(self._line)
        tasks.work_changed.connect(self._on_work_changed)

    def begin(self, text: str) -> None:
        """Say what is done from now on."""
        self._text = text
        self._said.setText(text)
        self._line.set_part(0, None)
        self._line.setAccessibleName(text)

    def _on_work_changed(self, work: Work[Any]) -> None:
        if work.owner is not self._owner or work.progress is None:
            return
        done, total = work.progress.done, work.progress.total
        if total is None or done < total:
            self._line.set_part(done, total)
            self._said.setText(self._counted(done, total, work.time_left))
        else:  # all are done, and it goes on: unlocking, writing down
            self._line.set_part(done, None)
            self._said.setText(self.tr("{what}: finishing …").format(what=self._text))

    def _counted(self, done: int, total: int | None, left: timedelta | None) -> str:
        if total is None:
            return self._text
        said = self.tr("{what}: {done} of {total}").format(
            what=self._text, done=number(done), total=number(total)
        )
        return said if left is None else f"{said}, {duration(left)}"
