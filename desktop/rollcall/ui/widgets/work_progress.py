"""What the work of a dialog does now, how far it is and how long it still takes."""

from __future__ import annotations

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
        self._line.set_part(done, total)
        if not total:
            return
        said = self.tr("{what}: {done} of {total}").format(
            what=self._text, done=number(done), total=number(total)
        )
        left = work.time_left
        self._said.setText(said if left is None else f"{said}, {duration(left)}")
