"""A photo with a frame around the part that becomes the face, moved by mouse and keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from rollcall.ui.theme import Space, tokens
from rollcall.usecases.photos import cropping
from rollcall.usecases.photos.photo import Crop, Preview, Size

__all__ = ["CropEditor"]

_CORNER: Final = 14  # pixels around a corner that take it
_GRIP: Final = 10
_STEP: Final = 0.01  # of the picture, for each key
_LONG_STEP: Final = 0.05
_ZOOM_STEP: Final = 0.05
_TOLD_AFTER_MS: Final = 250  # one telling for several keys in a row
_SHADE_ALPHA: Final = 140  # what is left out stays to be seen
# Where a head belongs, in parts of the frame.
_OVAL: Final = QRectF(0.2, 0.12, 0.6, 0.74)


class CropEditor(QWidget):
    """Shows a photo; the frame keeps its shape and stays within the photo."""

    cropped = Signal(object)
    """(Crop) The frame was put elsewhere, and let go."""
    crop_changed = Signal(object)
    """(Crop) The frame is elsewhere, perhaps still moving."""
    proposal_asked = Signal()
    """The Home key: the part that was proposed."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._size = Size(1, 1)
        self._crop = Crop(0.0, 0.0, 1.0, 1.0)
        self._grabbed: tuple[QPointF, Crop, bool] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TOLD_AFTER_MS)
        self._timer.timeout.connect(self._on_timeout)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.clear()

    @property
    def crop(self) -> Crop:
        """The part in the frame."""
        return self._crop

    @property
    def zoom(self) -> float:
        """How close it is, 0 to 1."""
        return cropping.zoom_of(self._crop, self._size)

    def show_photo(self, preview: Preview, crop: Crop) -> None:
        """Show a photo and the part chosen of it."""
        self._image = QImage(
            preview.rgb,
            preview.shown.width,
            preview.shown.height,
            preview.shown.width * 3,
            QImage.Format.Format_RGB888,
        ).copy()  # Qt does not keep the bytes
        self._size = preview.size
        self.setEnabled(True)
        self._set(crop)

    def show_crop(self, crop: Crop) -> None:
        """Put the frame elsewhere; nobody is told that a person did."""
        if self._image is not None and self._grabbed is None and not self._timer.isActive():
            self._set(crop)

    def clear(self) -> None:
        """Show nothing."""
        self._timer.stop()
        self._image = self._grabbed = None
        self.setEnabled(False)
        self.setAccessibleName(self.tr("Part of the photo that becomes the face"))
        self.setAccessibleDescription(self.tr("No photo"))
        self.update()

    def zoom_to(self, zoom: float) -> None:
        """Go closer or farther, as a person wants it."""
        if self._image is not None:
            self._set(cropping.zoomed(self._crop, self._size, zoom))
            self._timer.start()

    # --- Qt's side

    def sizeHint(self) -> QSize:
        return QSize(300, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 200)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._image is not None:
            where = event.position()
            is_corner = self._is_corner(where)
            if is_corner or self._frame().contains(where):
                self._grabbed = (where, self._crop, is_corner)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            self._point(event.position())
            return
        start, before, is_corner = self._grabbed
        place, where = self._place(), event.position()
        if is_corner:
            self._set(cropping.sized(before, self._size, self._height_to(before, where)))
        else:
            way = where - start
            right, down = way.x() / place.width(), way.y() / place.height()
            self._set(cropping.moved(before, self._size, right=right, down=down))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._grabbed is not None:
            before, self._grabbed = self._grabbed[1], None
            if before != self._crop:
                self.cropped.emit(self._crop)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_to(self.zoom + _ZOOM_STEP * event.angleDelta().y() / 120)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = _LONG_STEP if is_shifted else _STEP
        ways = {
            Qt.Key.Key_Left: (-step, 0.0),
            Qt.Key.Key_Right: (step, 0.0),
            Qt.Key.Key_Up: (0.0, -step),
            Qt.Key.Key_Down: (0.0, step),
        }
        zooms = {
            Qt.Key.Key_Plus: _ZOOM_STEP,
            Qt.Key.Key_Equal: _ZOOM_STEP,
            Qt.Key.Key_Minus: -_ZOOM_STEP,
        }
        key = Qt.Key(event.key())
        if key in ways:
            right, down = ways[key]
            self._set(cropping.moved(self._crop, self._size, right=right, down=down))
            self._timer.start()
        elif key in zooms:
            self.zoom_to(self.zoom + zooms[key])
        elif key == Qt.Key.Key_Home:
            self.proposal_asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  # small enough to draw whole
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().window))
        painter.drawRoundedRect(QRectF(self.rect()), Space.RADIUS, Space.RADIUS)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place(), self._image)
            self._draw_frame(painter)
        painter.end()

    # --- inside

    def _set(self, crop: Crop) -> None:
        self._crop = crop
        self.setAccessibleDescription(
            self.tr(
                "{width} % of the photo's width, {left} % from its left and {top} % from its top. "
                "Arrow keys move it, plus and minus zoom."
            ).format(
                width=round(crop.width * 100),
                left=round(crop.left * 100),
                top=round(crop.top * 100),
            )
        )
        self.update()
        self.crop_changed.emit(crop)

    def _place(self) -> QRectF:
        """Give where the photo stands."""
        room = QRectF(self.rect())
        scale = min(room.width() / self._size.width, room.height() / self._size.height)
        place = QRectF(0, 0, self._size.width * scale, self._size.height * scale)
        place.moveCenter(room.center())
        return place

    def _frame(self) -> QRectF:
        crop = self._crop
        return _part(self._place(), QRectF(crop.left, crop.top, crop.width, crop.height))

    def _corners(self) -> tuple[QPointF, ...]:
        frame = self._frame()
        return (frame.topLeft(), frame.topRight(), frame.bottomLeft(), frame.bottomRight())

    def _is_corner(self, where: QPointF) -> bool:
        return any((where - each).manhattanLength() < _CORNER for each in self._corners())

    def _height_to(self, before: Crop, where: QPointF) -> float:
        """Give the height of the crop whose corner, with the same middle, is at `where`."""
        place = self._place()
        middle_x = place.left() + (before.left + before.width / 2) * place.width()
        middle_y = place.top() + (before.top + before.height / 2) * place.height()
        across = 2 * abs(where.x() - middle_x) / place.width() * before.height / before.width
        return max(across, 2 * abs(where.y() - middle_y) / place.height())

    def _point(self, where: QPointF) -> None:
        if self._is_corner(where):
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        elif self._frame().contains(where):
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _draw_frame(self, painter: QPainter) -> None:
        frame = self._frame()
        outside = QPainterPath()
        outside.addRect(self._place())
        inside = QPainterPath()
        inside.addRect(frame)
        shade = QColor(Qt.GlobalColor.black)
        shade.setAlpha(_SHADE_ALPHA)
        painter.fillPath(outside.subtracted(inside), shade)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(Qt.GlobalColor.white), 1, Qt.PenStyle.DashLine))
        painter.drawEllipse(_part(frame, _OVAL))
        ink = QColor(tokens().accent) if self.hasFocus() else QColor(Qt.GlobalColor.white)
        painter.setPen(QPen(ink, 2))
        painter.drawRect(frame)
        painter.setBrush(ink)
        painter.setPen(Qt.PenStyle.NoPen)
        for corner in self._corners():
            grip = QRectF(0, 0, _GRIP, _GRIP)
            grip.moveCenter(corner)
            painter.drawRect(grip & self._place())

    def _on_timeout(self) -> None:
        self.cropped.emit(self._crop)


def _part(whole: QRectF, part: QRectF) -> QRectF:
    """Give a part, in parts of 1, of a rectangle."""
    return QRectF(
        whole.left() + part.left() * whole.width(),
        whole.top() + part.top() * whole.height(),
        part.width() * whole.width(),
        part.height() * whole.height(),
    )
