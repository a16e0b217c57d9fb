"""What a page about one device shows while all devices are picked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.label import Label, SectionTitle
from rollcall.ui.widgets.scroll_area import ScrollArea

__all__ = ["DeviceChooser"]

_WIDTH = 420


class DeviceChooser(QWidget):
    """One button for each device."""

    chosen = Signal(str)
    """(device uid) The administrator wants this one."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = SectionTitle()
        self._text = Label(role="muted", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.S)
        self._buttons: list[Button] = []
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(Space.S)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(Space.S)
        column.addLayout(self._list)
        column.addStretch(1)
        inner.setMaximumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._area = ScrollArea(inner)
        layout.addWidget(self._area)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons, in the order of the devices."""
        return tuple(self._buttons)

    def set_texts(self, title: str, text: str) -> None:
        """Say what to choose for."""
        self._area.set_name(title)
        self._title.setText(title)
        self._text.setText(text)

    def set_devices(self, devices: Sequence[tuple[str, str]]) -> None:
        """Offer (uid, name) pairs."""
        for button in self._buttons:
            self._list.removeWidget(button)
            button.deleteLater()
        self._buttons = [
            Button(name.replace("&", "&&"), icon_name="tablet") for _uid, name in devices
        ]
        for (uid, _name), button in zip(devices, self._buttons, strict=True):
            button.clicked.connect(partial(self.chosen.emit, uid))
            self._list.addWidget(button)
