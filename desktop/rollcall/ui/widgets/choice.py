"""A field with one of several choices, safe from a mouse wheel that passes by."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

__all__ = ["Choice"]


class Choice(QComboBox):
    """Offers (key, text) pairs and tells keys."""

    chosen = Signal(str)
    """The key of another choice, made by the administrator or by `choose`."""

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(QStyledItemDelegate(self))  # the style sheet's rows, not Fusion's
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.currentIndexChanged.connect(self._on_index_changed)

    @property
    def choice(self) -> str | None:
        """The key chosen, or None when nothing is offered."""
        key = self.currentData()
        return key if isinstance(key, str) else None

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these; what was chosen stays chosen when it is still there. Tells nobody."""
        before = self.choice
        with QSignalBlocker(self):
            self.clear()
            for key, text in choices:
                self.addItem(text, key)
            self.setCurrentIndex(max(self.findData(before), 0) if choices else -1)

    def choose(self, key: str) -> None:
        """Choose a key; does nothing when it is not offered."""
        at = self.findData(key)
        if at >= 0:
            self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page must not change what its fields say

    def _on_index_changed(self) -> None:
        key = self.choice
        if key is not None:
            self.chosen.emit(key)
