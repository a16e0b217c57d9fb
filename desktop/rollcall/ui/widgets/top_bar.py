"""The line at the top of the window: name, device picker, finder, appearance."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from rollcall.ui.theme import Space, icon
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.device_picker import DevicePicker
from rollcall.ui.widgets.label import Label

__all__ = ["TopBar"]


class TopBar(QFrame):
    """Tells the window what is pressed."""

    finder_pressed = Signal()
    appearance_pressed = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "topbar")
        self._brand = Label("Rollcall", role="brand")
        self._brand.setFixedWidth(176)
        self.device_picker = DevicePicker()
        self._finder = Button(role="finder")
        self._finder.setIcon(icon("search", "muted"))
        self._finder.setMinimumWidth(240)
        self._appearance = Button(role="quiet")
        self._appearance.setIconSize(QSize(Space.ICON, Space.ICON))
        self._finder.clicked.connect(self.finder_pressed)
        self._appearance.clicked.connect(self.appearance_pressed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        layout.setSpacing(Space.L)
        layout.addWidget(self._brand)
        layout.addWidget(self.device_picker)
        layout.addStretch(1)
        layout.addWidget(self._finder)
        layout.addWidget(self._appearance)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.device_picker.retranslate()
        self._finder.setText("  " + self.tr("Find an action") + "   Ctrl+K")
        self._finder.setAccessibleName(self.tr("Find an action"))

    def show_appearance(self, *, is_dark: bool) -> None:
        """Offer the other appearance."""
        self._appearance.setIcon(icon("sun" if is_dark else "moon", "muted"))
        self._appearance.set_name(
            self.tr("Light appearance") if is_dark else self.tr("Dark appearance")
        )
