"""The preview of an import of 5,000 rows: processor time, of what the reading library alone needs.

Both without collecting garbage, as in the window: ui/garbage.py does that beside the work.
"""

from __future__ import annotations

import gc
import random
import tempfile
from pathlib import Path

from benchmarks.rows import Row, interleaved
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.sheets.checking import Known, Rules
from rollcall.usecases.sheets.columns import Spoken, proposed
from rollcall.usecases.sheets.importing import preview_of
from rollcall.usecases.sheets.reading import read_file
from rollcall.usecases.sheets.rows import RowKind
from rollcall.usecases.sheets.sheet import Read
from rollcall.usecases.sheets.writing import write_rows

ROWS = 5_000
ROUNDS = 40
HEADINGS = ("ID", "Name", "Department", "Privilege", "Card", "Password")
DEPARTMENTS = ("Office", "Sales", "Production", "财务部", "الإدارة")


def rows(*, quick: bool) -> list[Row]:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "users.xlsx"
        write_rows(path, HEADINGS, [_row(number, chance) for number in range(1, ROWS + 1)])
        known = _known()
        spoken = Spoken()

        def plain() -> None:
            from python_calamine import CalamineWorkbook

            CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

        def ours() -> None:
            sheet = read_file(path, Read(), spoken)
            preview = preview_of(sheet, proposed(sheet, {}, spoken), known, Rules(), spoken)
            assert len(preview.rows) == ROWS
            assert len(preview.of(RowKind.CHANGED)) > ROWS // 4

        gc.disable()
        try:
            rounds = ROUNDS // 4 if quick else ROUNDS
            spent = interleaved({"plain": plain, "ours": ours}, rounds=rounds)
        finally:
            gc.enable()
    work = f"import preview of {ROWS:,} rows .xlsx, CPU, of the library alone"
    return [Row(work, spent["ours"] / spent["plain"], 2.0)]


def _row(number: int, chance: random.Random) -> list[str]:
    """Give one user: each other one has a new name, a card or a password."""
    name = _name(number) if chance.random() < 0.75 else f"New name {number}"
    card = str(chance.randrange(1, 2**32)) if chance.random() < 0.25 else ""
    password = f"{chance.randrange(10**6):06}" if chance.random() < 0.25 else ""
    return [str(number), name, DEPARTMENTS[number % 5], "User", card, password]


def _name(number: int) -> str:
    return f"Person Number {number}" if number % 3 else f"李伟 {number}"


def _known() -> Known:
    users = (
        RememberedUser(
            id=UserId(str(number)),
            name=_name(number),
            department=DEPARTMENTS[number % 5],
            privilege="user",
        )
        for number in range(1, ROWS + 1)
    )
    return Known(users={each.id: each for each in users}, departments=DEPARTMENTS)
