"""How cells of the user grid are drawn that are more than text: credentials, and names to come."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from rollcall.ui.models.table import RECORD_ROLE
from rollcall.ui.models.users import CREDENTIAL_ICONS, Credential, enrolled
from rollcall.ui.theme import Space, pixmap, tokens
from rollcall.usecases.roster import EntryState, RosterEntry

__all__ = ["CredentialsDelegate", "NameDelegate"]

_ICON: Final = 16
_SLOT: Final = 32  # one for each credential, so that they stand in columns
_SLOT_FINGERS: Final = 40  # room for a count of two digits
_PADDING: Final = 10  # as the style sheet's cells
_BAR: Final = QSize(120, 8)
_DASH: Final = QSize(6, 1)


class CredentialsDelegate(QStyledItemDelegate):
    """Draws one place for each credential: its icon, a small dash for none, nothing for unknown."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)  # the ground, selected or not
        entry: RosterEntry = index.data(RECORD_ROLE)
        if entry.state is EntryState.ID_ONLY:
            return
        is_quiet = entry.state is EntryState.LAST_KNOWN
        painter.save()
        painter.setClipRect(option.rect)
        left = _PADDING
        for credential in Credential:
            width = _SLOT_FINGERS if credential is Credential.FINGERS else _SLOT
            slot = _from_the_reading_side(option, QRect(left, 0, width, option.rect.height()))
            count = enrolled(entry.user, credential)
            if count:
                self._draw_icon(painter, option, slot, credential, is_quiet=is_quiet)
                if credential is Credential.FINGERS:
                    _draw_count(painter, option, slot, count, is_quiet=is_quiet)
            elif count is not None:
                dash = QRect(QPoint(), _DASH)
                dash.moveCenter(_icon_rect(option, slot).center())
                painter.fillRect(dash, QColor(tokens().control))
            left += width
        painter.restore()

    def _draw_icon(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        slot: QRect,
        credential: Credential,
        *,
        is_quiet: bool,
    ) -> None:
        scale = painter.device().devicePixelRatio()
        role = "muted" if is_quiet else "text"
        drawn = pixmap(CREDENTIAL_ICONS[credential], role, size=_ICON, scale=scale)
        painter.drawPixmap(_icon_rect(option, slot).topLeft(), drawn)


class NameDelegate(QStyledItemDelegate):
    """Draws a quiet bar where the name of a user will be who is not read yet."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        entry: RosterEntry = index.data(RECORD_ROLE)
        if entry.state is not EntryState.ID_ONLY:
            return
        width = min(_BAR.width(), option.rect.width() - 2 * _PADDING)
        bar = _from_the_reading_side(option, QRect(_PADDING, 0, width, _BAR.height()))
        bar.moveTop(option.rect.center().y() - _BAR.height() // 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().pressed))
        painter.drawRoundedRect(QRectF(bar), Space.XS, Space.XS)
        painter.restore()


def _from_the_reading_side(option: QStyleOptionViewItem, place: QRect) -> QRect:
    """Put a place, counted from the cell's start, into the cell."""
    if option.direction == Qt.LayoutDirection.RightToLeft:
        place.moveLeft(option.rect.width() - place.right() - 1)
    return place.translated(option.rect.topLeft())


def _icon_rect(option: QStyleOptionViewItem, slot: QRect) -> QRect:
    rect = QRect(0, 0, _ICON, _ICON)
    rect.moveCenter(slot.center())
    if option.direction == Qt.LayoutDirection.RightToLeft:
        rect.moveRight(slot.right())
    else:
        rect.moveLeft(slot.left())
    return rect


def _draw_count(
    painter: QPainter, option: QStyleOptionViewItem, slot: QRect, count: int, *, is_quiet: bool
) -> None:
    used = tokens()
    painter.setPen(QColor(used.muted if is_quiet else used.text))
    painter.setFont(option.font)
    rect = slot.adjusted(_ICON + 3, 0, 0, 0)
    if option.direction == Qt.LayoutDirection.RightToLeft:
        rect = slot.adjusted(0, 0, -_ICON - 3, 0)
    # Left is mirrored by the painter's own direction, so Leading is what stands at the icon.
    painter.drawText(
        rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, str(count)
    )
