"""A sign in a ring: how much time is left, or that something goes on, went well or went wrong."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from rollcall.ui.theme import Tone, pixmap, tokens

__all__ = ["CountdownRing"]

_SIZE: Final = 136  # to be seen from where the device hangs
_THICK: Final = 8
_ICON: Final = 56
_FULL_TURN: Final = 360 * 16  # Qt counts sixteenths of a degree
_TOP: Final = 90 * 16


class CountdownRing(QProgressBar):
    """A progress bar to a screen reader; nothing in it moves by itself."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = "clock"
        self._tone = Tone.INFO
        self._is_counting = False
        self.setTextVisible(False)
        self.setFixedSize(_SIZE, _SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def is_counting(self) -> bool:
        """Whether the ring shows a time."""
        return self._is_counting

    def show_sign(self, icon_name: str, tone: Tone, *, name: str) -> None:
        """Show a sign without a time; somebody must say the same in words."""
        self._show(icon_name, tone, name, is_counting=False)
        self.setRange(0, 1)
        self.setValue(0)

    def show_left(self, icon_name: str, left: int, total: int, *, name: str) -> None:
        """Show how much of `total` is left, around a sign."""
        self._show(icon_name, Tone.INFO, name, is_counting=True)
        self.setRange(0, total)
        self.setValue(max(0, min(left, total)))

    def sizeHint(self) -> QSize:
        return QSize(_SIZE, _SIZE)

    def minimumSizeHint(self) -> QSize:
        return QSize(_SIZE, _SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  # small enough to draw whole
        used = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = _THICK / 2 + 1
        ring = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        if self._is_counting:
            self._draw_time(painter, ring)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(used.ground(self._tone)))
            painter.drawEllipse(ring)
        drawn = pixmap(self._icon_name, str(self._tone), size=_ICON, scale=self.devicePixelRatioF())
        corner = ring.center() - QPointF(_ICON / 2, _ICON / 2)
        painter.drawPixmap(corner, drawn)
        painter.end()

    def _draw_time(self, painter: QPainter, ring: QRectF) -> None:
        used = tokens()
        pen = QPen(QColor(used.pressed), _THICK)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawEllipse(ring)
        if self.value() > 0:
            pen.setColor(QColor(used.ink(self._tone)))
            painter.setPen(pen)
            painter.drawArc(ring, _TOP, _FULL_TURN * self.value() // self.maximum())

    def _show(self, icon_name: str, tone: Tone, name: str, *, is_counting: bool) -> None:
        self._icon_name, self._tone, self._is_counting = icon_name, tone, is_counting
        self.setAccessibleName(name)
        self.update()
