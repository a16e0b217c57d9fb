"""Ctrl+K: a field that finds any action of the window and of the page in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from rollcall.ui.models.columns import fold
from rollcall.ui.theme import Space, tokens
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.search_field import SearchField

__all__ = ["ActionPalette"]

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


_SHORTCUT_ROLE = Qt.ItemDataRole.UserRole + 1


class ActionPalette(QDialog):
    """Lists actions by what is typed; Enter does the marked one. Frees itself when closed."""

    def __init__(self, parent: QWidget, actions: Sequence[QAction]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Find an action"))
        self._actions = [each for each in actions if each.text() and each.isVisible()]
        self._search = SearchField(self.tr("Find an action"))
        self._search.setMaximumWidth(16777215)
        self._list = QListWidget()
        self._list.setProperty("role", "palette")
        self._list.setItemDelegate(_Entry(self._list))
        self._list.setIconSize(QSize(Space.ICON, Space.ICON))
        self._list.setAccessibleName(self.tr("Actions"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._none = Label(self.tr("Nothing is called that."), role="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(self._search)
        layout.addWidget(self._none)
        layout.addWidget(self._list, 1)
        self.resize(520, 420)
        self._search.searched.connect(self._fill)
        self._search.left_down.connect(self._on_left_down)
        self._list.itemClicked.connect(self._on_item_clicked)
        self._fill("")

    @property
    def shown(self) -> list[str]:
        """What is listed now."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_item_clicked(self._list.currentItem())
        elif event.key() in _STEPS:
            self._move(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _fill(self, text: str) -> None:
        words = fold(text).split()
        self._list.clear()
        for action in self._actions:
            title = _title(action)
            if all(word in fold(title) for word in words):
                self._list.addItem(self._entry(action, title))
        self._list.setCurrentRow(0)
        self._none.setVisible(self._list.count() == 0)

    def _move(self, step: int) -> None:
        """Mark another row; one that cannot be done now is passed over."""
        row = self._list.currentRow() + step
        row = min(max(row, 0), self._list.count() - 1)
        while 0 <= row < self._list.count():
            if self._list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
                self._list.setCurrentRow(row)
                return
            row += 1 if step > 0 else -1

    def _on_left_down(self) -> None:
        self._move(1)

    def _entry(self, action: QAction, title: str) -> QListWidgetItem:
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        entry = QListWidgetItem(action.icon(), title)
        entry.setData(Qt.ItemDataRole.UserRole, self._actions.index(action))
        if shortcut:
            entry.setData(_SHORTCUT_ROLE, shortcut)
            entry.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {shortcut}")
        if not action.isEnabled():
            entry.setFlags(entry.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            entry.setToolTip(action.toolTip())
        return entry

    def _on_item_clicked(self, entry: QListWidgetItem | None) -> None:
        if entry is None or not entry.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        action = self._actions[entry.data(Qt.ItemDataRole.UserRole)]
        self.accept()
        action.trigger()


class _Entry(QStyledItemDelegate):
    """Draws the shortcut of an action at the other side of its line."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        shortcut = index.data(_SHORTCUT_ROLE)
        if shortcut:
            end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
            rect: QRect = option.rect
            painter.save()
            painter.setPen(QColor(tokens().muted))
            painter.drawText(rect.adjusted(Space.M, 0, -Space.M, 0), end, shortcut)
            painter.restore()


def _title(action: QAction) -> str:
    return action.text().replace("&", "").removesuffix("…").strip()
