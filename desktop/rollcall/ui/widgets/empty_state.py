"""What a page shows when it has nothing to show: an icon, one sentence, a button or two."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.theme import Space, tokens
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import IconLabel, Label

__all__ = ["EmptyState"]

_DISC = 72
_TEXT_WIDTH = 420


class EmptyState(QWidget):
    """Teaches what to do next; without `verb` there is no button."""

    acted = Signal()
    """The button was pressed."""
    other_acted = Signal()
    """The second, quieter button was pressed."""

    def __init__(
        self, icon_name: str, text: str = "", verb: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._disc = _Disc(icon_name)
        self._text = Label(wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setFixedWidth(_TEXT_WIDTH)
        self._button = Button(role="accent")
        self._button.clicked.connect(self.acted)
        self._other = Button()
        self._other.clicked.connect(self.other_acted)
        layout = QVBoxLayout(self)
        layout.setSpacing(Space.L)
        layout.addStretch(2)
        for line in ((self._disc,), (self._text,), (self._button, self._other)):
            # Not by an alignment flag: a layout would not ask the text how high it wraps.
            row = QHBoxLayout()
            row.setSpacing(Space.S)
            row.addStretch(1)
            for each in line:
                row.addWidget(each)
            row.addStretch(1)
            layout.addLayout(row)
        layout.addStretch(3)
        self.set_texts(text, verb)

    @property
    def button(self) -> Button:
        """The one button."""
        return self._button

    @property
    def other_button(self) -> Button:
        """The quieter one beside it."""
        return self._other

    def set_texts(self, text: str, verb: str = "", other_verb: str = "") -> None:
        """Say something else."""
        self._text.setText(text)
        self._button.setText(verb)
        self._button.setVisible(bool(verb))
        self._other.setText(other_verb)
        self._other.setVisible(bool(other_verb))
        self.setAccessibleName(text)


class _Disc(QWidget):
    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self.setFixedSize(_DISC, _DISC)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            IconLabel(icon_name, "accent", size=Space.XXL), 0, Qt.AlignmentFlag.AlignCenter
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  # small enough to draw whole
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().info_soft))
        painter.drawEllipse(QRectF(self.rect()))
        painter.end()
