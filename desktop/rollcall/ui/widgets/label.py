"""Labels that never read outside data as markup."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from rollcall.ui.theme import Space, icon, set_role

__all__ = ["ElidedLabel", "IconLabel", "Label", "SectionTitle", "Title"]


class Label(QLabel):
    """Plain text, whatever it looks like; `role` is one of the style sheet's."""

    def __init__(
        self,
        text: str = "",
        *,
        role: str = "",
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        if role:
            self.setProperty("role", role)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )

        self._align()

    def set_role(self, role: str) -> None:
        """Change the role, such as "muted" to "danger"."""
        set_role(self, role)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()
        super().changeEvent(event)

    def _align(self) -> None:
        """Stand at the reading side of the window; Qt looks at the text: names are often Latin."""
        now = self.alignment()
        if not now & Qt.AlignmentFlag.AlignHCenter:
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
            upright = now & Qt.AlignmentFlag.AlignVertical_Mask
            self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | upright)


class Title(Label):
    """The title of a page."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, role="title", parent=parent)


class SectionTitle(Label):
    """The title of a part of a page."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, role="section", parent=parent)


class ElidedLabel(Label):
    """One line that is cut with an ellipsis; the whole text is its tooltip."""

    def __init__(self, text: str = "", *, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(role=role, parent=parent)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_whole(text)

    @property
    def whole(self) -> str:
        """The text as it was given."""
        return self._whole

    def set_whole(self, text: str) -> None:
        """Show a text, cut if it must be."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance("…") * 4, super().minimumSizeHint().height()
        )

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._whole) + Space.XS
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 1)
        )
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class IconLabel(QLabel):
    """An icon that follows the appearance; what it means is said by the text beside it."""

    def __init__(
        self,
        name: str,
        role: str = "text",
        *,
        size: int = Space.ICON,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._shown: tuple[str, str] = ("", "")
        self.setFixedSize(size, size)
        self.set_icon(name, role)

    def set_icon(self, name: str, role: str = "text") -> None:
        """Show another icon."""
        if (name, role) != self._shown:
            self._shown = (name, role)
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.EnabledChange}:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        drawn = icon(*self._shown).pixmap(
            QSize(self._size, self._size), self.devicePixelRatioF(), mode
        )
        self.setPixmap(drawn)
