"""The dialog "Back up users": all users of a device into one sealed file."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.ui import ask
from rollcall.ui.backup_words import BACKUP_SUFFIX, BackupCounts, backup_filter
from rollcall.ui.dialogs.acting import ActingDialog
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.secret_line import SecretLine
from rollcall.ui.words import privacy_advice
from rollcall.usecases.backups.backups import PASSPHRASE_LENGTH_MIN, checked_passphrase
from rollcall.usecases.backups.saved import Manifest
from rollcall.usecases.backups.taking import Taken
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.progress import Report

__all__ = ["BackUpDialog", "MakesBackups", "back_up"]

_NOT_IN_NAMES: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


class MakesBackups(Protocol):
    """What the dialog asks of `usecases/backups/backups.py`."""

    async def read(self, uid: DeviceUid, *, report: Report) -> Taken:
        """Read every user."""

    async def write(
        self,
        path: Path,
        passphrase: str,
        taken: Taken,
        *,
        uid: DeviceUid,
        name: str,
        report: Report,
    ) -> Manifest:
        """Write what was read, and read it back."""


class BackUpDialog(ActingDialog):
    """Asks for a passphrase and a file; `made` and `path` tell what came of it."""

    def __init__(
        self,
        parent: QWidget | None,
        backups: MakesBackups,
        device: FleetDevice,
        *,
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, tasks=tasks, title="", width=520)
        self._backups = backups
        self._device = device
        self.made: Manifest | None = None
        self.path: Path | None = None
        self._counts = BackupCounts(self)
        self._build()
        self._passphrase.setFocus()

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Back up users"))
        self.verb_button.setText(self.tr("Back up …"))
        heading = self.tr("Back up the users of {device}").format(device=self._device.label)
        text = self.tr(
            "All users are read with their faces, fingerprints, palms, cards and passwords and "
            "kept in one file that only the passphrase opens. Attendance records are not in it."
        )
        self._passphrase = SecretLine()
        self._again = SecretLine()
        first = Field(
            self._passphrase,
            self.tr("&Passphrase"),
            self.tr("At least {n} characters.").format(n=PASSPHRASE_LENGTH_MIN),
        )
        second = Field(
            self._again,
            self.tr("Passphrase &again"),
            self.tr(
                "Keep it in a safe place. If it is forgotten nobody can open the backup any more, "
                "not even the maker of Rollcall."
            ),
        )
        self.body.addWidget(Label(heading, role="section", wrap=True))
        self.body.addWidget(Label(text, wrap=True))
        if not self._device.is_private:
            self.body.addWidget(Label(privacy_advice(self._device), role="warning", wrap=True))
        self.body.addWidget(first)
        self.body.addWidget(second)
        self.set_fields({"passphrase": first, "again": second})
        self.setAccessibleDescription(f"{heading}. {text}")

    async def _act(self) -> bool:
        passphrase = checked_passphrase(self._passphrase.text(), self._again.text())
        path = await self._ask_where()
        if path is None:
            return False
        name, uid = self._device.label, self._device.known_uid
        self.set_doing(self.tr("Reading users"))
        taken = await self._backups.read(uid, report=self.tasks.report)
        if not taken.is_complete and not await self._is_enough(taken):
            return False
        self.set_doing(self.tr("Writing and reading back"))
        self.made = await self._backups.write(
            path, passphrase, taken, uid=uid, name=name, report=self.tasks.report
        )
        self.path = path
        return True

    async def _ask_where(self) -> Path | None:
        name = _NOT_IN_NAMES.sub(" ", self._device.label).strip(" .") or "device"
        today = datetime.now().astimezone().date().isoformat()
        return await ask.save_file(
            self,
            title=self.tr("Back up users"),
            filters=[backup_filter()],
            name=f"{name} {today}{BACKUP_SUFFIX}",
        )

    async def _is_enough(self, taken: Taken) -> bool:
        """Say what is missing, and let the person decide."""
        return await ask.confirm(
            self,
            title=self.tr("This is not all of {device}").format(device=self._device.label),
            text=self._counts.incomplete(taken.missing, is_stable=taken.is_stable)
            + " "
            + self.tr("The file would be marked as incomplete."),
            verb=self.tr("Keep incomplete backup"),
        )

    def _on_busy_changed(self) -> None:
        super()._on_busy_changed()
        if self.busy:
            self.set_doing(self.tr("Preparing"))


async def back_up(page: Page, backups: MakesBackups, device: FleetDevice) -> None:
    """Back up all users of a device, and tell on the page what is in the file."""
    dialog = BackUpDialog(page, backups, device, tasks=page.tasks)
    accepted = await ask.show(dialog) == QDialog.DialogCode.Accepted
    made, path = dialog.made, dialog.path
    if not accepted or made is None or path is None:
        return
    counts = BackupCounts()
    text = QCoreApplication.translate(
        "Backups", "{file} was read back and is as it was written: {counts}."
    ).format(file=path.name, counts=counts.credentials(made.counts))
    if made.is_complete:
        tone, title = Tone.GOOD, counts.backed_up(made.counts.users, device=device.label)
    else:
        tone, title = Tone.WARNING, counts.backed_up(made.counts.users, device=device.label)
        text = f"{counts.incomplete(made.missing, is_stable=made.is_stable)} {text}"
    page.notice_bar.show_message(tone, title, text)
