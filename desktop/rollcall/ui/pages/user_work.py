"""Opens the dialogs of the page Users; each is imported when it is first used."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceCapabilities, DeviceUid
from rollcall.store.values import PendingRemoval, RememberedUser
from rollcall.ui.page import Page
from rollcall.ui.pages.user_situation import TellAdded
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.roster import RosterEntry

if TYPE_CHECKING:
    from rollcall.ui.dialogs.photos_saving import SavesPhotos
    from rollcall.usecases.backups.backups import Backups
    from rollcall.usecases.changing.steps import Step
    from rollcall.usecases.copying.copying import Copying
    from rollcall.usecases.copying.removing import Removing
    from rollcall.usecases.enrolling.enrolling import Enrolling
    from rollcall.usecases.enrolling.methods import Method
    from rollcall.usecases.people import People
    from rollcall.usecases.sheets.exporting import Exporting
    from rollcall.usecases.sheets.importing import Importing

__all__ = ["UserWork"]


class UserWork:
    """All that is done with users; every piece of work has the page that asked for it as owner."""

    def __init__(
        self,
        *,
        people: People,
        enrolling: Enrolling,
        photos: SavesPhotos,
        importing: Importing,
        exporting: Exporting,
        copying: Copying,
        removing: Removing,
        backups: Backups,
    ) -> None:
        self._people = people
        self._enrolling = enrolling
        self._photos = photos
        self._importing = importing
        self._exporting = exporting
        self._copying = copying
        self._removing = removing
        self._backups = backups
        self.changed: Event[DeviceUid | None] = Event()
        """What a device can do became known, or what can be undone or waits is another."""
        self.pending = 0
        """How many removals wait for their device, as far as is known."""
        people.undo.changed.connect(self._on_undo_changed)
        people.details.changed.connect(self.changed.emit)
        removing.changed.connect(self._on_pending_changed)

    # --- what can be done

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return self._people.undo.last is not None

    def capabilities(self, uid: DeviceUid) -> DeviceCapabilities | None:
        """Tell what a device can do, as far as is known."""
        details = self._people.details.get(uid)
        return None if details is None else details.capabilities

    def learn(self, page: Page, device: FleetDevice) -> None:
        """Ask the device what it can do; the answer is announced by `changed`."""
        title = QCoreApplication.translate("UserWork", "Looking at {device}")
        page.tasks.start(
            self._learn(device.known_uid),
            owner=page,
            title=title.format(device=device.name),
            quiet=True,
        )

    # --- what is done

    def add(self, page: Page, device: FleetDevice, *, added: TellAdded) -> None:
        """Open "Add user"; `added` is told who was."""
        from rollcall.ui.dialogs.edit_user import add_user

        enroll = partial(self._enroll_one, page, device)
        _start(
            page,
            add_user(
                page,
                self._people,
                device,
                enroll=enroll,
                added=partial(added, device.known_uid),
            ),
            QCoreApplication.translate("UserWork", "Add user"),
        )

    def edit(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Open "Edit user", or "Edit users" for several."""
        title = QCoreApplication.translate("UserWork", "Edit")
        if len(users) == 1:
            from rollcall.ui.dialogs.edit_user import edit_user

            known = users[0]
            enroll = partial(self._enroll_one, page, device)
            work = edit_user(page, self._people, device, known.id, known=known, enroll=enroll)
            _start(page, work, title)
        else:
            from rollcall.ui.dialogs.edit_many import edit_users

            _start(page, edit_users(page, self._people, device, users), title)

    def delete(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Ask, and delete."""
        from rollcall.ui.dialogs.delete_users import delete_users

        _start(
            page,
            delete_users(page, self._people, device, users),
            QCoreApplication.translate("UserWork", "Delete"),
        )

    def enroll(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Open "Enroll"; for nobody, whom is asked there."""
        from rollcall.ui.dialogs.enroll import enroll

        _start(
            page,
            enroll(page, self._enrolling, device, users),
            QCoreApplication.translate("UserWork", "Enroll"),
        )

    def photos(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Open "Photos", which are matched to these users."""
        from rollcall.ui.dialogs.photos import photos

        _start(
            page,
            photos(page, self._photos, device, users, undo=self._people.undo),
            QCoreApplication.translate("UserWork", "Photos"),
        )

    def import_users(self, page: Page, device: FleetDevice) -> None:
        """Open "Import users"."""
        from rollcall.ui.dialogs.import_users import import_users

        _start(
            page,
            import_users(page, self._importing, device, undo=self._people.undo),
            QCoreApplication.translate("UserWork", "Import"),
        )

    def export(
        self,
        page: Page,
        device: FleetDevice,
        shown: Sequence[RosterEntry],
        everything: Sequence[RosterEntry],
    ) -> None:
        """Open "Export users"."""
        from rollcall.ui.dialogs.export_users import export_users

        _start(
            page,
            export_users(page, self._exporting, device, shown, everything),
            QCoreApplication.translate("UserWork", "Export"),
        )

    def copy(self, page: Page, device: FleetDevice, users: Sequence[RememberedUser]) -> None:
        """Open "Copy to device"."""
        from rollcall.ui.dialogs.copy_users import copy_users

        _start(
            page,
            copy_users(page, self._copying, device, users, undo=self._people.undo),
            QCoreApplication.translate("UserWork", "Copy to device"),
        )

    def compare(self, page: Page, devices: Sequence[FleetDevice]) -> None:
        """Open "Compare"."""
        from rollcall.ui.dialogs.compare import compare_devices

        _start(
            page,
            compare_devices(page, self._copying, devices, undo=self._people.undo),
            QCoreApplication.translate("UserWork", "Compare"),
        )

    def remove_everywhere(self, page: Page, users: Sequence[RememberedUser]) -> None:
        """Open "Remove everywhere"; for nobody, whom is asked there."""
        from rollcall.ui.dialogs.remove_everywhere import remove_everywhere

        _start(
            page,
            remove_everywhere(page, self._removing, users, undo=self._people.undo),
            QCoreApplication.translate("UserWork", "Remove everywhere"),
        )

    def pending_removals(self, page: Page) -> None:
        """Open "Pending removals"."""
        from rollcall.ui.dialogs.pending_removals import pending_removals

        _start(
            page,
            pending_removals(page, self._removing),
            QCoreApplication.translate("UserWork", "Pending removals"),
        )

    def look_for_pending(self, page: Page) -> None:
        """Find out quietly how many removals wait; the answer is announced by `changed`."""
        title = QCoreApplication.translate("UserWork", "Pending removals")
        page.tasks.start(self._count_pending(), owner=page, title=title, quiet=True)

    def back_up(self, page: Page, device: FleetDevice) -> None:
        """Open "Back up"."""
        from rollcall.ui.dialogs.back_up import back_up

        _start(
            page,
            back_up(page, self._backups, device),
            QCoreApplication.translate("UserWork", "Back up"),
        )

    def restore(self, page: Page, device: FleetDevice) -> None:
        """Open "Restore"."""
        from rollcall.ui.dialogs.restore import restore

        _start(
            page,
            restore(page, self._backups, device, undo=self._people.undo),
            QCoreApplication.translate("UserWork", "Restore"),
        )

    def undo(self, page: Page) -> None:
        """Take back the last change, on whichever devices it was."""
        from rollcall.ui.dialogs.user_results import start_undo

        if self.can_undo:
            start_undo(page, self._people.undo, device_name=self._copying.name_of)

    # --- inside

    async def _enroll_one(
        self, page: Page, device: FleetDevice, user: RememberedUser, method: Method | None
    ) -> None:
        from rollcall.ui.dialogs.enroll import enroll

        await enroll(page, self._enrolling, device, [user], method)

    async def _learn(self, uid: DeviceUid) -> None:
        with suppress(AppError, KeyError):  # its state tells; KeyError: forgotten meanwhile
            await self._people.details.read(uid)

    async def _count_pending(self) -> None:
        with suppress(AppError):  # told where the users are read
            self._on_pending_changed(await self._removing.pending())

    def _on_pending_changed(self, waiting: Sequence[PendingRemoval]) -> None:
        if len(waiting) != self.pending:
            self.pending = len(waiting)
            self.changed.emit(None)

    def _on_undo_changed(self, _step: Step | None) -> None:
        self.changed.emit(None)


def _start(page: Page, work: Coroutine[Any, Any, object], title: str) -> None:
    page.notice_bar.dismiss()
    page.tasks.start(work, owner=page, title=title, quiet=True)
