"""The steps of the tour through importing and exporting: a sheet, its columns, what it changes."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QAbstractButton, QWidget

from rollcall.tour.guide import Guide
from rollcall.tour.steps import Step
from rollcall.ui.dialogs.import_users_dialog import ImportDialog
from rollcall.ui.navigation import PageKey
from rollcall.usecases.sheets.writing import write_rows

__all__ = ["IMPORT_STEPS"]

_HEADINGS: Final = ("Personnel no.", "Name", "Department", "Role", "Remark")
_ROWS: Final = (
    ("9001", "Amina Haddad", "Sales", "User", "starts in May"),
    ("9002", "Tomás Ferreira", "Night shift", "User", ""),
    ("9003", "林小雨", "Office", "Manager", ""),
    ("1", "Giulia Santos-Berg", "", "", "married"),
    ("9004", "Jonas Weber", "Office", "boss", ""),
    ("9003", "Somebody twice", "Office", "User", ""),
    ("9005", "Mira Kovač", "Office", "Manager", ""),
)
_WRITTEN: Final = 4
_VERB: Final = f"Import {_WRITTEN} users"


async def import_a_sheet(guide: Guide) -> None:
    """Choose a sheet, match its columns, see what would change, and import it."""
    await guide.pick_device("Front door")
    await guide.go_to(PageKey.USERS)
    await guide.rows("Users", 10)
    await guide.idle()
    await guide.press("Import")
    found = await guide.dialog("Import users")
    await guide.picture("import-file")
    if not isinstance(found, ImportDialog):
        raise TypeError(found)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "staff 2025.xlsx"
        await asyncio.to_thread(write_rows, path, _HEADINGS, _ROWS)
        await found.open_path(path)
    await guide.picture("import-columns")
    await guide.press("Next", within=found)
    await guide.rows("Rows of the sheet", 4)
    await guide.see(QWidget, "Rows of the sheet", within=found)
    await guide.picture("import-check")
    found.check_step.adding.setChecked(True)
    await guide.press(_VERB, within=found)
    question = await guide.dialog("Give more rights?")
    await guide.picture("import-more-rights")
    await guide.press(_VERB, within=question)
    await guide.closed(question)
    await guide.rows("Results", _WRITTEN)
    await guide.see(QAbstractButton, "Close", within=found, enabled=True)
    await guide.picture("import-result")
    await guide.press("Close", within=found)
    await guide.closed(found)
    await guide.told()
    await guide.picture("import-told")


async def export_users(guide: Guide) -> None:
    """See what can be exported."""
    await guide.act("Export")
    dialog = await guide.dialog("Export users")
    await guide.picture("export-users")
    dialog.reject()


IMPORT_STEPS: Final[tuple[Step, ...]] = (import_a_sheet, export_users)
