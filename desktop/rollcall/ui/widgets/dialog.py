"""The frame of every dialog: a body, and a row with Cancel and the button that names the act."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStyle, QVBoxLayout, QWidget

from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button

__all__ = ["Dialog"]


class _VerbButton(Button):
    """Takes a double click for one: after the first, "Next" may have become "Import"."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


class Dialog(QDialog):
    """Put things into `body`; show it with `ask.show`, never with `exec`."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        title: str = "",
        verb: str = "",
        cancel: str = "",
        danger: bool = False,
        width: int = 480,
    ) -> None:
        """Take `verb`, what the button does; without one there is only the closing button."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self._width = width
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.L)
        self.cancel_button = Button(cancel or self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.verb_button = _VerbButton(verb, role="danger" if danger else "accent")
        self.verb_button.clicked.connect(self.accept)
        self.verb_button.setVisible(bool(verb))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(Space.L if danger else Space.S)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.cancel_button)
        self.buttons.addWidget(self.verb_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.XL)
        layout.addLayout(self.body, 1)
        layout.addLayout(self.buttons)
        # What destroys is never what Enter does.
        (self.cancel_button if danger or not verb else self.verb_button).setDefault(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not (is_enter and event.isAutoRepeat()):  # a held key must not run through a wizard
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        wanted = super().sizeHint()
        layout = self.layout()
        width = max(self.minimumSizeHint().width(), self._width)
        # Wrapped words need less height in a wider dialog than Qt's own guess.
        height = -1 if layout is None else layout.totalHeightForWidth(width)
        return QSize(width, min(wanted.height() if height < 0 else height, self._highest))

    @property
    def _highest(self) -> int:
        """How high it can be without leaving the screen, its title bar included."""
        title_bar = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight, None, self)
        return self.screen().availableGeometry().height() - title_bar - Space.L
