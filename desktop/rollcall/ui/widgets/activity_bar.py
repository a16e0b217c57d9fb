"""What the program is doing: one line for every long work, with Cancel, on every page."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.i18n import duration, number
from rollcall.ui.tasks import TaskRunner, Work
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import ElidedLabel, Label
from rollcall.ui.widgets.progress_line import ProgressLine

__all__ = ["ActivityBar"]

_SHOWN_AFTER_MS = 400  # what is over sooner would only flicker


class ActivityBar(QFrame):
    """Listens to the task runner; hidden while nothing long runs; folds all but the oldest."""

    def __init__(
        self,
        tasks: TaskRunner,
        *,
        shown_after_ms: int = _SHOWN_AFTER_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._shown_after_ms = shown_after_ms
        self._lines: dict[Work[Any], _Line] = {}
        self._is_unfolded = False
        self.setProperty("role", "activity")
        self._more = Button(role="small")
        self._more.clicked.connect(self._on_more_clicked)
        self._stack = QVBoxLayout()
        self._stack.setSpacing(0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XS, Space.XL, Space.XS)
        layout.setSpacing(Space.S)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self._more)
        tasks.work_added.connect(self._on_work_added)
        tasks.work_changed.connect(self._on_work_changed)
        tasks.work_ended.connect(self._on_work_ended)
        self._arrange()

    @property
    def shown_works(self) -> tuple[Work[Any], ...]:
        """The works that have a line in sight."""
        return tuple(work for work, line in self._lines.items() if not line.isHidden())

    def _on_work_added(self, work: Work[Any]) -> None:
        if work.is_quiet:
            return
        if self._shown_after_ms:
            QTimer.singleShot(self._shown_after_ms, self, partial(self._add, work))
        else:
            self._add(work)

    def _add(self, work: Work[Any]) -> None:
        if work.is_running and work not in self._lines:
            line = _Line(work)
            self._lines[work] = line
            self._stack.addWidget(line)
            self._arrange()

    def _on_work_changed(self, work: Work[Any]) -> None:
        line = self._lines.get(work)
        if line is not None:
            line.tell()

    def _on_work_ended(self, work: Work[Any]) -> None:
        line = self._lines.pop(work, None)
        if line is not None:
            self._stack.removeWidget(line)
            line.hide()
            line.deleteLater()
            self._arrange()

    def _on_more_clicked(self) -> None:
        self._is_unfolded = not self._is_unfolded
        self._arrange()

    def _arrange(self) -> None:
        for at, line in enumerate(self._lines.values()):
            line.setVisible(at == 0 or self._is_unfolded)
        folded = len(self._lines) - 1
        self._more.setVisible(folded > 0)
        more = self.tr("{n} more").format(n=number(max(folded, 0)))
        self._more.setText(self.tr("Show less") if self._is_unfolded else more)
        self.setVisible(bool(self._lines))


class _Line(QWidget):
    def __init__(self, work: Work[Any]) -> None:
        super().__init__()
        self._work = work
        self._title = ElidedLabel(work.title)
        self._count = Label(role="muted")
        self._bar = ProgressLine()
        self._bar.setFixedWidth(180)
        self._bar.setAccessibleName(work.title)
        self._left = Label(role="muted")
        self._left.setMinimumWidth(112)
        self._cancel = Button(self.tr("Cancel"), role="small")
        self._cancel.setAccessibleDescription(work.title)
        self._cancel.clicked.connect(self._on_cancel_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(Space.L)
        layout.addWidget(self._title, 1)
        for each in (self._count, self._bar, self._left, self._cancel):
            layout.addWidget(each)
        self.tell()

    def tell(self) -> None:
        """Show how far the work has come."""
        progress = self._work.progress
        if progress is None:
            self._count.setText(self.tr("Working …"))
            self._bar.set_part(0, None)
            return
        done = number(progress.done)
        if progress.done == progress.total:  # all are done, and it goes on: unlocking, writing down
            self._count.setText(self.tr("Finishing …"))
        elif progress.total is None:
            self._count.setText(done)
        else:
            total = number(progress.total)
            self._count.setText(self.tr("{done} of {total}").format(done=done, total=total))
        self._bar.set_part(progress.done, progress.total)
        left = self._work.time_left
        self._left.setText("" if left is None else duration(left))

    def _on_cancel_clicked(self) -> None:
        self._cancel.setEnabled(False)
        self._cancel.setText(self.tr("Stopping …"))
        self._work.cancel()
