"""Below the list of photos: how they stand, whose face is replaced, and how far the work is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.dialogs.photos_words import PhotoCounts
from rollcall.ui.estimate import TimeLeft
from rollcall.ui.i18n import duration, number
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.progress_line import ProgressLine
from rollcall.usecases.photos.desk import PhotoDesk, Stage
from rollcall.usecases.progress import Progress

__all__ = ["PhotosFoot"]


class PhotosFoot(QWidget):
    """Says it in words and counts."""

    leaving_changed = Signal()
    """Whether users with a face are left out is another."""
    stopped = Signal()
    """Cancel was pressed while faces are saved."""

    def __init__(self, desk: PhotoDesk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._counts = PhotoCounts(self)
        self._time_left = TimeLeft()
        self._build()
        self._retranslate()

    @property
    def leaves_faces(self) -> bool:
        """Whether users who have a face already are left out."""
        return self.leave_box.isChecked()

    def show_desk(self, saving: Progress | None) -> int:
        """Say how the photos stand, and how far saving is; give how many would be saved now."""
        desk, ready = self._desk, self._desk.ready
        with_face = sum(map(desk.has_face, ready))
        self._summary.setText(
            self._counts.summary(
                ready=len(ready),
                open_=desk.undecided_count,
                failed=desk.counts[Stage.FAILED],
                done=desk.counts[Stage.DONE],
                skipped=desk.counts[Stage.SKIPPED],
            )
        )
        leaves = self.leaves_faces
        self._faces.setText(self._counts.with_face(with_face, leaves_faces=leaves))
        self._faces.set_role("muted" if leaves else "warning")
        for each in (self._faces, self.leave_box):
            each.setVisible(with_face > 0 and saving is None)
        self._show_progress(saving)
        return len(ready) - (with_face if leaves else 0)

    def _build(self) -> None:
        self._summary = Label(role="muted")
        self._faces = Label(role="warning")
        self.leave_box = QCheckBox()
        self.leave_box.toggled.connect(self._on_leave_toggled)
        says = QHBoxLayout()
        says.setSpacing(Space.M)
        says.addWidget(self._summary)
        says.addStretch(1)
        says.addWidget(self._faces)
        says.addWidget(self.leave_box)
        self._doing = Label()
        self._line = ProgressLine()
        self.stop_button = Button(role="small")
        self.stop_button.clicked.connect(self.stopped)
        self._progress = QWidget()
        line = QHBoxLayout(self._progress)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.M)
        line.addWidget(self._doing)
        line.addWidget(self._line, 1)
        line.addWidget(self.stop_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addLayout(says)
        layout.addWidget(self._progress)

    def _retranslate(self) -> None:
        self.leave_box.setText(self.tr("Leave these out"))
        self.stop_button.setText(self.tr("Cancel"))

    def _show_progress(self, saving: Progress | None) -> None:
        total, waiting = len(self._desk.rows), self._desk.counts[Stage.WAITING]
        self._progress.setVisible(saving is not None or waiting > 0)
        self.stop_button.setVisible(saving is not None)
        if saving is not None:
            progress, text = saving, self.tr("Saving {done} of {total}")
        else:
            progress = Progress(done=total - waiting, total=total, what="preparing")
            text = self.tr("Preparing {done} of {total}")
        self._time_left.saw(progress)
        said = text.format(done=number(progress.done), total=number(progress.total or 0))
        left = self._time_left.remaining
        if left is not None:
            said = self.tr("{progress}, {left}").format(progress=said, left=duration(left))
        self._doing.setText(said)
        self._line.setAccessibleName(said)
        self._line.set_part(progress.done, progress.total)

    def _on_leave_toggled(self) -> None:
        self.leaving_changed.emit()
