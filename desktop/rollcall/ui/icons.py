"""Icons: vendored SVG files drawn in the colour of a role, in whatever appearance is in use.

The drawing happens when Qt asks for it, so an icon follows a change of appearance by itself.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache

from rollcall import assets
from rollcall.ui.tokens import Space, tokens

__all__ = ["icon", "pixmap"]

_DIRECTIONAL: Final = frozenset({"chevron-left", "chevron-right", "external-link", "undo-2"})


def icon(name: str, role: str = "text", *, on: str | None = None) -> QIcon:
    """Give the icon `name` in the colour of `role`, a token's or a tone's name.

    `on` is the role while a checkable button is checked; disabled is taken care of.
    """
    return QIcon(_ThemedEngine(name, role, on or role))


def pixmap(name: str, role: str = "text", *, size: int = Space.ICON, scale: float = 1.0) -> QPixmap:
    """Draw the icon once, for a given screen scale; does not follow a change of appearance."""
    drawn = _drawn(name, tokens().ink(role), QSize(size, size) * scale)
    drawn.setDevicePixelRatio(scale)
    return drawn


class _ThemedEngine(QIconEngine):
    def __init__(self, name: str, role: str, on_role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._on_role = on_role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        scale = painter.device().devicePixelRatio()
        drawn = self.scaledPixmap(rect.size(), mode, state, scale)
        drawn.setDevicePixelRatio(scale)
        painter.drawPixmap(rect, drawn)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        role = self._on_role if state == QIcon.State.On else self._role
        if mode == QIcon.Mode.Disabled:
            role = "disabled"
        return _drawn(self._name, tokens().ink(role), size * scale)

    def clone(self) -> QIconEngine:
        return _ThemedEngine(self._name, self._role, self._on_role)

    def iconName(self) -> str:
        return self._name


def _drawn(name: str, colour: str, size: QSize) -> QPixmap:
    mirrored = (
        name in _DIRECTIONAL and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    )
    key = f"rollcall:{name}:{colour}:{size.width()}x{size.height()}:{mirrored:d}"
    drawn = QPixmap()
    if QPixmapCache.find(key, drawn):
        return drawn
    drawn = _render(name, colour, size, mirrored=mirrored)
    QPixmapCache.insert(key, drawn)
    return drawn


def _render(name: str, colour: str, size: QSize, *, mirrored: bool) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # only once something is drawn

    svg = (assets.root() / "icons" / f"{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(svg.replace(b"currentColor", colour.encode("ascii"))))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    drawn = QPixmap(size)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    if mirrored:
        painter.translate(size.width(), 0)
        painter.scale(-1, 1)
    renderer.render(painter, QRectF(QRect(QPoint(), size)))
    painter.end()
    return drawn
