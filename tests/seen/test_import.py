"""A sheet is imported by what a screen reader says."""

from __future__ import annotations

from pathlib import Path

import pytest

from rollcall.usecases.sheets.writing import write_rows
from tests.seen.conftest import Seen

pytestmark = pytest.mark.seen


def test_a_sheet_is_imported_when_nothing_can_be_seen(seen: Seen, tmp_path: Path) -> None:
    path = tmp_path / "staff.xlsx"
    rows = [["9001", "Amina Haddad"], ["1", "Giulia Berg"], ["", "Nobody"]]
    write_rows(path, ["Personalnr.", "Name"], rows)
    seen.add_device("Front door")
    seen.press("Open users")
    seen.row("Users", "Giulia Santos")
    seen.press("Import")
    seen.find("dialog", "Import users")
    seen.press("Choose a file")
    seen.enter("File name:", str(path))
    seen.press("Open")
    assert seen.value("ID", "combo box") == "A: Personalnr."
    seen.press("Next")
    assert "Giulia Santos → Giulia Berg" in seen.row("Rows of the sheet", "Giulia Berg")[4]
    assert seen.row("Rows of the sheet", "Nobody")[1] == "Left out"
    seen.press("Import 2 users")
    assert "Done" in seen.row("Results", "Amina Haddad")
    seen.press("Close")
    seen.gone("dialog", "Import users")
    seen.hear("2 of 2 users read back on Front door")
    seen.row("Users", "Amina Haddad")
