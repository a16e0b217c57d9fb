"""Frames that hold other widgets: a card, the header of a page, the practice banner."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import ActionButton
from rollcall.ui.widgets.label import IconLabel, Label, Title

__all__ = ["Banner", "Card", "PageHeader", "Row"]


class Card(QFrame):
    """A quiet frame; put things into `body`."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self.body.setSpacing(Space.M)


class Row(QWidget):
    """Widgets side by side."""

    def __init__(
        self, *widgets: QWidget, spacing: int = Space.S, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing)
        for widget in widgets:
            layout.addWidget(widget)


class PageHeader(QWidget):
    """Title and subtitle of a page, its main actions at the other side."""

    titled = Signal(str)
    """The page is called this now."""

    def __init__(
        self, title: str = "", subtitle: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Title()
        self._subtitle = Label(role="muted", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(Space.S)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XL)
        layout.addLayout(words, 1)
        layout.addLayout(self._buttons)
        self.set_texts(title, subtitle)

    def set_texts(self, title: str, subtitle: str = "") -> None:
        """Change title and subtitle."""
        if title != self._title.text():
            self._title.setText(title)
            self.titled.emit(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def add_action(self, action: QAction, *, role: str = "", icon_name: str = "") -> ActionButton:
        """Show an action as a button; the one "accent" button of a page comes last."""
        button = ActionButton(action, role=role, icon_name=icon_name)
        self._buttons.addWidget(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Put something else beside the buttons."""
        self._buttons.addWidget(widget)


class Banner(QFrame):
    """A line over the whole window that stays: practice mode."""

    def __init__(
        self, text: str = "", *, icon_name: str = "info", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self._text = Label(wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.S, Space.XL, Space.S)
        layout.setSpacing(Space.S)
        layout.addWidget(IconLabel(icon_name, "accent"))
        layout.addWidget(self._text, 1)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Change what it says."""
        self._text.setText(text)
        self.setAccessibleName(text)
