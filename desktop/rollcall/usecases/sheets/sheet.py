"""What was read from a spreadsheet: its cells as they are, and how they were read.

What the cells mean is told by `columns.py` and `checking.py`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct

__all__ = [
    "CELL_CHARACTERS_MAX",
    "COLUMNS_MAX",
    "ROWS_MAX",
    "Cell",
    "FileKind",
    "Read",
    "Sheet",
    "column_letter",
]

ROWS_MAX: Final = 50_000  # reliability 4.12
COLUMNS_MAX: Final = 100
CELL_CHARACTERS_MAX: Final = 32_767  # what a cell of Excel holds

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
"""A value as the reading library gives it; an empty cell is an empty text."""


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


class Read(Struct, frozen=True, kw_only=True):
    """How a file is to be read; None is found out."""

    worksheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    header_row: int | None = None
    """Counted from 1 as spreadsheets do; 0: there are no headings."""


class Sheet(Struct, frozen=True, kw_only=True):
    """One worksheet, or one CSV file."""

    name: str
    """The file's name, without its folder."""
    kind: FileKind
    rows: list[list[Cell]]
    """All rows, as wide as `headings`, those above the headings included."""
    headings: tuple[str, ...]
    """One for each column; empty where there is none."""
    header_row: int
    """Counted from 1; 0: there are no headings."""
    worksheets: tuple[str, ...] = ()
    worksheet: str = ""
    encoding: str = ""
    """For CSV only, as is the next."""
    separator: str = ""
    content: bytes = b""
    """The file as it was read, so that reading it otherwise cannot meet another one."""

    @property
    def first_row(self) -> int:
        """The number of the first row below the headings, counted from 1."""
        return self.header_row + 1

    @property
    def body(self) -> list[list[Cell]]:
        """The rows below the headings."""
        return self.rows[self.header_row :]

    def __repr__(self) -> str:
        """Tell no cell: there may be passwords among them."""
        return f"<{self.kind} with {len(self.rows)} rows of {len(self.headings)} columns>"


def column_letter(at: int) -> str:
    """Name a column, counted from 0, as spreadsheets do: A, B, ... Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
