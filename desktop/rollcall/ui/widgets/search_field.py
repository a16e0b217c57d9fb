"""The field that filters what a page shows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from rollcall.ui.theme import icon

__all__ = ["SearchField"]


class SearchField(QLineEdit):
    """One line with a magnifier and a button that clears; Esc clears as well."""

    searched = Signal(str)
    """The text changed; filtering is fast enough to do at every key."""
    left_down = Signal()
    """The Down key: give the focus to the list below."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        """Take what is searched, "Search users": placeholder and accessible name."""
        super().__init__(parent)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(160)
        self.setMaximumWidth(360)
        self.set_name(name)
        self.textChanged.connect(self.searched)

    def set_name(self, name: str) -> None:
        """Change placeholder and accessible name."""
        self.setPlaceholderText(name)
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)
