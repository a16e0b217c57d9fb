"""The page Users: the people of one device, as last known at once and then as the device says now.

What a row shows is in models/users.py, how it is read in usecases/roster.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.settings import Columns, SettingsFile
from rollcall.store.values import RememberedUser
from rollcall.ui.models import users
from rollcall.ui.models.table import TableModel
from rollcall.ui.models.user_counts import UserCounts
from rollcall.ui.navigation import PageKey
from rollcall.ui.page import Page
from rollcall.ui.pages.met_devices import MetDevices
from rollcall.ui.pages.selection_bar import SelectionBar
from rollcall.ui.pages.shown_users import Devices, DeviceUsers, ShownUsers
from rollcall.ui.pages.user_actions import UserActions
from rollcall.ui.pages.user_filters import UserFilters
from rollcall.ui.pages.user_rows import UserRows
from rollcall.ui.pages.user_situation import DoesUserWork, Situation
from rollcall.ui.pages.user_stack import UserStack
from rollcall.ui.pages.user_table import UserTable
from rollcall.ui.tasks import TaskRunner, Work
from rollcall.ui.theme import Tone
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.roster import RosterEntry

__all__ = ["UsersPage"]

_TABLE: Final = "users"


class UsersPage(Page):
    """The user grid of the device picked."""

    def __init__(
        self,
        open_roster: Callable[[DeviceUid], DeviceUsers],
        *,
        fleet: Devices,
        tasks: TaskRunner,
        settings: SettingsFile,
        work: DoesUserWork | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take `work`, which opens the dialogs; without it users can only be looked at."""
        super().__init__(tasks)
        self._fleet = fleet
        self._met = MetDevices(
            open_roster,
            fleet,
            on_changed=self._on_users_changed,
            on_removed=self._on_users_removed,
        )
        self._settings = settings
        self._now = now
        self._picked: str | None = None
        self._shown: ShownUsers | None = None
        self._counts = UserCounts(self)
        self._reading: Work[None] | None = None
        self._model = TableModel[RosterEntry](
            users.columns(), key=lambda entry: entry.user.id, search=users.search_text, parent=self
        )
        self._build()
        self.actions_of_users = None if work is None else self._build_actions(work)
        self._connect()
        self._retranslate()
        self._follow_fleet()

    # --- for the window

    def set_device(self, uid: str | None) -> None:
        """Show the users of a device; with only one device, "all" is that one."""
        self._picked = uid
        self._show_device()

    def refresh(self) -> None:
        """Read the device again, unless that is going on."""
        if self._shown is not None and not self._is_reading:
            self._start_reading(self._shown)

    @property
    def _is_reading(self) -> bool:
        return self._reading is not None and self._reading.is_running

    # --- building

    def _build(self) -> None:
        # First, so that the Tab key comes to it before what stands below it.
        self._refresh_action = self.new_action(self.refresh, icon_name="refresh-cw")
        self.header.add_action(self._refresh_action)
        self.filters = UserFilters()
        self.search_field = self.filters.search_field
        self.table = UserTable(
            self._model,
            columns=self._settings.value.columns.get(_TABLE),
            on_columns_changed=self._remember_columns,
        )
        self._selection = SelectionBar()
        self.status = self._selection.status
        self._stack = UserStack(self.table)
        self.body.addWidget(self.filters)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self._selection)
        self._copy_action = self.new_action(self.table.copy_selected, icon_name="copy")
        self._clear_action = self.new_action(self.filters.clear, icon_name="list-filter")
        self.table.set_row_actions([self._copy_action])
        self._rows = UserRows(
            self._model,
            table=self.table,
            filters=self.filters,
            is_reading=lambda: self._is_reading,
            parent=self,
        )

    def _build_actions(self, work: DoesUserWork) -> UserActions:
        actions = UserActions(self, work, self._model, table=self.table, situation=self._situation)
        actions.place(self._selection, self._stack)
        actions.user_added.connect(self._on_user_added)
        return actions

    def _connect(self) -> None:
        self.tasks.work_ended.connect(self._on_work_ended)
        self._fleet.changed.connect(self._on_fleet_changed)
        self.filters.search_field.searched.connect(self._on_sifted)
        self.filters.search_field.left_down.connect(self.table.enter)
        self.filters.changed.connect(self._on_sifted)
        self.filters.columns_asked.connect(self._on_columns_asked)
        self.table.sight_changed.connect(self._tell_sight)
        self.table.selection_changed.connect(self._tell_status)
        self._model.visible_changed.connect(self._tell_state)
        self._stack.device_chosen.connect(self.device_asked)
        self._stack.devices_asked.connect(self._on_devices_asked)
        self._stack.clear_asked.connect(self.filters.clear)
        self.table.left.connect(self.filters.search_field.clear)

    def _retranslate(self) -> None:
        self._refresh_action.setText(self.tr("Refresh"))
        self._copy_action.setText(self.tr("Copy rows"))
        self._clear_action.setText(self.tr("Clear filters"))
        if self.actions_of_users is not None:
            self.actions_of_users.retranslate()
        self._stack.retranslate()
        self.table.setAccessibleName(self.tr("Users"))
        self.filters.retranslate()
        self._model.set_columns(users.columns())
        self._rows.offer_choices()
        self._tell_state()

    # --- which device

    def _on_fleet_changed(self, _devices: tuple[FleetDevice, ...]) -> None:
        self._follow_fleet()

    def _follow_fleet(self) -> None:
        if self._met.follow():
            self._stack.set_devices(tuple(self._met.names.items()))
            self._show_device()

    def _show_device(self) -> None:
        wanted = self._met.meet(self._picked)
        if wanted is not self._shown:
            if self._reading is not None:
                self._reading.cancel()  # one device at a time is seen; what was read is kept
                self._reading = None
            self._shown = wanted
            if wanted is not None:
                wanted.in_sight = ()
            self.notice_bar.dismiss()
            self._rows.fill(() if wanted is None else wanted.roster.entries)
            self._tell_shortfall()
            if wanted is not None and wanted.read_at is None:
                self._start_reading(wanted)
            if self.actions_of_users is not None:
                self.actions_of_users.learn(self._situation().device)
        self._tell_state()

    def _situation(self) -> Situation:
        return Situation(
            device=None if self._shown is None else self._met.device(self._shown),
            ours=self._met.ours,
            count=self._model.count,
            selected=self.table.selected_count(),
            is_empty=bool(self._shown and self._shown.is_whole and not self._model.count),
        )

    # --- reading

    def _start_reading(self, shown: ShownUsers) -> None:
        self._reading = self.tasks.start(
            self._read(shown),
            owner=self,
            title=self.tr("Reading users of {device}").format(device=shown.name),
            retry=self.refresh,
        )
        self._tell_state()

    async def _read(self, shown: ShownUsers) -> None:
        if not shown.is_recalled:
            await shown.roster.recall()
            shown.is_recalled = True
        shown.is_begun = True
        await shown.roster.read(self.tasks.report)
        shown.read_at = self._now()
        if shown is self._shown:
            self.notice_bar.dismiss()
            self._tell_shortfall()
            self._rows.put_in_order()
            self._rows.offer_choices()

    def _on_work_ended(self, work: Work[Any]) -> None:
        if work is self._reading:
            self._tell_state()

    def _on_users_changed(self, shown: ShownUsers, entries: tuple[RosterEntry, ...]) -> None:
        if shown is not self._shown:
            return
        count = self._model.count
        self._rows.take(entries)
        if self._model.count != count:
            self._tell_status()  # also where a filter hides the new ones
        self._tell_sight()

    def _on_users_removed(self, shown: ShownUsers, ids: tuple[UserId, ...]) -> None:
        if shown is self._shown:
            self._rows.remove(ids)
            self._tell_status()

    def _on_user_added(self, uid: str, user: RememberedUser) -> None:
        """Bring whom the administrator just added into sight."""
        if self._shown is None or self._shown.uid != uid or self._rows.go_to(user.id):
            return
        if self._model.get(user.id) is not None:
            self.notice_bar.show_message(
                Tone.INFO,
                self.tr(
                    "{name} was added to {device}, but the search or a filter hides this user"
                ).format(name=user.name or user.id, device=self._shown.name),
                verb=self.tr("Clear filters"),
                action=partial(self._show_in_full, user.id),
            )

    def _show_in_full(self, user_id: UserId) -> None:
        self.filters.clear()
        self._rows.go_to(user_id)

    def _tell_sight(self) -> None:
        if self._shown is not None:
            self._shown.show_first(self.table.ids_in_sight())

    # --- search and filters

    def _on_sifted(self) -> None:
        self._tell_status()

    def _on_columns_asked(self) -> None:
        self.table.popup_columns(self.filters.columns_button)

    def _remember_columns(self, left: Columns) -> None:
        self._settings.change(columns={**self._settings.value.columns, _TABLE: left})

    def _on_devices_asked(self) -> None:
        self.page_asked.emit(str(PageKey.DEVICES))

    # --- what is said

    def _tell_state(self) -> None:
        shown = self._shown
        is_about_one = shown is not None
        self.header.set_texts(self.tr("Users"), shown.name if shown is not None else "")
        self.filters.setVisible(is_about_one)
        self._selection.setVisible(is_about_one)
        self._refresh_action.setVisible(is_about_one)
        self._refresh_action.setEnabled(not self._is_reading)
        self._refresh_action.setToolTip(
            self.tr("The users are being read now")
            if self._is_reading
            else self.tr("Read the users from the device again (F5)")
        )
        self._show_fitting()
        self._tell_status()

    def _show_fitting(self) -> None:
        if self._shown is None:
            self._stack.show_devices(is_any=bool(self._met.names))
        elif self._model.visible_count:
            self._stack.show_table()
        elif self._model.count:
            self._stack.show_no_match()
        else:
            self._stack.show_nobody(
                self._shown.why_nobody(is_reading=self._is_reading),
                can_add=self.actions_of_users is not None and self._shown.is_whole,
            )

    def _tell_shortfall(self) -> None:
        short = None if self._shown is None else self._shown.roster.shortfall
        if self._shown is not None and short is not None:
            self.notice_bar.show_message(
                Tone.WARNING,
                self._counts.shortfall(
                    short.listed, counted=short.counted, device=self._shown.name
                ),
                self.tr(
                    "The device left users out each time it was asked, so rows may be missing. "
                    "Choose Refresh to try again later."
                ),
            )

    def _tell_status(self) -> None:
        shown, selected = self._shown, self.table.selected_count()
        self._copy_action.setEnabled(selected > 0)
        if self.actions_of_users is not None:
            self.actions_of_users.update_enabled()
            self._selection.show_selected(selected)
        if shown is None or not self._model.count:
            self.status.setText("")
            return
        count = self._counts.users(
            self._model.count, visible=self._model.visible_count, selected=selected
        )
        age = shown.age_text(is_reading=self._is_reading, now=self._now())
        self.status.setText(self.tr("{count}; {age}").format(count=count, age=age))
