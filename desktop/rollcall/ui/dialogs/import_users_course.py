"""The steps of importing a sheet and when the next one can be taken; free of Qt.

Going back loses nothing: what was chosen stays chosen until another file is.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from msgspec import structs

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.progress import Report
from rollcall.usecases.sheets.checking import Known, Rules
from rollcall.usecases.sheets.columns import Matching, SheetColumn, Spoken
from rollcall.usecases.sheets.importing import Importing, not_imported
from rollcall.usecases.sheets.rows import Preview, SheetRow, ZeroRule
from rollcall.usecases.sheets.sheet import Read, Sheet

__all__ = ["ImportCourse", "Step"]


class Step(IntEnum):
    """Where one is, in the order they are taken."""

    FILE = 0
    COLUMNS = 1
    CHECK = 2
    RESULT = 3


class ImportCourse:
    """One import into one device, from choosing the file to the result."""

    def __init__(self, importing: Importing, uid: DeviceUid, spoken: Spoken) -> None:
        self._importing = importing
        self._uid = uid
        self.spoken = spoken
        self.step = Step.FILE
        self.sheet: Sheet | None = None
        self.matching: Matching = {}
        self.rules = Rules()
        self.preview: Preview | None = None
        self.receipts: dict[UserId, Receipt] = {}
        self.zeros_lost = 0
        """How many IDs lost their zeros when the sheet was first checked."""
        self.departments_missing: tuple[str, ...] = ()
        """Likewise, the departments the device has not."""
        self._known: Known | None = None
        self.part_of = object()
        """What the writing is part of, for Undo."""

    # --- what is so

    @property
    def can_go_on(self) -> bool:
        """Whether the next step can be taken."""
        match self.step:
            case Step.FILE:
                return self.sheet is not None
            case Step.COLUMNS:
                return SheetColumn.ID in self.matching and len(self.matching) > 1
            case Step.CHECK:
                return self.count > 0
        return False

    @property
    def written(self) -> Sequence[SheetRow]:
        """The rows for which something is sent."""
        return () if self.preview is None else self.preview.written

    @property
    def count(self) -> int:
        """How many users will be written."""
        return len(self.written)

    @property
    def left(self) -> Sequence[tuple[SheetRow, Receipt | None]]:
        """The rows that were not imported, with the receipt of those that were tried."""
        if self.preview is None:
            return ()
        return not_imported(self.preview, self.receipts.values())

    # --- the file and its columns

    async def open(self, path: Path) -> None:
        """Read a file and propose its columns. Raises `FileProblem`."""
        self._take(await self._importing.read_file(path, self.spoken))
        self.step = Step.COLUMNS

    async def read_otherwise(self, read: Read) -> None:
        """Read the same file in another way; the rest stays found out. Raises `FileProblem`."""
        if self.sheet is not None:
            self._take(await self._importing.read_otherwise(self.sheet, read, self.spoken))

    def match(self, column: SheetColumn, at: int | None) -> None:
        """Say where one of our columns is; another that was there is nowhere then."""
        others = {each: place for each, place in self.matching.items() if place != at}
        others.pop(column, None)
        self.matching = others if at is None else {**others, column: at}

    def _take(self, sheet: Sheet) -> None:
        before = self.sheet
        self.sheet = sheet
        if before is None or before.headings != sheet.headings or before.name != sheet.name:
            self.matching = self._importing.proposed(sheet, self.spoken)
        self.rules = Rules()

    # --- checking and writing

    async def learn(self, report: Report) -> None:
        """Read what the device has, and check each row. Raises `DeviceError`, `VaultError`."""
        if self.sheet is None:
            return
        self._importing.remember(self.sheet, self.matching)
        self.rules = Rules()
        self._known = await self._importing.learn(self._uid, report)
        await self._check()
        if self.preview is not None:
            self.zeros_lost = self.preview.zeros_lost
            self.departments_missing = self.preview.unknown_departments
        self.step = Step.CHECK

    async def choose(self, *, zeros: ZeroRule | None = None, adds: bool | None = None) -> None:
        """Check again by other rules."""
        if zeros is not None:
            self.rules = structs.replace(self.rules, zeros=zeros)
        if adds is not None:
            self.rules = structs.replace(self.rules, adds_departments=adds)
        await self._check()

    async def _check(self) -> None:
        if self.sheet is not None and self._known is not None:
            self.preview = await self._importing.check(
                self._uid,
                self.sheet,
                self.matching,
                known=self._known,
                rules=self.rules,
                spoken=self.spoken,
            )

    async def apply(self, got: Got, report: Report, *, only: Sequence[Receipt] = ()) -> None:
        """Write the users, or those of some receipts again. Raises as `WritesUsers.write`."""
        if self.preview is None:
            return
        self.step = Step.RESULT

        def keep(receipt: Receipt) -> None:
            self.receipts[receipt.user_id] = receipt
            got(receipt)

        await self._importing.apply(
            self._uid,
            self.preview,
            only=[each.user_id for each in only] if only else None,
            got=keep,
            report=report,
            part_of=self.part_of,
        )

    @property
    def was_written(self) -> bool:
        """Whether anything may have been changed on the device."""
        untouched = {Verdict.SKIPPED, Verdict.FAILED, Verdict.SAME}
        return any(each.verdict not in untouched for each in self.receipts.values())

    def back(self) -> None:
        """Go one step back."""
        self.step = Step(max(self.step - 1, 0))

    def forward(self) -> None:
        """Go on to the columns of a file that is read already."""
        self.step = Step.COLUMNS
