"""A state in a small pill: icon, word and colour, never colour alone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from rollcall.ui.theme import Space, Tone, tokens
from rollcall.ui.widgets.label import IconLabel, Label

__all__ = ["TONE_ICONS", "StateBadge"]

TONE_ICONS: Final = {
    Tone.NEUTRAL: "circle-dashed",
    Tone.INFO: "info",
    Tone.GOOD: "circle-check",
    Tone.WARNING: "triangle-alert",
    Tone.DANGER: "octagon-alert",
}
"""The icon of a tone, when the state has none of its own."""


class StateBadge(QWidget):
    """Shows one state; the word is its accessible name."""

    def __init__(
        self,
        word: str = "",
        tone: Tone = Tone.NEUTRAL,
        *,
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._sign = IconLabel(TONE_ICONS[tone], str(tone), size=14)
        self._word = Label()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.S, 3, Space.S + 2, 3)
        layout.setSpacing(6)
        layout.addWidget(self._sign)
        layout.addWidget(self._word)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.set_state(word, tone, icon_name=icon_name)

    @property
    def word(self) -> str:
        """The state in a word."""
        return self._word.text()

    @property
    def tone(self) -> Tone:
        """How good the state is."""
        return self._tone

    def set_state(self, word: str, tone: Tone, *, icon_name: str = "") -> None:
        """Show another state."""
        self._tone = tone
        self._word.setText(word)
        self._word.set_role("muted" if tone is Tone.NEUTRAL else str(tone))
        self._sign.set_icon(icon_name or TONE_ICONS[tone], str(tone))
        self.setAccessibleName(word)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  # small enough to draw whole
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().ground(self._tone)))
        ground = QRectF(self.rect())
        painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
        painter.end()
