"""The page Devices: finds them, lists them as they answer, and shows how the selected one is.

What can be done with one of them is in `device_actions.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from rollcall.protocol.address import Address
from rollcall.protocol.errors import InvalidInput
from rollcall.settings import Columns, SettingsFile
from rollcall.ui.device_words import fleet_text
from rollcall.ui.models.devices import DevicesModel, Fleet, device_columns
from rollcall.ui.navigation import PageKey
from rollcall.ui.notices import field_text
from rollcall.ui.page import Page
from rollcall.ui.pages.device_actions import DeviceActions
from rollcall.ui.pages.selected_device import SelectedDevice
from rollcall.ui.tasks import Busy, TaskRunner, Work
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import ActionButton
from rollcall.ui.widgets.device_details import DeviceDetailsPanel
from rollcall.ui.widgets.empty_state import EmptyState
from rollcall.ui.widgets.frames import Row
from rollcall.ui.widgets.ranges_field import RangesField
from rollcall.ui.widgets.table import Table
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.health import Remedy

__all__ = ["DevicesPage"]

_HALF_A_MINUTE_MS = 30_000
_PANEL_WIDTH = 344
_TABLE: Final = "devices"


class DevicesPage(Page):
    """The list of devices, live, with the particulars of one beside it."""

    def __init__(
        self,
        fleet: Fleet,
        *,
        details: DetailsCache,
        fingerprint_shown: Callable[[Address], Awaitable[str]],
        tasks: TaskRunner,
        settings: SettingsFile,
    ) -> None:
        super().__init__(tasks)
        self._fleet = fleet
        self._settings = settings
        self._finding = Busy(self._update)
        self._search: Work[None] | None = None
        self._has_searched = False
        self._wanted: str | None = None
        self._actions = DeviceActions(
            self,
            fleet,
            details=details,
            fingerprint_shown=fingerprint_shown,
            selected=self._selected,
        )
        self._model = DevicesModel()
        self.table = Table(
            self._model,
            name="",
            columns=settings.value.columns.get(_TABLE),
            on_columns_changed=self._remember_columns,
        )
        self._build(details)
        self._connect()
        self._retranslate()
        self._on_fleet_changed(fleet.devices)

    # --- for the window

    def refresh(self) -> None:
        """Ask all of ours again, and the selected one for its particulars."""
        self.notice_bar.dismiss()
        self.tasks.start(
            self._refresh(),
            owner=self,
            title=self.tr("Checking the devices"),
            retry=self.refresh,
        )

    def set_device(self, uid: str | None) -> None:
        self._wanted = uid
        self._select_wanted()

    def page_shown(self) -> None:
        self._model.redraw()
        waiting = [
            each.uid
            for each in self._fleet.devices
            if each.uid is not None and each.is_ours and each.state is DeviceState.UNCHECKED
        ]
        if waiting and not self._finding:
            self.tasks.start(
                self._fleet.check(waiting),
                owner=self,
                title=self.tr("Checking the devices"),
                quiet=True,
            )

    def find_devices(self) -> None:
        """Look for devices; each shows up as it answers."""
        if self._search is None or not self._search.is_running:
            self.notice_bar.dismiss()
            self._search = self.tasks.start(
                self._find(),
                owner=self,
                title=self.tr("Looking for devices"),
                retry=self.find_devices,
            )

    # --- slots

    def _on_fleet_changed(self, devices: tuple[FleetDevice, ...]) -> None:
        self._model.set_records(devices)
        self._shown.follow(devices)
        self._select_wanted()
        self._update()

    def _on_record_activated(self, device: FleetDevice) -> None:
        if device.is_ours:
            self._panel.take_focus()
        else:
            self._actions.add_selected()

    def _on_added(self, uid: str) -> None:
        self.set_device(uid)

    def _on_users_asked(self) -> None:
        device = self._selected()
        if device is not None and device.uid is not None:
            self.device_asked.emit(device.uid)
            self.page_asked.emit(PageKey.USERS)

    def _on_remedy_asked(self, remedy: Remedy) -> None:
        match remedy:
            case Remedy.ADD:
                self._actions.add_selected()
            case Remedy.SET_KEY:
                self._actions.give_key()
            case Remedy.FIND:
                self.find_devices()
            case _:
                self.refresh()

    # --- coroutines

    async def _find(self) -> None:
        self._ranges.set_problem(None)
        with self._finding:
            try:
                await self._fleet.find(self._ranges.text, report=self.tasks.report)
            except InvalidInput as error:
                self._ranges.set_problem(field_text(error))
            else:
                self._has_searched = True

    async def _refresh(self) -> None:
        await self._fleet.check()
        await self._shown.read_again()

    # --- inside

    def _build(self, details: DetailsCache) -> None:
        self._refresh_action = self.new_action(self.refresh, icon_name="refresh-cw")
        self.removeAction(self._refresh_action)  # Ctrl+K finds the window's own, with F5
        self._find_action = self.new_action(self.find_devices, icon_name="radar")
        self.header.add_action(self._refresh_action)
        self.header.add_action(self._actions.add_by_address)
        self._find_button = ActionButton(self._find_action, icon_name="radar")
        self._find_place = Row(self._find_button)
        self.header.add_widget(self._find_place)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.set_row_actions(self._actions.of_row)
        self._panel = DeviceDetailsPanel()
        self._panel.setFixedWidth(_PANEL_WIDTH)
        self._shown = SelectedDevice(self, self._panel, details)
        self._ranges = RangesField()
        self._empty = EmptyState("radar")
        self._row_buttons = Row(
            Row(ActionButton(self._actions.rename), ActionButton(self._actions.set_key)),
            ActionButton(self._actions.forget, role="danger", icon_name="trash-2"),
            spacing=Space.XL,  # what destroys stands apart
        )
        tools = QHBoxLayout()
        tools.setSpacing(Space.S)
        tools.addWidget(self._row_buttons)
        tools.addStretch(1)
        tools.addWidget(self._ranges.toggle)
        listed = Row(self.table, self._panel, spacing=Space.L)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(listed)
        column = QVBoxLayout()
        column.addLayout(tools)
        column.addWidget(self._ranges)
        column.addWidget(self._stack, 1)
        column.setSpacing(Space.M)
        self.body.addLayout(column)
        self._clock = QTimer(self)  # "5 minutes ago" grows old
        self._clock.setInterval(_HALF_A_MINUTE_MS)
        self._clock.timeout.connect(self._model.redraw)
        self._clock.start()

    def _connect(self) -> None:
        self._fleet.changed.connect(self._on_fleet_changed)
        self.table.selection_changed.connect(self._update)
        self.table.record_activated.connect(self._on_record_activated)
        self._panel.remedy_asked.connect(self._on_remedy_asked)
        self._panel.users_asked.connect(self._on_users_asked)
        self._actions.users_asked.connect(self._on_users_asked)
        self._actions.added.connect(self._on_added)
        self._ranges.entered.connect(self.find_devices)
        self._empty.acted.connect(self.find_devices)

    def _retranslate(self) -> None:
        self.table.setAccessibleName(self.tr("Devices"))
        self._model.set_columns(device_columns())
        self._actions.retranslate()
        self._refresh_action.setText(self.tr("Refresh"))
        self._refresh_action.setToolTip(self.tr("Ask the devices again (F5)"))
        self._find_action.setText(self.tr("Find devices"))
        self._update()

    def _remember_columns(self, left: Columns) -> None:
        self._settings.change(columns={**self._settings.value.columns, _TABLE: left})

    def _selected(self) -> FleetDevice | None:
        return next(iter(self.table.selected_records()), None)

    def _select_wanted(self) -> None:
        """Select what was asked for as soon as it is there, or the first one when none is."""
        if self._wanted is not None and self._model.row_of(self._wanted) is not None:
            self.table.select_key(self._wanted)
            self._wanted = None
        elif self._selected() is None and self._model.visible_count:
            self.table.select_key(self._model.record(0).key)

    def _update(self) -> None:
        """Show what follows from the list, the selection and whether a search goes on."""
        is_empty = not self._model.count
        self._stack.setCurrentIndex(0 if is_empty else 1)
        self._row_buttons.setVisible(not is_empty)
        self._find_place.setVisible(not is_empty)
        selected = self._selected()
        is_to_add = selected is not None and not selected.is_ours  # the panel offers that
        self._find_button.set_role("" if is_to_add else "accent")
        self._find_action.setEnabled(not self._finding)
        self._find_action.setToolTip(
            self.tr("A search is going on; the bar below shows how far it is.")
            if self._finding
            else self._find_action.iconText()
        )
        self._refresh_action.setEnabled(not is_empty)
        self._empty.set_texts(self._empty_text(), self.tr("Find devices"))
        self._empty.button.setEnabled(not self._finding)
        self.header.set_texts(self.tr("Devices"), fleet_text(self._model.records))
        self._actions.update_enabled()
        self._shown.show(selected)

    def _empty_text(self) -> str:
        if self._finding:
            return self.tr("Looking through your network. Devices show up here as they answer.")
        if self._has_searched:
            return self.tr(
                "No device answered. Check that your devices are switched on and in the same "
                "network as this PC, then search again, or add one by its address."
            )
        return self.tr(
            "No devices yet. Rollcall looks through your network and lists every attendance and "
            "door device that answers; nothing is changed on them."
        )
