"""The table of photos: a thumbnail in each row, and the user chosen in it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter
from PySide6.QtWidgets import QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rollcall.ui.models.photos import PhotoWords, columns
from rollcall.ui.models.table import RECORD_ROLE, TableModel
from rollcall.ui.theme import Space, icon, tokens
from rollcall.ui.widgets.table import Table
from rollcall.usecases.photos.desk import PhotoRow, Stage

__all__ = ["PhotoTable"]

_THUMBNAIL: Final = QSize(36, 48)
_ROW_HEIGHT: Final = 56
_PADDING: Final = 10  # as the style sheet's cells
_USER, _OTHER, _SKIP = "user", "other", "skip"
_CHOOSABLE: Final = frozenset({Stage.WAITING, Stage.READY, Stage.FAILED, Stage.SKIPPED})


class PhotoTable(Table[PhotoRow]):
    """Shows the rows of a desk; a click on a user, or Enter, offers other users."""

    user_chosen = Signal(int, str)
    """(key, user id) A candidate was chosen for a photo."""
    other_asked = Signal(int)
    """(key) Another user than the candidates is wanted."""
    skipped = Signal(int)
    """(key) A photo shall be left out."""

    def __init__(self, words: PhotoWords, *, parent: QWidget | None = None) -> None:
        self.photos = TableModel(columns(words), key=lambda row: row.key)
        super().__init__(self.photos, name=self.tr("Photos"), parent=parent)
        self._words = words
        keys = [column.key for column in self.photos.columns]
        self._user_column = keys.index("user")
        self.setItemDelegateForColumn(keys.index("photo"), _ThumbnailDelegate(words, self))
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.clicked.connect(self._on_clicked)
        self.record_activated.connect(self._on_record_activated)

    def user_menu(self, row: PhotoRow) -> QMenu:
        """Build the menu that offers users for a photo."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # One slot of ours for all: partials that hold the table must not die while it is deleted.
        menu.triggered.connect(self._on_menu_triggered)
        for user_id in row.match.candidates:
            action = menu.addAction(self._words.name_of(user_id).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(user_id == row.user_id)
            action.setData(f"{_USER} {row.key} {user_id}")
        other = menu.addAction(icon("user-search"), self.tr("Another user …"))
        other.setData(f"{_OTHER} {row.key} ")
        menu.addSeparator()
        skip = menu.addAction(icon("skip-forward"), self.tr("Skip this photo"))
        skip.setData(f"{_SKIP} {row.key} ")
        return menu

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == self._user_column:
            row = self.photos.record(index)
            if row.user_id is None:  # a click on a certain one only selects it
                self._offer(row)

    def _on_record_activated(self, row: PhotoRow) -> None:
        self._offer(row)

    def _offer(self, row: PhotoRow) -> None:
        at = self.photos.row_of(row.key)
        if at is None or row.stage not in _CHOOSABLE:
            return
        cell = self.visualRect(self.photos.index(at, self._user_column))
        self.user_menu(row).popup(self.viewport().mapToGlobal(QPoint(cell.left(), cell.bottom())))

    def _on_menu_triggered(self, action: QAction) -> None:
        what, key, user_id = str(action.data()).split(" ", 2)
        match what:
            case "user":
                self.user_chosen.emit(int(key), user_id)
            case "other":
                self.other_asked.emit(int(key))
            case _:
                self.skipped.emit(int(key))


class _ThumbnailDelegate(QStyledItemDelegate):
    def __init__(self, words: PhotoWords, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(tokens().selection))
        row: PhotoRow = index.data(RECORD_ROLE)
        picture = self._words.picture(row)
        if picture is not None:
            is_sign = row.prepared is None
            place = QRect(QPoint(), QSize(Space.ICON, Space.ICON) if is_sign else _THUMBNAIL)
            place.moveCenter(option.rect.center())
            picture.paint(painter, place)
