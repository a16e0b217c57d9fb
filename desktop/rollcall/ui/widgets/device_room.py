"""How full a device is: a bar for each kind it holds."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.ui.device_words import kind_word
from rollcall.ui.models.health import Kind, capacities
from rollcall.ui.theme import Space
from rollcall.ui.widgets.capacity_bar import CapacityBar
from rollcall.usecases.device_details import DeviceDetails

__all__ = ["DeviceRoom"]


class DeviceRoom(QWidget):
    """Bars of used and limit; a kind the device has no reader for has none."""

    def __init__(
        self,
        kinds: Iterable[Kind] = Kind,
        *,
        is_short: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Take `is_short` where there is little room for words."""
        super().__init__(parent)
        self._is_short = is_short
        self._bars = {kind: CapacityBar() for kind in kinds}
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
            bar.setVisible(room is not None)
            if room is not None:
                bar.set_title(kind_word(kind, is_short=self._is_short))
                bar.set_capacity(room.used, room.limit)
