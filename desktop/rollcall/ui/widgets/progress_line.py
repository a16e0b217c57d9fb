"""A thin bar that says how much of something there is; its value is read out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from rollcall.ui.theme import Tone, tokens

__all__ = ["ProgressLine"]

_HEIGHT = 6


class ProgressLine(QProgressBar):
    """A progress bar without text or motion, in the colour of a tone."""

    def __init__(self, *, tone: Tone = Tone.INFO, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setTextVisible(False)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def tone(self) -> Tone:
        """The tone it is drawn in."""
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        """Change the tone; somebody must say the same in words."""
        self._tone = tone
        self.update()

    def set_part(self, done: int, total: int | None) -> None:
        """Show `done` of `total`; without a total, that it goes on."""
        self.setRange(0, total or 0)
        self.setValue(min(done, total or 0))

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  # small enough to draw whole
        used = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        painter.setBrush(QColor(used.pressed))
        painter.drawRoundedRect(whole, radius, radius)
        painter.setBrush(QColor(used.ink(self._tone)))
        part = self._part(whole)
        if part.width() > 0:
            painter.drawRoundedRect(part, radius, radius)
        painter.end()

    def _part(self, whole: QRectF) -> QRectF:
        if self.maximum() == 0:  # goes on, nobody knows how far: a quiet piece in the middle
            return QRectF(whole.width() * 0.35, 0, whole.width() * 0.3, whole.height())
        if self.value() <= 0:
            return QRectF()
        width = max(whole.width() * self.value() / self.maximum(), whole.height())
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return QRectF(whole.width() - width if is_mirrored else 0, 0, width, whole.height())
