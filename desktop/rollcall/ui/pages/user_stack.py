"""What stands below the filters of the page Users: the table, or why there is no row in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from rollcall.ui.pages.device_chooser import DeviceChooser
from rollcall.ui.widgets.empty_state import EmptyState

__all__ = ["UserStack"]


class UserStack(QStackedWidget):
    """Shows one of the table, the choice of a device, and three empty states."""

    device_chosen = Signal(str)
    """(device uid) The administrator wants to see the users of this one."""
    devices_asked = Signal()
    """There is no device; the administrator wants to find one."""
    add_asked = Signal()
    """The device has no users; the administrator wants to add one."""
    import_asked = Signal()
    """The device has no users; the administrator wants to take them from a file."""
    clear_asked = Signal()
    """Nothing matches; the administrator wants to see everybody again."""

    def __init__(self, table: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._chooser = DeviceChooser()
        self._no_device = EmptyState("tablet")
        self._nobody = EmptyState("users")
        self._no_match = EmptyState("user-search")
        for each in (table, self._chooser, self._no_device, self._nobody, self._no_match):
            self.addWidget(each)
        self._chooser.chosen.connect(self.device_chosen)
        self._no_device.acted.connect(self.devices_asked)
        self._no_match.acted.connect(self.clear_asked)
        self._nobody.acted.connect(self.add_asked)
        self._nobody.other_acted.connect(self.import_asked)

    def set_devices(self, devices: Sequence[tuple[str, str]]) -> None:
        """Take the (uid, name) pairs to choose from."""
        self._chooser.set_devices(devices)

    def show_table(self) -> None:
        """Show the users."""
        self.setCurrentWidget(self._table)

    def show_devices(self, *, is_any: bool) -> None:
        """Show the devices to choose from, or that there are none."""
        self.setCurrentWidget(self._chooser if is_any else self._no_device)

    def show_nobody(self, why: str, *, can_add: bool = False) -> None:
        """Say why the device has no users; with `can_add`, offer how to get the first."""
        if can_add:
            self._nobody.set_texts(why, self.tr("Add user"), self.tr("Import"))
        else:
            self._nobody.set_texts(why)
        self.setCurrentWidget(self._nobody)

    def show_no_match(self) -> None:
        """Say that search and filters leave nobody."""
        self.setCurrentWidget(self._no_match)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._chooser.set_texts(
            self.tr("Choose a device"),
            self.tr("Every device has its own users. Whose do you want to see?"),
        )
        self._no_device.set_texts(
            self.tr("There is no device yet whose users could be shown."),
            self.tr("Go to Devices"),
        )
        self._no_match.set_texts(
            self.tr("No user matches the search and the filters."), self.tr("Clear filters")
        )
