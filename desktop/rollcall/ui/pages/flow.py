"""A layout that puts widgets side by side and goes on in the next line where they do not fit."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from rollcall.ui.theme import Space

__all__ = ["FlowLayout"]


class FlowLayout(QLayout):
    """For chips beside a field: each has the size it asks for, each line a field's height."""

    def __init__(self, *, spacing: int = Space.S, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), is_trial=True)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, is_trial=False)

    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._shown()]
        gaps = self.spacing() * max(len(widths) - 1, 0)
        return QSize(sum(widths) + gaps, Space.CONTROL_HEIGHT)

    def minimumSize(self) -> QSize:
        size = QSize(0, Space.CONTROL_HEIGHT)
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, is_trial: bool) -> int:
        """Place the widgets from the reading side; gives the height that takes."""
        gap, step = self.spacing(), Space.CONTROL_HEIGHT
        left = top = 0
        for item in self._shown():
            size = item.sizeHint()
            if left and left + size.width() > rect.width():
                left, top = 0, top + step + gap
            if not is_trial:
                corner = QPoint(left, top + (step - size.height()) // 2)
                item.setGeometry(self._mirrored(QRect(corner, size), rect))
            left += size.width() + gap
        return top + step

    def _mirrored(self, place: QRect, rect: QRect) -> QRect:
        owner = self.parentWidget()
        if owner is not None and owner.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            place.moveLeft(rect.width() - place.right() - 1)
        return place.translated(rect.topLeft())
