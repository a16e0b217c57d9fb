"""Importing users: a sheet is read, matched, checked against a device, and applied.

Nothing is written before `apply`. Files are read and rows checked in worker threads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from rollcall.protocol.errors import BadReply, DeviceError, Refused, Unsupported
from rollcall.protocol.info import CapacityLimit, CurrentUsage, DeviceUid
from rollcall.protocol.users import UserId
from rollcall.settings import SettingsFile
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.wanted import Presence, Wanted
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.progress import Report
from rollcall.usecases.roster import EntryState, RosterEntry
from rollcall.usecases.secret_marks import SecretMarks
from rollcall.usecases.sheets.cells import shown
from rollcall.usecases.sheets.checking import NAME_LENGTH_MAX, Known, Rules, check_rows
from rollcall.usecases.sheets.columns import Matching, SheetColumn, Spoken, proposed, remembered
from rollcall.usecases.sheets.reading import read_file, read_otherwise
from rollcall.usecases.sheets.rows import FaultKind, Preview, RowKind, SheetRow
from rollcall.usecases.sheets.sheet import Read, Sheet
from rollcall.usecases.sheets.template import TemplateWords, write_template
from rollcall.usecases.sheets.writing import write_rows

__all__ = [
    "DeviceUsers",
    "Importing",
    "KnowsDetails",
    "NamesDepartments",
    "not_imported",
    "preview_of",
]

_NOT_SAID: Final = (Unsupported, Refused, BadReply)


class DeviceUsers(Protocol):
    """The users of one device; `usecases/roster.py` is the real one."""

    @property
    def secrets(self) -> SecretMarks:
        """What passwords and cards can be compared with."""

    @property
    def entries(self) -> tuple[RosterEntry, ...]:
        """Every user known."""

    async def read(self, report: Report) -> None:
        """Read the device again. Raises `DeviceError`."""


class NamesDepartments(Protocol):
    """The departments of devices."""

    async def names(self, uid: DeviceUid, *, again: bool = False) -> Sequence[str]:
        """Give them in the device's order. Raises `DeviceError`."""

    async def add(self, uid: DeviceUid, name: str) -> None:
        """Add one to a device. Raises `DeviceError`."""


class KnowsDetails(Protocol):
    """What devices told about themselves."""

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        """Give what is known, without asking."""

    async def read(self, uid: DeviceUid, *, again: bool = False) -> None:
        """Ask a device. Raises `DeviceError`."""


class Importing:
    """All that the dialog "Import users" asks for."""

    def __init__(
        self,
        writer: WritesUsers,
        *,
        departments: NamesDepartments,
        open_roster: Callable[[DeviceUid], DeviceUsers],
        details: KnowsDetails,
        settings: SettingsFile,
    ) -> None:
        self._writer = writer
        self._departments = departments
        self._open_roster = open_roster
        self._details = details
        self._settings = settings

    # --- the file

    async def read_file(self, path: Path, spoken: Spoken) -> Sheet:
        """Read a file as it is. Raises `FileProblem`."""
        return await asyncio.to_thread(read_file, path, Read(), spoken)

    async def read_otherwise(self, sheet: Sheet, read: Read, spoken: Spoken) -> Sheet:
        """Read the same file in another way. Raises `FileProblem`."""
        return await asyncio.to_thread(read_otherwise, sheet, read, spoken)

    def proposed(self, sheet: Sheet, spoken: Spoken) -> Matching:
        """Tell which column is which, as far as the headings do."""
        return proposed(sheet, self._settings.value.sheet_columns, spoken)

    def remember(self, sheet: Sheet, matching: Mapping[SheetColumn, int]) -> None:
        """Keep how this sheet's headings were matched, for the next one like it."""
        kept = self._settings.value.sheet_columns
        self._settings.change(sheet_columns=remembered(sheet, matching, kept))

    # --- the device

    async def learn(self, uid: DeviceUid, report: Report) -> Known:
        """Give what the device has, read now unless it just was. Raises `DeviceError`."""
        roster = self._open_roster(uid)
        if not _is_current(roster.entries):
            await roster.read(report)
        try:
            departments: Sequence[str] | None = await self._departments.names(uid, again=True)
        except _NOT_SAID:
            departments = None
        await self._details.read(uid, again=True)
        users = {
            each.id: each.user for each in roster.entries if each.state is not EntryState.ID_ONLY
        }
        without = _without_reader(self._details.get(uid))
        return Known(
            users=users, departments=departments, without_reader=without, secrets=roster.secrets
        )

    async def check(
        self,
        uid: DeviceUid,
        sheet: Sheet,
        matching: Matching,
        *,
        known: Known,
        rules: Rules,
        spoken: Spoken,
    ) -> Preview:
        """Tell what each row means. Nothing is asked or written."""
        room = _room(self._details.get(uid))
        return await asyncio.to_thread(preview_of, sheet, matching, known, rules, spoken, room)

    async def apply(
        self,
        uid: DeviceUid,
        preview: Preview,
        *,
        only: Iterable[UserId] | None = None,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        """Add the departments, then write the users; with `only` those among them.

        Raises what `WritesUsers.write` raises; each user has one receipt by then, unless a
        department could not be added: then nothing was written. What is `part_of` the same piece
        of work, what was tried again above all, is undone together.
        """
        for name in preview.added_departments:
            if name not in await self._departments.names(uid):
                await self._departments.add(uid, name)
        wished = None if only is None else set(only)
        wanted = [_wanted(each) for each in preview.written if wished is None or each.id in wished]
        await self._writer.write(
            uid,
            wanted,
            action=Action.IMPORT_USERS,
            got=got,
            report=report,
            part_of=part_of,
        )

    # --- files that are written

    async def save_failed(
        self,
        path: Path,
        sheet: Sheet,
        reasons: Mapping[int, str],
        *,
        headings: Sequence[str],
        separator: str,
    ) -> None:
        """Write the rows that were not imported, as they were, each with its reason at the end.

        `reasons` is by row number; `headings` are those of the sheet, and one for the reason. What
        is written can be imported again. Raises `FileProblem`.
        """
        await asyncio.to_thread(_save_failed, path, sheet, reasons, headings, separator)

    async def save_template(self, path: Path, uid: DeviceUid | None, words: TemplateWords) -> None:
        """Write a workbook to start from; it offers the device's departments if it tells them.

        Raises `FileProblem`.
        """
        departments: Sequence[str] = ()
        if uid is not None:
            try:
                departments = await self._departments.names(uid)
            except DeviceError:
                departments = ()
        await asyncio.to_thread(write_template, path, words, departments)


def preview_of(
    sheet: Sheet,
    matching: Matching,
    known: Known,
    rules: Rules,
    spoken: Spoken,
    room: int | None = None,
) -> Preview:
    """Check all rows. Blocking: a few milliseconds for each thousand."""
    rows = tuple(check_rows(sheet, matching, known, rules, spoken))
    left = [each.fault for each in rows if each.fault is not None]
    unknown = [each.text for each in left if each.kind is FaultKind.UNKNOWN_DEPARTMENT]
    listed = set(known.departments or ())
    added = (
        str(each.change.department)
        for each in (rows if rules.adds_departments and known.departments is not None else ())
        if each.change is not None and each.change.department
    )
    return Preview(
        rows=rows,
        unknown_departments=tuple(dict.fromkeys(unknown)),
        added_departments=tuple(each for each in dict.fromkeys(added) if each not in listed),
        zeros_lost=sum(each.kind is FaultKind.LOST_ZEROS for each in left),
        room=room,
        without_reader=known.without_reader & matching.keys(),
    )


def _wanted(row: SheetRow) -> Wanted:
    """Give what is to be written; a user that became another person meanwhile is left alone."""
    if row.change is None:
        raise ValueError(row.number)
    if row.kind is RowKind.NEW or row.before is None:
        return Wanted(change=row.change, presence=Presence.ABSENT)
    name = row.before.name
    expected = name if len(name) < NAME_LENGTH_MAX else None  # longer ones are remembered cut
    return Wanted(change=row.change, presence=Presence.THERE, expected_name=expected)


def not_imported(
    preview: Preview, receipts: Iterable[Receipt]
) -> list[tuple[SheetRow, Receipt | None]]:
    """Give the rows that were not imported: with a fault, or with a receipt that is not fine."""
    by_id = {each.user_id: each for each in receipts if not each.is_fine}
    return [
        (row, None if row.fault is not None else by_id[row.id])
        for row in preview.rows
        if row.fault is not None or (row.is_written and row.id in by_id)
    ]


def _save_failed(
    path: Path,
    sheet: Sheet,
    reasons: Mapping[int, str],
    headings: Sequence[str],
    separator: str,
) -> None:
    rows = (
        [*map(shown, cells), reasons[number]]
        for number, cells in enumerate(sheet.body, sheet.first_row)
        if number in reasons
    )
    write_rows(path, headings, rows, separator=separator)


def _is_current(entries: Sequence[RosterEntry]) -> bool:
    return bool(entries) and all(each.state is EntryState.CURRENT for each in entries)


def _without_reader(details: DeviceDetails | None) -> frozenset[SheetColumn]:
    can = details.capabilities if details is not None else None
    if can is None:
        return frozenset()
    lacks = ((SheetColumn.CARD, can.card), (SheetColumn.PASSWORD, can.password))
    return frozenset(column for column, has in lacks if has is False)


def _room(details: DeviceDetails | None) -> int | None:
    if details is None:
        return None
    limits, usage = details.limits or CapacityLimit(), details.usage or CurrentUsage()
    if not isinstance(limits.users, int) or not isinstance(usage.users, int):
        return None
    return max(limits.users - usage.users, 0)
