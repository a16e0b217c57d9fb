"""Rows of texts into a file that spreadsheets open: .xlsx or CSV. Blocking.

Every cell is text: IDs and cards keep their leading zeros, and nothing is a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from msgspec import Struct, field

from rollcall.usecases.atomic_file import written_whole
from rollcall.usecases.list_file import write_csv
from rollcall.usecases.sheets.sheet import CELL_CHARACTERS_MAX

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

__all__ = ["Page", "write_rows", "write_xlsx"]

_WIDTHS: Final = (8, 40)  # characters
_MEASURED: Final = 200  # rows
_NO_PAGE_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_PAGE_NAME_MAX: Final = 31
_VALIDATED: Final = 5_000  # rows of a template that offer choices


class Page(Struct, frozen=True, kw_only=True):
    """One worksheet."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """By column: what its cells offer to choose; other values stay possible."""


def write_rows(
    path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]], *, separator: str = ","
) -> None:
    """Write .xlsx, or CSV where the name ends otherwise; whole or not at all.

    Raises `FileProblem`.
    """
    if path.suffix.lower() == ".xlsx":
        write_xlsx(path, [Page(name="Users", headings=headings, rows=tuple(rows))])
    else:
        cells = ([_clean(cell) for cell in row] for row in (headings, *rows))
        write_csv(path, cells, separator=separator)


def write_xlsx(path: Path, pages: Sequence[Page]) -> None:
    """Write a workbook, whole or not at all. Raises `FileProblem`."""
    with written_whole(path) as file:
        _write_book(file, pages)


def _write_book(file: BinaryIO, pages: Sequence[Page]) -> None:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    # In memory: else it would leave passwords in temporary files when the program is killed.
    book = Workbook(file, {"in_memory": True})
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"num_format": "@", "bold": True})
    sheets = [(page, _write_page(book, page, text, bold)) for page in pages]
    for page, sheet in sheets:
        for at, choices in page.choices.items():
            _offer(book, sheet, at, choices)
    book.close()


def _write_page(book: Workbook, page: Page, text: Format, bold: Format) -> Worksheet:
    # What Excel takes for a name; translations know nothing of that.
    sheet = book.add_worksheet(_NO_PAGE_NAME.sub(" ", page.name)[:_PAGE_NAME_MAX])
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for at, heading in enumerate(page.headings):
        measured = [heading, *(row[at] for row in page.rows[:_MEASURED] if at < len(row))]
        width = max(map(len, measured)) + 3
        sheet.set_column(at, at, min(max(width, _WIDTHS[0]), _WIDTHS[1]), text)
        sheet.write_string(0, at, _cell(heading), bold)
    for number, row in enumerate(page.rows, 1):
        for at, cell in enumerate(row):
            if cell:
                sheet.write_string(number, at, _cell(cell), text)
    return sheet


def _offer(book: Workbook, sheet: Worksheet, column: int, choices: Sequence[str]) -> None:
    """Let the cells of a column offer a list; it is kept on a page of its own, of any length."""
    kept = book.get_worksheet_by_name("Lists") or book.add_worksheet("Lists")
    kept.hide()
    for at, choice in enumerate(choices):
        kept.write_string(at, column, _cell(choice))
    letter = chr(ord("A") + column)
    rule = {
        "validate": "list",
        "source": f"=Lists!${letter}$1:${letter}${len(choices)}",
        "error_type": "warning",
    }
    sheet.data_validation(1, column, _VALIDATED, column, rule)


def _cell(text: str) -> str:
    return _clean(text)[:CELL_CHARACTERS_MAX]


def _clean(text: str) -> str:
    """Replace what no file can hold: halves of characters."""
    return text.encode("utf-8", "replace").decode()
