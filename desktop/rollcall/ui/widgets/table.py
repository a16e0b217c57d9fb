"""The one table view: calm rows, columns that are remembered, rows that can be copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QTableView, QWidget

from rollcall.settings import Columns
from rollcall.ui.models.table import TableModel
from rollcall.ui.theme import Space, tokens
from rollcall.ui.widgets.header import TableHeader
from rollcall.ui.widgets.row_text import rows_as_mime

__all__ = ["Table"]

R = TypeVar("R")

_MARK_WIDTH = 3


class Table(QTableView, Generic[R]):
    """Shows a `TableModel`; whole rows are selected, and answered as records."""

    selection_changed = Signal()
    """What is selected may be another; ask `selected_records`."""
    record_activated = Signal(object)
    """(R) A row was double-clicked, or Enter was pressed on it."""

    def __init__(
        self,
        model: TableModel[R],
        *,
        name: str,
        columns: Columns | None = None,
        on_columns_changed: Callable[[Columns], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Take the accessible name, "Users", and how the columns were left the last time."""
        super().__init__(parent)
        self._table_model = model
        self._hovered = -1
        self._row_actions: tuple[QAction, ...] = ()
        self.setAccessibleName(name)
        self._build()
        self.setModel(model)
        if model.parent() is None:
            model.setParent(self)  # else its timer outlives what its columns ask
        self._header = TableHeader(model, on_changed=on_columns_changed, parent=self)
        self.setHorizontalHeader(self._header)
        # A selection of its own, always empty: else the heading asks for every row of each column
        # whether it is selected, 50 ms for 5,000 rows that are.
        self._header.setSelectionModel(QItemSelectionModel(model, self._header))
        self._header.restore(columns or Columns())
        self.setSortingEnabled(True)
        self.selectionModel().selectionChanged.connect(self.selection_changed)
        model.layoutChanged.connect(self.selection_changed)  # a filter may take selected rows away
        self.doubleClicked.connect(self._on_double_clicked)

    # --- records

    def selected_records(self) -> list[R]:
        """Give the records of the selected rows, from the top."""
        # In ranges: an index for each row, as Qt would give them, costs 50 ms for 5,000 rows.
        selection = self.selectionModel().selection()
        ranges = sorted(
            (each.top(), each.bottom()) for each in map(selection.at, range(selection.size()))
        )
        found: list[R] = []
        reached = -1
        for top, bottom in ranges:
            first = max(top, reached + 1)
            if first <= bottom:
                found += self._table_model.visible_records(first, bottom)
                reached = bottom
        return found

    def current_record(self) -> R | None:
        """Give the record the keyboard is at."""
        index = self.currentIndex()
        return self._table_model.record(index) if index.isValid() else None

    def show_column(self, key: str, *, is_shown: bool) -> None:
        """Show or hide a column that has something to say now and then."""
        self._header.show_column(key, is_shown=is_shown)

    def select_key(self, key: object) -> None:
        """Select the record with a key and bring it into sight, if it is shown."""
        row = self._table_model.row_of(key)
        if row is not None:
            self._go_to_row(row)
            self.scrollTo(self.currentIndex())

    def enter(self) -> None:
        """Take the keyboard from the field above; at the first row if it was at none."""
        if self._table_model.visible_count:
            self.setFocus()
            if not self.selectionModel().hasSelection():
                self._go_to_row(0)

    def rows_in_sight(self) -> range:
        """Tell which rows are on the screen, for reading those first."""
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, self._table_model.visible_count if last < 0 else last + 1)

    @property
    def row_actions(self) -> tuple[QAction, ...]:
        """What is offered on the selected rows."""
        return self._row_actions

    def set_row_actions(self, actions: Sequence[QAction]) -> None:
        """Offer actions on the selected rows, by right-click and the menu key."""
        self._row_actions = tuple(actions)

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard, as text and for spreadsheets."""
        records = self.selected_records()
        if records:
            columns = self._header.shown_columns()
            QGuiApplication.clipboard().setMimeData(rows_as_mime(columns, records))

    # --- Qt's side

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._activate(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: Any) -> None:  # noqa: ANN401  # a QContextMenuEvent
        if self._row_actions and self.selectionModel().hasSelection():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self._row_actions)
            menu.popup(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._header.tell_now()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row below the mouse, the cells, then quiet lines and the mark of the keyboard.

        Once a row, not once a cell: a delegate in Python would be asked 300 times.
        """
        used = tokens()
        painter = QPainter(self.viewport())
        if self._hovered >= 0:
            painter.fillRect(self._row_rect(self._hovered), QColor(used.hover))
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(QColor(used.line))
        width = self.viewport().width()
        for row in self.rows_in_sight():
            bottom = self.rowViewportPosition(row) + self.rowHeight(row) - 1
            painter.drawLine(0, bottom, width, bottom)
        if self.hasFocus() and self.currentIndex().isValid():
            painter.fillRect(self._mark_rect(self.currentIndex().row()), QColor(used.accent))
        painter.end()

    # --- inside

    def _build(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setMinimumSectionSize(Space.ROW_HEIGHT)
        rows.setDefaultSectionSize(Space.ROW_HEIGHT)

    def _go_to_row(self, row: int) -> None:
        # Not selectRow: it finds no column when the layout runs from right to left. Nor the view's
        # own setCurrentIndex: it adds to the selection while the Ctrl key is down.
        how = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(
            self._table_model.index(row, 0), how.ClearAndSelect | how.Rows
        )

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            before, self._hovered = self._hovered, row
            for each in (before, row):
                if each >= 0:
                    self.viewport().update(self._row_rect(each))

    def _row_rect(self, row: int) -> QRect:
        top = QPoint(0, self.rowViewportPosition(row))
        return QRect(top.x(), top.y(), self.viewport().width(), self.rowHeight(row))

    def _mark_rect(self, row: int) -> QRect:
        rect = self._row_rect(row)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        rect.setX(rect.width() - _MARK_WIDTH if is_mirrored else 0)
        rect.setWidth(_MARK_WIDTH)
        return rect

    def _activate(self, index: QModelIndex) -> None:
        if index.isValid():
            self.record_activated.emit(self._table_model.record(index))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._activate(index)
