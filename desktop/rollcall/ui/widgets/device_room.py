"""How full a device is: a bar for each kind it holds."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.ui.device_words import kind_title
from rollcall.ui.theme import Space
from rollcall.ui.widgets.capacity_bar import CapacityBar
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.health import Kind, capacities

__all__ = ["DeviceRoom"]


class DeviceRoom(QWidget):
    """Bars of used and limit; a kind the device has no reader for has none."""

    def __init__(self, always: Iterable[Kind] = Kind, *, parent: QWidget | None = None) -> None:
        """Take the kinds that always show; others do while they are nearly full."""
        super().__init__(parent)
        self._always = frozenset(always)
        self._bars = {kind: CapacityBar() for kind in Kind}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        for bar in self._bars.values():
            layout.addWidget(bar)

    def show_details(self, details: DeviceDetails) -> None:
        """Show what a device told."""
        rooms = {room.kind: room for room in capacities(details)}
        for kind, bar in self._bars.items():
            room = rooms.get(kind)
            if room is None:
                bar.hide()
            else:
                bar.setVisible(kind in self._always or room.fullness.is_worth_acting)
                bar.set_title(kind_title(kind))
                bar.set_capacity(room.used, room.limit)
