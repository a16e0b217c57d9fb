"""A list of devices to choose several of, each with its state and how much room it has."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.ui.theme import Space, Tone
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.scroll_area import ScrollArea
from rollcall.ui.widgets.state_badge import StateBadge

__all__ = ["DeviceCheck", "DeviceChecks"]

_ROWS_IN_SIGHT: Final = 7


class DeviceCheck(Struct, frozen=True, kw_only=True):
    """One device on offer."""

    uid: DeviceUid
    name: str
    state: str
    tone: Tone
    icon_name: str = ""
    note: str = ""
    """A few words beside the state: how much room there is."""
    is_possible: bool = True


class DeviceChecks(QWidget):
    """Checks by name; `changed` tells that others are chosen."""

    changed = Signal()

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[DeviceUid, _Row] = {}
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setSpacing(Space.XS)
        self._list.addStretch(1)
        self._area = ScrollArea(inner)
        self._area.set_name(name)
        self._area.setMinimumHeight(_ROWS_IN_SIGHT * Space.ROW_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    @property
    def chosen(self) -> tuple[DeviceUid, ...]:
        """The devices checked, in the order of the list."""
        return tuple(uid for uid, row in self._rows.items() if row.is_chosen)

    def set_devices(self, devices: Iterable[DeviceCheck]) -> None:
        """Offer these; what is checked stays so."""
        for each in devices:
            row = self._rows.get(each.uid)
            if row is None:
                row = self._rows[each.uid] = _Row()
                row.check.toggled.connect(self._on_toggled)
                self._list.insertWidget(self._list.count() - 1, row)
            row.tell(each)
        first = next((row for row in self._rows.values() if row.check.isEnabled()), None)
        self.setFocusProxy(None if first is None else first.check)  # type: ignore[arg-type]

    def choose(self, uids: Collection[DeviceUid]) -> None:
        """Check these and no others, as far as they are possible."""
        for uid, row in self._rows.items():
            row.check.setChecked(uid in uids and row.check.isEnabled())

    def _on_toggled(self) -> None:
        self.changed.emit()


class _Row(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.check = QCheckBox()
        self._note = Label(role="muted")
        self._badge = StateBadge()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.XS, Space.XS, Space.S, Space.XS)
        layout.setSpacing(Space.M)
        layout.addWidget(self.check, 1)
        layout.addWidget(self._note)
        layout.addWidget(self._badge)

    @property
    def is_chosen(self) -> bool:
        """Whether the device is checked, and possible."""
        return self.check.isChecked() and self.check.isEnabled()

    def tell(self, device: DeviceCheck) -> None:
        """Show how a device stands now."""
        self.check.setText(device.name.replace("&", "&&"))
        self.check.setAccessibleName(device.name)
        said = ", ".join(each for each in (device.state, device.note) if each)
        self.check.setAccessibleDescription(said)
        self.check.setEnabled(device.is_possible)
        self.check.setToolTip("" if device.is_possible else said)
        self._note.setText(device.note)
        self._badge.set_state(device.state, device.tone, icon_name=device.icon_name)
