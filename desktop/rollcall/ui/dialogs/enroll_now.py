"""The steps of the wizard "Enroll" in which something happens: a big sign, one sentence, a ring."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.dialogs.enroll_said import said
from rollcall.ui.dialogs.enroll_words import EnrollCounts
from rollcall.ui.theme import Space
from rollcall.ui.widgets.countdown_ring import CountdownRing
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.progress_line import ProgressLine
from rollcall.usecases.enrolling.capture import CAPTURE_S
from rollcall.usecases.enrolling.steps import EnrollSteps
from rollcall.usecases.enrolling.wizard import Step

__all__ = ["NowPage"]

_LINE_WIDTH = 260


class NowPage(QWidget):
    """To be read by somebody who stands between the PC and the device."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = EnrollCounts(self)
        self.ring = CountdownRing()
        self.headline = _centred("title")
        self.text = _centred("")
        self._below = _centred("muted")
        self._line = ProgressLine()
        self._line.setFixedWidth(_LINE_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addStretch(2)
        layout.addLayout(_in_the_middle(self.ring))
        layout.addSpacing(Space.S)
        layout.addWidget(self.headline)
        layout.addWidget(self.text)
        layout.addWidget(self._below)
        layout.addLayout(_in_the_middle(self._line))
        layout.addStretch(3)

    def show_step(self, steps: EnrollSteps) -> None:
        """Show how a step stands."""
        words = said(steps)
        step = steps.step
        if step is Step.WAITING:
            self.ring.show_left(
                words.icon, steps.attempts.left_s, CAPTURE_S, name=self.tr("Time left")
            )
        else:
            self.ring.show_sign(words.icon, words.tone, name=words.headline)
        self.headline.setText(words.headline)
        self.text.setText(words.text)
        self.text.setVisible(bool(words.text))
        self._show_progress(steps)

    def _show_progress(self, steps: EnrollSteps) -> None:
        step, looked = steps.step, steps.attempts.looked
        below = ""
        done, total = 0, None
        if step is Step.WAITING:
            below = self._counts.left(steps.attempts.left_s)
        elif step is Step.CHECKING and looked.total:
            done, total = looked.done, looked.total
            below = self._counts.looked(done, total)
        self._below.setText(below)
        self._below.setVisible(bool(below))
        self._line.setVisible(step.is_running and step is not Step.WAITING)
        self._line.setAccessibleName(self.headline.text())
        self._line.set_part(done, total)


def _centred(role: str) -> Label:
    label = Label(role=role, wrap=True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def _in_the_middle(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row
