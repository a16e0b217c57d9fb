"""How cells of the user grid are drawn that are more than text: credentials, and names to come."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from rollcall.store.values import RememberedUser
from rollcall.ui.models.table import RECORD_ROLE
from rollcall.ui.models.users import CREDENTIAL_ICONS, Credential, enrolled
from rollcall.ui.theme import Space, pixmap, tokens
from rollcall.usecases.roster import EntryState, RosterEntry

__all__ = ["CredentialsDelegate", "draw_name_to_come"]

_ICON: Final = 16
_SLOT: Final = 32  # one for each credential, so that they stand in columns
_SLOT_FINGERS: Final = 40  # room for a count of two digits
_COUNT_GAP: Final = 3
_PADDING: Final = 10  # as the style sheet's cells
_BAR: Final = QSize(120, 8)
_DASH: Final = QSize(6, 1)
_SLOTS: Final = {
    each: _SLOT_FINGERS if each is Credential.FINGERS else _SLOT for each in Credential
}


class CredentialsDelegate(QStyledItemDelegate):
    """Draws one place for each credential: its icon, a small dash for none, nothing for unknown.

    The same few pictures are needed again and again, so each is drawn once.
    """

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(tokens().selection))
        entry: RosterEntry = index.data(RECORD_ROLE)
        if entry.state is EntryState.ID_ONLY:
            return
        role = "muted" if entry.state is EntryState.LAST_KNOWN else "text"
        picture = _picture(entry.user, role, option, painter.device().devicePixelRatio())
        cell: QRect = option.rect
        size = picture.deviceIndependentSize().toSize()
        room = min(size.width(), cell.width() - _PADDING)
        start = 0
        left = cell.left() + _PADDING
        if option.direction == Qt.LayoutDirection.RightToLeft:
            start = size.width() - room
            left = cell.right() + 1 - _PADDING - room
        place = QRect(left, cell.top(), room, size.height())
        scale = picture.devicePixelRatio()
        part = QRectF(start * scale, 0, room * scale, size.height() * scale)
        painter.drawPixmap(QRectF(place), picture, part)


def draw_name_to_come(painter: QPainter, cell: QRect, direction: Qt.LayoutDirection) -> None:
    """Draw a quiet bar where the name of a user will be who is not read yet."""
    width = min(_BAR.width(), cell.width() - 2 * _PADDING)
    top = cell.center().y() - _BAR.height() // 2
    bar = _mirrored(QRect(_PADDING, top, width, _BAR.height()), cell.width(), direction)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens().pressed))
    painter.drawRoundedRect(QRectF(bar.translated(cell.left(), 0)), Space.XS, Space.XS)


def _picture(
    user: RememberedUser, role: str, option: QStyleOptionViewItem, scale: float
) -> QPixmap:
    counts = {each: enrolled(user, each) for each in Credential}
    key = "credentials:" + ":".join(
        str(part)
        for part in (
            *counts.values(),
            role,
            tokens().scheme,
            option.rect.height(),
            scale,
            option.direction.name,
            option.font.key(),
        )
    )
    picture = QPixmap()
    if not QPixmapCache.find(key, picture):
        picture = _drawn(counts, role, option, scale)
        QPixmapCache.insert(key, picture)
    return picture


def _drawn(
    counts: dict[Credential, int | None], role: str, option: QStyleOptionViewItem, scale: float
) -> QPixmap:
    size = QSize(sum(_SLOTS.values()), option.rect.height())
    picture = QPixmap(size * scale)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(QColor(tokens().ink(role)))
    painter.setFont(option.font)
    top = (size.height() - _ICON) // 2
    left = 0
    for credential, count in counts.items():
        place = QRect(left, top, _ICON, _ICON)
        icon = _mirrored(place, size.width(), option.direction)
        if count:
            drawn = pixmap(CREDENTIAL_ICONS[credential], role, size=_ICON, scale=scale)
            painter.drawPixmap(icon.topLeft(), drawn)
            if credential is Credential.FINGERS:
                room = QRect(
                    place.right() + 1 + _COUNT_GAP, 0, _SLOTS[credential] - _ICON, size.height()
                )
                _draw_count(painter, _mirrored(room, size.width(), option.direction), count, option)
        elif count is not None:
            dash = QRect(QPoint(), _DASH)
            dash.moveCenter(icon.center())
            painter.fillRect(dash, QColor(tokens().control))
        left += _SLOTS[credential]
    painter.end()
    return picture


def _draw_count(painter: QPainter, room: QRect, count: int, option: QStyleOptionViewItem) -> None:
    is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | side
    painter.drawText(room, flags, str(count))


def _mirrored(place: QRect, width: int, direction: Qt.LayoutDirection) -> QRect:
    """Put a place, counted from the reading side, where it stands."""
    if direction == Qt.LayoutDirection.RightToLeft:
        place = QRect(place)
        place.moveLeft(width - place.right() - 1)
    return place
