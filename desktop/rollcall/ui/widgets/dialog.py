"""The frame of every dialog: a body, and a row with Cancel and the button that names the act."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QStyle, QVBoxLayout, QWidget

from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.scroll_area import ScrollArea

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
        self._body_area: ScrollArea | None = None
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

    def say_why_not(self, why: str) -> None:
        """Say at the button why it cannot be pressed; nothing where it can."""
        self.verb_button.setToolTip(why)
        self.verb_button.setAccessibleDescription(why)

    def scroll_if_too_high(self) -> None:
        """Let the body scroll where the screen is too low for all of it; the buttons stay.

        Only there: on other screens nothing stands between a dialog and its parts.
        """
        column = self.layout()
        if self._body_area is not None or not isinstance(column, QVBoxLayout):
            return
        width = max(self.width(), self._width)
        by_width = column.totalMinimumHeightForWidth(width)  # negative: the width is no matter
        least = by_width if by_width >= 0 else column.totalMinimumSize().height()
        if least <= self.highest:
            return
        inner = QWidget()
        sides = column.contentsMargins()
        self._body_area = ScrollArea(inner, fits_at=width - sides.left() - sides.right())
        self._body_area.set_name(self.windowTitle())
        column.removeItem(self.body)
        self.body.setParent(None)
        column.insertWidget(0, self._body_area, 1)
        inner.setLayout(self.body)
        self.body.setContentsMargins(0, 0, 0, 0)
        column.activate()  # else it is held at the least height it had before
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def showEvent(self, event: QShowEvent) -> None:
        self.scroll_if_too_high()
        if self.height() > self.highest:
            self.resize(self.width(), self.highest)
        super().showEvent(event)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to what has the focus; by itself, Qt does so for the Tab key alone."""
        area = self._body_area
        if area is None or now is None or not shiboken6.isValid(area):
            return
        if area.isAncestorOf(now):
            area.show_widget(now)

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
        return QSize(width, min(wanted.height() if height < 0 else height, self.highest))

    @property
    def highest(self) -> int:
        """How high it can be without leaving the screen, its title bar included."""
        title_bar = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight, None, self)
        return self.screen().availableGeometry().height() - title_bar - Space.L
