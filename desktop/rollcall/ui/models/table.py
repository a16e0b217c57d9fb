"""The one table model: a list of records, shown in an order of its own.

It filters and sorts its own Python lists, because a proxy model calls back into Python for every
row and comparison (several times slower on 5,000 rows). How a cell looks is `columns.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from rollcall.ui.models.columns import COLUMN_ROLES, Column, fold, natural

__all__ = ["RECORD_ROLE", "SORT_ROLE", "Column", "TableModel", "fold", "natural"]

R = TypeVar("R")

RECORD_ROLE: Final = Qt.ItemDataRole.UserRole + 1
SORT_ROLE: Final = Qt.ItemDataRole.UserRole + 2
_ANSWERED: Final = frozenset({RECORD_ROLE, SORT_ROLE, *COLUMN_ROLES})
_AnyIndex = QModelIndex | QPersistentModelIndex
_NO_PARENT: Final = QModelIndex()
_FOLDED_AT_ONCE: Final = 400  # records; a few milliseconds


class TableModel(QAbstractTableModel, Generic[R]):
    """Shows records of type `R`, each known by its key; selection follows the key."""

    visible_changed = Signal()
    """How many rows are shown may be new: for the status line and the empty state."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        key: Callable[[R], Hashable],
        search: Callable[[R], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Take the columns, what tells two records apart, and the text that is searched.

        By default the text of all columns is searched.
        """
        super().__init__(parent)
        self._columns = tuple(columns)
        self._key = key
        self._search_text = search or self._all_text
        self._records: dict[Hashable, R] = {}
        self._folded: dict[Hashable, str] = {}
        self._sort_keys: dict[Hashable, Any] = {}
        self._sorted: list[Hashable] = []
        self._visible: list[Hashable] = []
        self._shown: list[R] = []  # of `_visible`; Qt may ask about a row that is about to go
        self._rows: dict[Hashable, int] | None = {}
        self._predicate: Callable[[R], bool] | None = None
        self._words: tuple[str, ...] = ()
        self._sort_column: int | None = None
        self._is_descending = False
        self._folding = QTimer(self)
        self._folding.setInterval(0)
        self._folding.timeout.connect(self._on_folding_timeout)

    # --- what is in it

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """The columns, in their own order."""
        return self._columns

    @property
    def count(self) -> int:
        """How many records there are, shown or not."""
        return len(self._records)

    @property
    def visible_count(self) -> int:
        """How many rows are shown."""
        return len(self._visible)

    @property
    def records(self) -> tuple[R, ...]:
        """All records, in the order they came."""
        return tuple(self._records.values())

    def visible_records(self, first: int = 0, last: int | None = None) -> list[R]:
        """Give the records shown in rows `first` to `last`, both included."""
        return self._shown[first : None if last is None else last + 1]

    def record(self, where: int | _AnyIndex) -> R:
        """Give the record in a row; raises `IndexError`."""
        return self._shown[where if isinstance(where, int) else where.row()]

    def get(self, key: Hashable) -> R | None:
        """Give the record with a key, shown or not."""
        return self._records.get(key)

    def row_of(self, key: Hashable) -> int | None:
        """Give the row a key is shown in, or None."""
        if self._rows is None:
            self._rows = {each: row for row, each in enumerate(self._visible)}
        return self._rows.get(key)

    # --- changing it

    def set_records(self, records: Iterable[R]) -> None:
        """Replace all records; rows whose key stays keep their selection.

        What looks different of those is drawn again.
        """
        before = self._records
        self._records = {self._key(record): record for record in records}
        self._folded.clear()
        self._sort_all()
        self._folding.start()
        if not self._show():
            self._shown = list(map(self._records.__getitem__, self._visible))
        self._tell_changed(
            key for key, record in self._records.items() if key in before and before[key] != record
        )

    def update_records(self, records: Iterable[R]) -> None:
        """Put in new and changed records; only what looks different is drawn again."""
        changed: list[Hashable] = []
        is_moved = False
        for record in records:
            key = self._key(record)
            is_new = key not in self._records
            if not is_new and self._records[key] == record:
                continue
            self._records[key] = record
            self._folded.pop(key, None)
            row = self.row_of(key)
            if row is not None:
                self._shown[row] = record
            changed.append(key)
            is_moved |= self._place(key, is_new=is_new)
        if is_moved:
            self._sort_again()
        if is_moved or any(
            self._is_shown(key) != (self.row_of(key) is not None) for key in changed
        ):
            self._show()
        self._tell_changed(changed)
        if changed:
            self._folding.start()

    def remove(self, keys: Iterable[Hashable]) -> None:
        """Take out the records with these keys."""
        gone = {key for key in keys if key in self._records}
        if not gone:
            return
        for key in gone:
            del self._records[key]
            self._folded.pop(key, None)
            self._sort_keys.pop(key, None)
        self._sorted = [key for key in self._sorted if key not in gone]
        self._show()

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Take the same columns with other titles, after the language changed."""
        self._columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
        self._tell_rows(0, len(self._visible) - 1)

    def redraw(self) -> None:
        """Draw every cell again, when something the columns look up is new."""
        self._tell_rows(0, len(self._visible) - 1)

    def filter(self, predicate: Callable[[R], bool] | None) -> None:
        """Show only the records that `predicate` holds for, besides the search."""
        self._predicate = predicate
        self._show()

    def search(self, text: str) -> None:
        """Show only the records that have every word of `text`, in any case and accent."""
        words = tuple(fold(text).split())
        if words != self._words:
            self._words = words
            self._show()

    # --- Qt's side

    def rowCount(self, parent: _AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._visible)

    def columnCount(self, parent: _AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        # Most questions are about what no column has, fonts and the like: one repaint asks 2,000.
        if role not in _ANSWERED or not index.isValid():
            return None
        record = self._shown[index.row()]
        if role == RECORD_ROLE:
            return record
        column = self._columns[index.column()]
        return column.sort_key(record) if role == SORT_ROLE else column.data(record, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        return self._columns[section].header(role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column's values; -1 is the order the records came in."""
        self._sort_column = column if 0 <= column < len(self._columns) else None
        self._is_descending = order == Qt.SortOrder.DescendingOrder
        self._sort_all()
        self._show()

    # --- order

    def _sort_all(self) -> None:
        self._sort_keys.clear()
        if self._sort_column is not None:
            sort_key = self._columns[self._sort_column].sort_key
            self._sort_keys = {key: sort_key(record) for key, record in self._records.items()}
        self._sorted = list(self._records)
        self._sort_again()

    def _sort_again(self) -> None:
        if self._sort_column is not None:
            self._sorted.sort(key=self._sort_keys.__getitem__, reverse=self._is_descending)

    def _place(self, key: Hashable, *, is_new: bool) -> bool:
        """Take note of a record's sort key; tell whether the order may be another now."""
        if is_new:
            self._sorted.append(key)
        if self._sort_column is None:
            return is_new
        before = self._sort_keys.get(key)
        now = self._columns[self._sort_column].sort_key(self._records[key])
        self._sort_keys[key] = now
        return is_new or bool(before != now)

    def _is_shown(self, key: Hashable) -> bool:
        if self._predicate is not None and not self._predicate(self._records[key]):
            return False
        return all(word in self._fold_of(key) for word in self._words)

    def _wanted(self) -> list[Hashable]:
        wanted = self._sorted
        if self._predicate is not None:
            holds, records = self._predicate, self._records
            wanted = [key for key in wanted if holds(records[key])]
        for word in self._words:
            wanted = [key for key in wanted if word in self._fold_of(key)]
        return list(wanted) if wanted is self._sorted else wanted

    def _show(self) -> bool:
        """Show what is wanted, and tell whether that are other rows than before.

        Persistent indexes, and so the selection, follow their keys.
        """
        wanted = self._wanted()
        if wanted == self._visible:
            return False
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        keys = [self._visible[index.row()] for index in held]
        had = len(self._visible)
        self._visible = wanted
        self._shown = list(map(self._records.__getitem__, wanted))
        self._rows = None
        self.changePersistentIndexList(
            held, [self._moved(*each) for each in zip(held, keys, strict=True)]
        )
        self.layoutChanged.emit()
        if had != len(wanted):
            self.visible_changed.emit()
        return True

    def _moved(self, index: QModelIndex, key: Hashable) -> QModelIndex:
        row = self.row_of(key)
        return QModelIndex() if row is None else self.index(row, index.column())

    def _tell_changed(self, keys: Iterable[Hashable]) -> None:
        rows = sorted(row for key in keys if (row := self.row_of(key)) is not None)
        first = 0
        for at, row in enumerate(rows):
            if at + 1 == len(rows) or rows[at + 1] != row + 1:
                self._tell_rows(rows[first], row)
                first = at + 1

    def _tell_rows(self, first: int, last: int) -> None:
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    # --- search text

    def _all_text(self, record: R) -> str:
        return " ".join([column.text(record) for column in self._columns])

    def _fold_of(self, key: Hashable) -> str:
        folded = self._folded.get(key)
        if folded is None:
            folded = self._folded[key] = fold(self._search_text(self._records[key]))
        return folded

    def _on_folding_timeout(self) -> None:
        """Prepare the search between events, so that the first keystroke need not.

        And the keys of all columns, which `natural` remembers, for the first click on a heading.
        """
        missing = [key for key in self._records if key not in self._folded][:_FOLDED_AT_ONCE]
        for key in missing:
            self._fold_of(key)
            for column in self._columns:
                column.sort_key(self._records[key])
        if len(missing) < _FOLDED_AT_ONCE:
            self._folding.stop()
