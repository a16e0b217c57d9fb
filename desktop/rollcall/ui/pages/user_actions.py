"""What can be done with users: the actions of the page Users, and why one cannot be done now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from rollcall.protocol.info import DeviceCapabilities, DeviceUid
from rollcall.store.values import RememberedUser
from rollcall.ui.device_words import abilities
from rollcall.ui.lifetime import while_valid
from rollcall.ui.models.table import TableModel
from rollcall.ui.page import Page
from rollcall.ui.pages.selection_bar import SelectionBar
from rollcall.ui.pages.user_situation import DoesUserWork, Situation
from rollcall.ui.pages.user_stack import UserStack
from rollcall.ui.pages.user_table import UserTable
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.buttons import ActionButton, Button
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.roster import EntryState, RosterEntry

__all__ = ["UserActions"]

_PHOTOS: Final = 1  # where `device_words.abilities` has what photos need


class UserActions(QObject):
    """Makes the actions on the page; they are about what `situation` says."""

    user_added = Signal(str, object)
    """(device uid, RememberedUser) The administrator has added somebody."""

    def __init__(
        self,
        page: Page,
        work: DoesUserWork,
        model: TableModel[RosterEntry],
        *,
        table: UserTable,
        situation: Callable[[], Situation],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._work = work
        self._model = model
        self._table = table
        self._situation = situation
        new = page.new_action
        self.add = new(self._on_add, icon_name="user-plus", shortcut="Ctrl+N")
        self.edit = new(self.edit_selected, icon_name="user-pen")
        self.enroll = new(self._on_enroll, icon_name="scan-face")
        self.delete = new(self._on_delete, icon_name="trash-2", shortcut="Del")
        self.imports = new(self.import_users, icon_name="upload")
        self.export = new(self._on_export, icon_name="download")
        self.photos = new(self._on_photos, icon_name="images")
        self.copy = new(self._on_copy, icon_name="copy-plus")
        self.compare = new(self._on_compare, icon_name="git-compare")
        self.remove = new(self._on_remove, icon_name="user-x")
        self.pending = new(self._on_pending, icon_name="clock")
        self.back_up = new(self._on_back_up, icon_name="archive")
        self.restore = new(self._on_restore, icon_name="archive-restore")
        self.undo = new(self._on_undo, icon_name="undo-2", shortcut="Ctrl+Z")
        self._add_button: ActionButton | None = None
        self.more_button = Button(icon_name="ellipsis")
        self.more_button.clicked.connect(self._on_more_clicked)
        work.changed.connect(self._on_work_changed)
        work.look_for_pending(page)

    def place(self, selection: SelectionBar, stack: UserStack) -> None:
        """Stand in the header, beside the number of selected rows, and on the rows."""
        header, table = self._page.header, self._table
        header.add_widget(self.more_button)
        for action in (self.imports, self.enroll):
            header.add_action(action)
        self._add_button = header.add_action(self.add, role="accent", icon_name="user-plus")
        selection.set_actions((self.edit, self.copy, self.enroll), danger=self.delete)
        table.set_row_actions(
            [
                *(self.edit, self.enroll, self.photos, self.copy),
                *(self.delete, self.remove),
                *table.row_actions,
            ]
        )
        table.record_activated.connect(self.edit_selected)
        stack.add_asked.connect(self.add_user)
        stack.import_asked.connect(self.import_users)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.add.setText(self.tr("Add user"))
        self.edit.setText(self.tr("Edit"))
        self.enroll.setText(self.tr("Enroll"))
        self.delete.setText(self.tr("Delete"))
        self.imports.setText(self.tr("Import"))
        self.export.setText(self.tr("Export"))
        self.photos.setText(self.tr("Photos"))
        self.copy.setText(self.tr("Copy to device"))
        self.compare.setText(self.tr("Compare"))
        self.remove.setText(self.tr("Remove everywhere"))
        self._name_pending()
        self.back_up.setText(self.tr("Back up"))
        self.restore.setText(self.tr("Restore"))
        self.undo.setText(self.tr("Undo"))
        self.more_button.setText(self.tr("More"))

    # --- what can be done

    def update_enabled(self) -> None:
        """Follow what is shown and selected; what cannot be done says why."""
        now = self._situation()
        no_device = self._why_no_device(now)
        nobody = no_device or ("" if now.selected else self.tr("Select users first."))
        alone = "" if len(now.ours) > 1 else self.tr("There is only one device.")
        reasons = {
            self.add: no_device,
            self.edit: nobody,
            self.delete: nobody,
            self.imports: no_device,
            self.export: no_device or ("" if now.count else self.tr("There are no users.")),
            self.enroll: no_device or self._why_no_enrolling(now),
            self.photos: no_device or self._why_no_photos(now),
            self.copy: nobody or alone,
            self.compare: "" if len(now.ours) > 1 else self.tr("It takes two devices to compare."),
            self.remove: nobody if now.device is not None else self._why_no_removing(now),
            self.pending: "" if self._work.pending else self.tr("No removal waits for a device."),
            self.back_up: no_device,
            self.restore: no_device,
            self.undo: "" if self._work.can_undo else self.tr("There is nothing to undo."),
        }
        if self._add_button is not None:
            self._add_button.set_role("" if now.is_empty else "accent")  # one of a view is filled
        self._name_pending()
        for action, reason in reasons.items():
            action.setEnabled(not reason)
            action.setToolTip(reason or action.iconText())
            action.setWhatsThis(reason)

    def learn(self, device: FleetDevice | None) -> None:
        """Find out what a device can do, unless that is known."""
        if device is not None and self._work.capabilities(device.known_uid) is None:
            self._work.learn(self._page, device)

    def _name_pending(self) -> None:
        count = self._work.pending
        self.pending.setText(
            self.tr("Pending removals (%Ln)", "", count) if count else self.tr("Pending removals")
        )

    def _why_no_device(self, now: Situation) -> str:
        if now.device is not None:
            return ""
        return self.tr("Choose a device first.") if now.ours else self.tr("Add a device first.")

    def _why_no_enrolling(self, now: Situation) -> str:
        able = self._able(now)
        if able is None:
            return ""
        methods = (able.face, able.fingerprint, able.palm, able.card)
        if any(each is not False for each in methods):
            return ""
        return self.tr("This device has no reader that could capture anything.")

    def _why_no_photos(self, now: Situation) -> str:
        able = self._able(now)
        if able is None:
            return self.tr("What this device can do is not known yet.")
        ability = abilities(able)[_PHOTOS]
        if ability.can:
            return ""
        if ability.can is None:
            return self.tr("This device does not say that it can make faces of photos.")
        return ability.reason

    def _why_no_removing(self, now: Situation) -> str:
        return "" if now.ours else self.tr("Add a device first.")

    def _able(self, now: Situation) -> DeviceCapabilities | None:
        return None if now.device is None else self._work.capabilities(now.device.known_uid)

    # --- slots

    def edit_selected(self) -> None:
        """Edit whoever is selected."""
        device, users = self._situation().device, self._users()
        if device is not None and users:
            self._work.edit(self._page, device, users)

    def add_user(self) -> None:
        """Add a user to the device."""
        self._on_add()

    def import_users(self) -> None:
        """Import users from a file."""
        device = self._situation().device
        if device is not None:
            self._work.import_users(self._page, device)

    def _on_add(self) -> None:
        device = self._situation().device
        if device is not None:
            self._work.add(self._page, device, added=while_valid(self, self._on_added))

    def _on_added(self, uid: DeviceUid, user: RememberedUser) -> None:
        self.user_added.emit(uid, user)

    def _on_delete(self) -> None:
        device, users = self._situation().device, self._users()
        if device is not None and users:
            self._work.delete(self._page, device, users)

    def _on_enroll(self) -> None:
        device = self._situation().device
        if device is not None:
            self._work.enroll(self._page, device, self._users())

    def _on_photos(self) -> None:
        device = self._situation().device
        if device is not None:
            # Whoever is selected: a folder of photos is matched to everybody.
            known = [each for each in self._model.records if each.state is not EntryState.ID_ONLY]
            self._work.photos(self._page, device, [each.user for each in known])

    def _on_export(self) -> None:
        device = self._situation().device
        if device is not None:
            self._work.export(
                self._page, device, self._model.visible_records(), self._model.records
            )

    def _on_copy(self) -> None:
        device, users = self._situation().device, self._users()
        if device is not None and users:
            self._work.copy(self._page, device, users)

    def _on_compare(self) -> None:
        self._work.compare(self._page, self._situation().ours)

    def _on_remove(self) -> None:
        is_one = self._situation().device is not None
        users = self._users() if is_one else []
        if users or not is_one:
            self._work.remove_everywhere(self._page, users)

    def _on_pending(self) -> None:
        self._work.pending_removals(self._page)

    def _on_back_up(self) -> None:
        device = self._situation().device
        if device is not None:
            self._work.back_up(self._page, device)

    def _on_restore(self) -> None:
        device = self._situation().device
        if device is not None:
            self._work.restore(self._page, device)

    def _on_undo(self) -> None:
        self._work.undo(self._page)

    def _on_work_changed(self, _uid: DeviceUid | None) -> None:
        self.update_enabled()

    def _on_more_clicked(self) -> None:
        menu = QMenu(self.more_button)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addActions([self.photos, self.export])
        menu.addSeparator()
        menu.addActions([self.copy, self.compare, self.remove, self.pending])
        menu.addSeparator()
        menu.addActions([self.back_up, self.restore])
        menu.addSeparator()
        menu.addAction(self.undo)
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def _users(self) -> list[RememberedUser]:
        """Give the selected users; who was not read yet is nobody to change, and that is told."""
        selected = self._table.selected_records()
        users = [each.user for each in selected if each.state is not EntryState.ID_ONLY]
        if len(users) < len(selected):
            self._page.notice_bar.show_message(
                Tone.INFO,
                self.tr("Not all selected users are read yet"),
                self.tr("Those of whom only the ID is known were left out."),
            )
        return users
