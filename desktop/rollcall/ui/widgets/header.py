"""The heading of a table: sorts, moves, resizes and hides columns, and remembers it all.

One column takes the width that the others leave, so that no table stands half empty.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from rollcall.settings import Columns
from rollcall.ui.models.columns import Column
from rollcall.ui.models.table import TableModel
from rollcall.ui.theme import Space

__all__ = ["TableHeader"]

_TOLD_AFTER_MS = 300  # one telling a drag, not one a pixel
_LETTER_WIDTH = 7  # pixels at 100 %, of the font the columns' widths were chosen with
_WIDTH_MIN = 40
_WIDTH_MAX = 4000  # what the settings accept


class TableHeader(QHeaderView):
    """Tells `on_changed` how the columns are left."""

    def __init__(
        self,
        model: TableModel[Any],
        *,
        on_changed: Callable[[Columns], object] | None,
        parent: QWidget,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table_model = model
        self._on_changed = on_changed
        self._is_restoring = False
        self._is_untold = False
        self._is_spreading = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TOLD_AFTER_MS)
        self._timer.timeout.connect(self.tell_now)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(_WIDTH_MIN)
        self.setFixedHeight(Space.ROW_HEIGHT)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self.sectionResized.connect(self._on_section_resized)
        self.sectionMoved.connect(self._on_changed_by_hand)
        self.sortIndicatorChanged.connect(self._on_changed_by_hand)

    @property
    def remembered(self) -> Columns:
        """How the columns are now."""
        keys = [column.key for column in self._table_model.columns]
        at = self.sortIndicatorSection()
        is_up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        return Columns(
            order=tuple(keys[self.logicalIndex(place)] for place in range(len(keys))),
            widths={
                key: min(max(self.sectionSize(at), _WIDTH_MIN), _WIDTH_MAX)
                for at, key in enumerate(keys)
                if not self.isSectionHidden(at) and at != self._rest
            },
            hidden=tuple(key for at, key in enumerate(keys) if self.isSectionHidden(at)),
            sort=(keys[at], "up" if is_up else "down") if 0 <= at < len(keys) else None,
        )

    def restore(self, left: Columns) -> None:
        """Put the columns as they were left; what is not there any more is passed over."""
        self._is_restoring = True
        keys = [column.key for column in self._table_model.columns]
        wanted = [key for key in left.order if key in keys]
        for place, key in enumerate(wanted + [key for key in keys if key not in wanted]):
            self.moveSection(self.visualIndex(keys.index(key)), place)
        for at, column in enumerate(self._table_model.columns):
            self.setSectionHidden(at, column.key in left.hidden)
            if at != self._rest:
                self.resizeSection(at, left.widths.get(column.key, self._own_width(at)))
        if left.sort is not None and left.sort[0] in keys:
            up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
            self.setSortIndicator(keys.index(left.sort[0]), up if left.sort[1] == "up" else down)
        else:
            self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._is_restoring = False
        self._spread()

    def show_column(self, key: str, *, is_shown: bool) -> None:
        """Show or hide a column that has something to say now and then; nobody is told."""
        at = next(at for at, each in enumerate(self._table_model.columns) if each.key == key)
        if self.isSectionHidden(at) == is_shown:
            self._is_restoring = True
            self.setSectionHidden(at, not is_shown)
            self._is_restoring = False
            self._spread()

    def shown_columns(self) -> list[Column[Any]]:
        """Give the columns in sight, as they stand from the reading side."""
        places = (self.logicalIndex(place) for place in range(self.count()))
        return [self._table_model.columns[at] for at in places if not self.isSectionHidden(at)]

    def tell_now(self) -> None:
        """Tell how the columns are left, if anything changed since the last time."""
        if self._is_untold:
            self._is_untold = False
            self._timer.stop()
            if self._on_changed is not None:
                self._on_changed(self.remembered)

    def column_menu(self) -> QMenu:
        """Build the menu that shows and hides columns."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = self.count() - self.hiddenSectionCount()
        for at, column in enumerate(self._table_model.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(at))
            action.setEnabled(self.isSectionHidden(at) or shown > 1)
            action.toggled.connect(partial(self._show_column, at))
        menu.addSeparator()
        menu.addAction(self.tr("Reset columns")).triggered.connect(self._on_reset_triggered)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _on_menu_requested(self, where: QPoint) -> None:
        self.column_menu().popup(self.mapToGlobal(where))

    def _on_reset_triggered(self) -> None:
        self.restore(Columns())
        self._tell_soon()

    def _show_column(self, at: int, is_shown: bool) -> None:
        self.setSectionHidden(at, not is_shown)
        self._spread()
        self._tell_soon()

    def _on_section_resized(self) -> None:
        if not self._is_restoring and not self._is_spreading:
            self._spread()
            self._on_changed_by_hand()

    def _on_changed_by_hand(self, *_what: object) -> None:
        if not self._is_restoring and self.isVisible():
            self._tell_soon()

    @property
    def _rest(self) -> int:
        """The column that takes the rest; -1 when there is none."""
        columns = enumerate(self._table_model.columns)
        return next((at for at, column in columns if column.takes_rest), -1)

    def _own_width(self, at: int) -> int:
        """Give the width a column asks for, more where the system's letters are wider."""
        column = self._table_model.columns[at]
        return round(column.width * max(self.fontMetrics().averageCharWidth() / _LETTER_WIDTH, 1))

    def _spread(self) -> None:
        """Give one column the rest; where there is too little, the table scrolls instead."""
        if self._is_restoring or not self.count():
            return
        self._is_spreading = True
        rest = self._rest
        has_rest = rest >= 0 and not self.isSectionHidden(rest)
        self.setStretchLastSection(not has_rest)
        if has_rest:
            own = self._own_width(rest)
            others = self.length() - self.sectionSize(rest)
            has_room = self.viewport().width() - others >= own
            mode = self.ResizeMode
            self.setSectionResizeMode(rest, mode.Stretch if has_room else mode.Interactive)
            if not has_room:
                self.resizeSection(rest, own)
        self._is_spreading = False

    def _tell_soon(self) -> None:
        self._is_untold = True
        self._timer.start()
