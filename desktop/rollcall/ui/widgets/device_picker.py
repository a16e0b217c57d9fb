"""Which device the window is about; stays as the page changes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from rollcall.ui.theme import Space, Tone, icon
from rollcall.ui.widgets.state_badge import TONE_ICONS

__all__ = ["DeviceChoice", "DevicePicker"]


class DeviceChoice(Struct, frozen=True, kw_only=True):
    """A device that can be picked."""

    uid: str
    name: str
    state: str
    """A word: "Online"."""
    tone: Tone


class DevicePicker(QComboBox):
    """Lists the devices, with "All devices" first where that makes sense."""

    picked = Signal(object)
    """(str | None) The administrator picked a device uid, or all devices."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[DeviceChoice, ...] = ()
        self._offers_all = True
        self.setItemDelegate(QStyledItemDelegate(self))  # the style sheet's rows, not Fusion's
        self.setMinimumWidth(240)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setIconSize(QSize(Space.L, Space.L))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.currentIndexChanged.connect(self._on_index_changed)
        self.retranslate()

    @property
    def uid(self) -> str | None:
        """The device picked; None for all of them, or when there is none."""
        picked = self.currentData()
        return picked if isinstance(picked, str) else None

    def set_devices(self, choices: Sequence[DeviceChoice], *, offers_all: bool = True) -> None:
        """Offer these devices; what was picked stays picked as long as it is there."""
        if (tuple(choices), offers_all) != (self._choices, self._offers_all):
            self._choices, self._offers_all = tuple(choices), offers_all
            self._fill()

    def pick(self, uid: str | None) -> None:
        """Pick a device; does nothing when it is not offered."""
        at = self.findData(uid)
        if at >= 0:
            self.setCurrentIndex(at)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(self.tr("Device"))
        self.setToolTip(self.tr("Device"))
        self._fill()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel that passes by must not send what is done next to another device.
        event.ignore()

    def _fill(self) -> None:
        before = self.uid
        with QSignalBlocker(self):
            self.clear()
            if not self._choices:
                self.addItem(self.tr("No devices yet"), None)
            elif self._offers_all:
                self.addItem(icon("layout-dashboard", "muted"), self.tr("All devices"), None)
            for choice in self._choices:
                self._add(choice)
            self.setCurrentIndex(max(self.findData(before), 0))
        self.setEnabled(bool(self._choices))
        if self.uid != before:
            self.picked.emit(self.uid)

    def _add(self, choice: DeviceChoice) -> None:
        self.addItem(icon(TONE_ICONS[choice.tone], str(choice.tone)), choice.name, choice.uid)
        at = self.count() - 1
        said = f"{choice.name}, {choice.state}"
        self.setItemData(at, said, Qt.ItemDataRole.AccessibleTextRole)
        self.setItemData(at, choice.state, Qt.ItemDataRole.ToolTipRole)

    def _on_index_changed(self) -> None:
        self.picked.emit(self.uid)
