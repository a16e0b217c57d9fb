"""The list of pages at the side of the window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from rollcall.ui.theme import Space, icon

__all__ = ["Sidebar"]

_WIDTH = 200


class Sidebar(QFrame):
    """One button a page; arrows move between them, the page that is shown is checked."""

    page_chosen = Signal(str)
    """The key of a page."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sidebar")
        self.setFixedWidth(_WIDTH)
        self._buttons: dict[str, QPushButton] = {}
        self._current = ""
        self._group = QButtonGroup(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(Space.M, Space.L, Space.M, Space.L)
        self._layout.setSpacing(2)
        self._lower = QVBoxLayout()
        self._lower.setSpacing(2)
        self._layout.addStretch(1)
        self._layout.addLayout(self._lower)

    def add_page(self, key: str, icon_name: str, *, is_lower: bool = False) -> None:
        """Add a page's button; `set_text` gives it its name."""
        button = QPushButton()
        button.setCheckable(True)
        button.setAutoExclusive(True)  # one of several: a screen reader calls it a radio button
        button.setProperty("role", "nav")
        button.setIcon(icon(icon_name, "muted", on="accent"))
        button.setIconSize(QSize(Space.ICON, Space.ICON))
        # Not `clicked`: a screen reader does not click a radio button, it checks it.
        button.toggled.connect(partial(self._on_toggled, key))
        self._group.addButton(button)
        self._buttons[key] = button
        if is_lower:
            self._lower.addWidget(button)
        else:
            self._layout.insertWidget(self._layout.count() - 2, button)

    def set_text(self, key: str, text: str, tooltip: str = "") -> None:
        """Name a page."""
        self.setAccessibleName(self.tr("Pages"))
        button = self._buttons[key]
        button.setText(f"  {text}")
        button.setAccessibleName(text)
        button.setToolTip(tooltip)

    def take_focus(self) -> None:
        """Give the keyboard to the page that is shown."""
        button = self._group.checkedButton()
        if button is not None:
            button.setFocus()

    def set_current(self, key: str) -> None:
        """Mark the page that is shown."""
        self._current = key
        self._buttons[key].setChecked(True)
        for each, button in self._buttons.items():  # else Tab leads to the first one
            policy = Qt.FocusPolicy.StrongFocus if each == key else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        if self.window().focusWidget() in self._buttons.values():
            self._buttons[key].setFocus()  # as far as Qt is concerned, Tab leads to where it was

    def _on_toggled(self, key: str, is_checked: bool) -> None:
        if is_checked and key != self._current:
            self.page_chosen.emit(key)
