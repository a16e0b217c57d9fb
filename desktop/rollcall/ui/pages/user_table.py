"""The table of users: tells which rows are on screen, and keeps them there while others come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from rollcall.protocol.users import UserId
from rollcall.settings import Columns
from rollcall.ui.models.table import TableModel
from rollcall.ui.pages.user_cells import CredentialsDelegate, draw_name_to_come
from rollcall.ui.widgets.header import TableHeader
from rollcall.ui.widgets.table import Table
from rollcall.usecases.roster import EntryState, RosterEntry

__all__ = ["UserTable"]

_TOLD_AFTER_MS: Final = 40  # while a wheel turns, rows that only pass by are not read


class UserTable(Table[RosterEntry]):
    """A table of roster entries."""

    sight_changed = Signal()
    """Other rows are on screen: ask `ids_in_sight`."""
    left = Signal()
    """Esc was pressed."""

    def __init__(
        self,
        model: TableModel[RosterEntry],
        *,
        columns: Columns | None,
        on_columns_changed: Callable[[Columns], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            model, name="", columns=columns, on_columns_changed=on_columns_changed, parent=parent
        )
        self._users = model
        keys = [column.key for column in model.columns]
        self._name_column = keys.index("name")
        self.setItemDelegateForColumn(keys.index("credentials"), CredentialsDelegate(self))
        self._sight = QTimer(self)
        self._sight.setSingleShot(True)
        self._sight.setInterval(_TOLD_AFTER_MS)
        self._sight.timeout.connect(self.sight_changed)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        model.layoutChanged.connect(self._sight.start)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self.left)

    def ids_in_sight(self) -> tuple[UserId, ...]:
        """Give the users on screen, from the top."""
        rows = self.rows_in_sight()
        if not rows:
            return ()
        return tuple(each.id for each in self._users.visible_records(rows.start, rows.stop - 1))

    def selected_count(self) -> int:
        """Tell how many users are selected, without asking for each of them."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(at) for at in range(selection.size())]
        return sum(each.height() for each in ranges if each.left() == 0)

    def popup_columns(self, below: QWidget) -> None:
        """Offer the columns to choose from, below a button."""
        heading = self.horizontalHeader()
        if isinstance(heading, TableHeader):
            heading.column_menu().popup(below.mapToGlobal(QPoint(0, below.height())))

    @contextmanager
    def kept_in_place(self) -> Iterator[None]:
        """Keep the first row on screen where it is, whatever the block puts above it.

        At the very top there is nothing to keep: what comes first is shown.
        """
        bar = self.verticalScrollBar()
        first = self.rows_in_sight().start if bar.value() else -1
        if not 0 <= first < self._users.visible_count:
            yield
            return
        key = self._users.record(first).id
        offset = self.rowViewportPosition(first)
        yield
        row = self._users.row_of(key)
        if row is not None and row != first:
            self.executeDelayedItemsLayout()  # else the bar would still end where it did
            bar.setValue(bar.value() + self.rowViewportPosition(row) - offset)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sight.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isColumnHidden(self._name_column):
            return
        rows = [
            row
            for row in self.rows_in_sight()
            if self._users.record(row).state is EntryState.ID_ONLY
        ]
        if rows:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for row in rows:
                cell = self.visualRect(self._users.index(row, self._name_column))
                draw_name_to_come(painter, cell, self.layoutDirection())
            painter.end()

    def _on_scrolled(self) -> None:
        self._sight.start()
