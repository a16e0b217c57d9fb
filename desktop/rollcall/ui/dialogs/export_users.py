"""The dialog "Export users": which users, into what kind of file, with or without secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import shiboken6
from PySide6.QtWidgets import QCheckBox, QWidget

from rollcall.settings import Columns
from rollcall.ui import ask
from rollcall.ui.dialogs.import_users_saving import list_separator
from rollcall.ui.i18n import isolated, number
from rollcall.ui.models import users
from rollcall.ui.models.columns import Column
from rollcall.ui.page import Page
from rollcall.ui.sheet_words import column_title, separator_name
from rollcall.ui.tasks import Busy, TaskRunner
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.choice import Choice
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.fitting_dialog import FittingDialog
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.ui.widgets.work_progress import WorkProgress
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.roster import EntryState, RosterEntry
from rollcall.usecases.sheets.columns import SheetColumn
from rollcall.usecases.sheets.csv_text import SEPARATORS
from rollcall.usecases.sheets.exporting import Export, Exporting

__all__ = ["ExportDialog", "columns_left", "export_users"]

_TABLE: Final = "users"  # the grid's name in the settings
_SHOWN: Final = "shown"
_ALL: Final = "all"
_EXCEL: Final = "xlsx"
_CSV: Final = "csv"
_SAID_AT_ONCE: Final = 250  # rows; a few milliseconds
_WIDTH: Final = 480


async def export_users(
    page: Page,
    exporting: Exporting,
    device: FleetDevice,
    shown: Sequence[RosterEntry],
    everything: Sequence[RosterEntry],
) -> None:
    """Let the administrator export users, and say on the page where the file is.

    `shown` is what the grid shows, in its order; columns are as the grid was left.
    """
    dialog = ExportDialog(page, exporting, device, shown, everything, tasks=page.tasks)
    await ask.show(dialog)
    if dialog.outcome is not None:
        page.notice_bar.show_message(*dialog.outcome)


class ExportDialog(FittingDialog):
    """Writes one file and closes; `outcome` is what to say then."""

    def __init__(
        self,
        parent: QWidget | None,
        exporting: Exporting,
        device: FleetDevice,
        shown: Sequence[RosterEntry],
        everything: Sequence[RosterEntry],
        *,
        tasks: TaskRunner,
    ) -> None:
        super().__init__(parent, verb=" ", width=_WIDTH)
        self.setWindowTitle(self.tr("Export users"))
        self.tasks = tasks
        self.outcome: tuple[Tone, str, str] | None = None
        self._exporting = exporting
        self._device = device
        self._entries = {_SHOWN: shown, _ALL: everything}
        self._busy = Busy(self._on_busy_changed)
        self._build()
        self._tell()
        self.verb_button.setFocus()

    def accept(self) -> None:
        """Ask where, then write, unless that is going on."""
        if not self._busy:
            self.notice_bar.dismiss()
            title = self.tr("Exporting users of {device}").format(device=self._device.label)
            self._progress.begin(title)
            self.tasks.start(self._export(), owner=self, title=title, quiet=True)

    def done(self, result: int) -> None:
        self.tasks.cancel_of(self)
        super().done(result)

    # --- inside

    def _build(self) -> None:
        self.notice_bar = NoticeBar()
        self.notice_bar.follow(self.tasks, self)
        self.which = Choice()
        shown, everything = (len(self._entries[each]) for each in (_SHOWN, _ALL))
        choices = [
            (_SHOWN, self.tr("Those the grid shows now ({n})").format(n=number(shown))),
            (_ALL, self.tr("All of the device ({n})").format(n=number(everything))),
        ]
        self.which.set_choices(choices if shown != everything else choices[1:])
        self.kind = Choice()
        self.kind.set_choices(
            [(_EXCEL, self.tr("Excel (.xlsx)")), (_CSV, self.tr("CSV, for other programs (.csv)"))]
        )
        self.separator = Choice()
        self.separator.set_choices([(each, separator_name(each)) for each in SEPARATORS])
        self.separator.choose(list_separator())
        self._separator = Field(self.separator, self.tr("&Separator"))
        self.secrets = QCheckBox(self.tr("With card numbers and passwords"))
        self._secrets_said = Label(
            self.tr(
                "They are read from the device, one user after the other, and stand in the file "
                "for everybody to read. Whoever has them can pass as these users."
            ),
            role="warning",
            wrap=True,
        )
        self._unread = Label(role="caption", wrap=True)
        self._progress = WorkProgress(self.tasks, self)
        self._progress.hide()
        for each in (
            Label(
                self.tr(
                    "The columns are those of the grid. Faces and fingerprints are never in it."
                ),
                wrap=True,
            ),
            self.notice_bar,
            Field(self.which, self.tr("&Users")),
            Field(self.kind, self.tr("&File")),
            self._separator,
            self.secrets,
            self._secrets_said,
            self._unread,
            self._progress,
        ):
            self.body.addWidget(each)
        for choice in (self.which, self.kind):
            choice.chosen.connect(self._tell)
        self.secrets.toggled.connect(self._tell)

    def _tell(self) -> None:
        entries = self._chosen()
        self._separator.setVisible(self.kind.choice == _CSV)
        self._secrets_said.setVisible(self.secrets.isChecked())
        unread = sum(each.state is EntryState.ID_ONLY for each in entries)
        self._unread.setText(
            self.tr("1 user is not read from the device yet: only the ID is in the file.")
            if unread == 1
            else self.tr(
                "%Ln users are not read from the device yet: only their IDs are in the file.",
                "",
                unread,
            )
        )
        self._unread.setVisible(unread > 0)
        count = len(entries)
        self.verb_button.setText(self._verb(count))
        self.verb_button.setEnabled(count > 0 and not self._busy)

    def _verb(self, count: int) -> str:
        if not count:
            return self.tr("Export users")
        return self.tr("Export 1 user") if count == 1 else self.tr("Export %Ln users", "", count)

    def _chosen(self) -> Sequence[RosterEntry]:
        return self._entries[self.which.choice or _ALL]

    def _on_busy_changed(self) -> None:
        if shiboken6.isValid(self):  # closed; what was cancelled ends a moment later
            is_busy = bool(self._busy)
            self._progress.setVisible(is_busy)
            for each in (self.which, self.kind, self.separator, self.secrets):
                each.setEnabled(not is_busy)
            self._tell()

    async def _export(self) -> None:
        if self.secrets.isChecked() and not await self._is_confirmed():
            return
        is_csv = self.kind.choice == _CSV
        path = await ask.save_file(
            self,
            title=self.tr("Export users"),
            filters=[self.tr("CSV (*.csv)") if is_csv else self.tr("Excel (*.xlsx)")],
            name=self.tr("users") + (".csv" if is_csv else ".xlsx"),
        )
        if path is not None:
            await self.export_to(path)

    async def export_to(self, path: Path) -> None:
        """Write the file and close."""
        with self._busy:
            export = await self._said()
            missing = await self._exporting.save(
                path,
                export,
                uid=self._device.known_uid,
                device=self._device.label,
                report=self.tasks.report,
            )
        count = len(export.ids)
        said = (
            self.tr("1 user of {device} is in {file}")
            if count == 1
            else self.tr("%Ln users of {device} are in {file}", "", count)
        ).format(device=self._device.label, file=isolated(path.name))
        more = (
            self.tr(
                "1 of them is not on the device any more, or the ID was given to somebody else: "
                "without card number and password."
            )
            if missing == 1
            else self.tr(
                "%Ln of them are not on the device any more, or their IDs were given to other "
                "users: without card number and password.",
                "",
                missing,
            )
        )
        self.outcome = (Tone.WARNING, said, more) if missing else (Tone.GOOD, said, "")
        super().accept()

    async def _is_confirmed(self) -> bool:
        return await ask.confirm(
            self,
            title=self.tr("Export card numbers and passwords?"),
            text=self.tr(
                "Anybody who gets the file can read them. Delete it when it is not needed any "
                "more. That you exported them is written down on the page Activity."
            ),
            verb=self.tr("Export with passwords"),
            danger=True,
        )

    async def _said(self) -> Export:
        """Say all rows, a few at once, so that the window stays awake."""
        entries = self._chosen()
        columns = columns_left(self._exporting.settings.value.columns.get(_TABLE))
        rows: list[Sequence[str]] = []
        for at in range(0, len(entries), _SAID_AT_ONCE):
            part = entries[at : at + _SAID_AT_ONCE]
            rows += [[column.text(entry) for column in columns] for entry in part]
            await asyncio.sleep(0)
        secrets = (column_title(SheetColumn.CARD), column_title(SheetColumn.PASSWORD))
        return Export(
            headings=[column.title for column in columns],
            ids=[entry.id for entry in entries],
            names=[
                None if entry.state is EntryState.ID_ONLY else entry.user.name for entry in entries
            ],
            rows=rows,
            secret_headings=secrets if self.secrets.isChecked() else None,
            separator=self.separator.choice or list_separator(),
        )


def columns_left(left: Columns | None) -> list[Column[RosterEntry]]:
    """Give the columns of the grid that are in sight, in the order they were left."""
    columns = {each.key: each for each in users.columns()}
    if left is None:
        return list(columns.values())
    order = [key for key in left.order if key in columns]
    keys = [*order, *(key for key in columns if key not in order)]
    return [columns[key] for key in keys if key not in left.hidden]
