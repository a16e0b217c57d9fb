"""Worksheets of Excel and LibreOffice, read by the one library for it. Blocking."""

from __future__ import annotations

import io
from typing import Final

from rollcall.protocol.errors import FileFault
from rollcall.usecases.sheets.compound import check_compound
from rollcall.usecases.sheets.repacking import Unusable, repacked
from rollcall.usecases.sheets.sheet import COLUMNS_MAX, ROWS_MAX, Cell, FileKind

__all__ = ["read_book"]

_PANIC: Final = "PanicException"  # how the library's Rust part says that it met a bug
_ABOVE: Final = 100  # rows that may stand above the first one that is taken


def read_book(
    content: bytes, kind: FileKind, worksheet: str | None
) -> tuple[tuple[str, ...], str, list[list[Cell]]]:
    """Give the names of the worksheets in sight, the one read, and its cells from the first row on.

    Without a name it is the first one that holds anything. Raises `Unusable`.
    """
    if kind is FileKind.XLS:
        check_compound(content)
        safe = io.BytesIO(content)
    else:
        safe = repacked(content, kind)
    try:
        return _read(safe, worksheet)
    except (Unusable, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise
        raise Unusable(_fault(error)) from error


def _read(
    content: io.BytesIO, worksheet: str | None
) -> tuple[tuple[str, ...], str, list[list[Cell]]]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(content)
    seen = SheetVisibleEnum.Visible
    names = tuple(each.name for each in book.sheets_metadata if each.visible == seen)
    names = names or tuple(book.sheet_names)
    wanted = (worksheet,) if worksheet in names else names
    for name in wanted:
        sheet = book.get_sheet_by_name(name)
        start, end = sheet.start, sheet.end
        if start is None or end is None:
            continue
        if end[0] + 1 > ROWS_MAX + _ABOVE or end[1] + 1 > COLUMNS_MAX:
            raise Unusable(FileFault.TOO_LARGE)
        # Row by row, so that the window's thread has its turn; the rows above the first are given,
        # the columns before the first are not.
        before: list[Cell] = [""] * start[1]
        rows: list[list[Cell]] = [[*before, *row] if before else row for row in sheet.iter_rows()]
        return names, name, _without_empty_end(rows)
    return names, wanted[0] if wanted else "", []


def _without_empty_end(rows: list[list[Cell]]) -> list[list[Cell]]:
    while rows and not any(each != "" for each in rows[-1]):
        rows.pop()
    return rows


def _fault(error: BaseException) -> FileFault:
    from python_calamine import PasswordError

    return FileFault.PROTECTED if isinstance(error, PasswordError) else FileFault.DAMAGED
