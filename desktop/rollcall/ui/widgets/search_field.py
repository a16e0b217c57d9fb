"""The field that filters what a page shows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from rollcall.ui.theme import Space, icon

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
        # Not Qt's own, which takes its icon from the style and keeps it in the dark.
        self._clear_action = QAction(icon("x", "muted"), "", self)
        self._clear_action.triggered.connect(self.clear)
        self.addAction(self._clear_action, QLineEdit.ActionPosition.TrailingPosition)
        self._clear_action.setVisible(False)
        # Drawn: as an action it would be one more button to a screen reader, which does nothing.
        self._magnifier = icon("search", "muted")
        self.setMinimumWidth(160)
        self.setMaximumWidth(360)
        self._make_room()
        self.set_name(name)
        self.textChanged.connect(self._on_text_changed)
        self.textChanged.connect(self.searched)

    def set_name(self, name: str) -> None:
        """Change placeholder and accessible name."""
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self._clear_action.setText(self.tr("Clear"))

    # --- Qt's side

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        place = QRect(0, 0, Space.ICON, Space.ICON)
        place.moveCenter(self.rect().center())
        place.moveLeft(self.width() - Space.S - Space.ICON if self._is_mirrored else Space.S)
        self._magnifier.paint(painter, place)
        painter.end()

    # --- inside

    def _on_text_changed(self, text: str) -> None:
        self._clear_action.setVisible(bool(text))

    @property
    def _is_mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _make_room(self) -> None:
        """Begin the text beside the magnifier; Qt mirrors no text margins."""
        room = Space.ICON + Space.XS
        if self._is_mirrored:
            self.setTextMargins(0, 0, room, 0)
        else:
            self.setTextMargins(room, 0, 0, 0)
