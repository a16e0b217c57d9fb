"""From a file to a `Sheet`: what it is by its content, how it is read, where its headings are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from msgspec import structs

from rollcall.protocol.errors import FileFault, FileProblem
from rollcall.usecases.atomic_file import file_errors
from rollcall.usecases.sheets.books import read_book
from rollcall.usecases.sheets.cells import shown
from rollcall.usecases.sheets.columns import Spoken, header_row_of
from rollcall.usecases.sheets.compound import MAGIC
from rollcall.usecases.sheets.csv_text import guess_separator, looks_like_text, read_csv
from rollcall.usecases.sheets.encodings import decoded, guess
from rollcall.usecases.sheets.repacking import Unusable, kind_of_archive
from rollcall.usecases.sheets.sheet import COLUMNS_MAX, ROWS_MAX, Cell, FileKind, Read, Sheet

__all__ = ["SIZE_MAX", "read_file", "read_otherwise"]

SIZE_MAX: Final = 32 << 20  # bytes; 50,000 users are 2 MB packed and 5 MB as CSV
# Files that are no text but might pass for one; HTML is what some programs call Excel.
_OTHERS: Final = re.compile(
    rb"\s*(%PDF|\x89PNG|GIF8|\xff\xd8\xff|MZ|\x7fELF|\{\\rtf|\x1f\x8b|7z\xbc|Rar!|BM..\0\0\0\0"
    rb"|SQLite|<\?xml|<!doctype|<html|<table|<svg)",
    re.IGNORECASE | re.DOTALL,
)


def read_file(path: Path, read: Read, spoken: Spoken) -> Sheet:
    """Read a file from the disk. Blocking. Raises `FileProblem`."""
    with file_errors(path, otherwise=FileFault.NOT_READABLE), path.open("rb") as file:
        content = file.read(SIZE_MAX + 1)
    return _told(path.name, content, read, spoken)


def read_otherwise(sheet: Sheet, read: Read, spoken: Spoken) -> Sheet:
    """Read the same bytes in another way. Blocking. Raises `FileProblem`."""
    return _told(sheet.name, sheet.content, read, spoken)


def _told(name: str, content: bytes, read: Read, spoken: Spoken) -> Sheet:
    try:
        return _with_headings(_sheet(name, content, read), read, spoken)
    except Unusable as error:
        raise FileProblem(name, error.fault) from error


def _sheet(name: str, content: bytes, read: Read) -> Sheet:
    if len(content) > SIZE_MAX:
        raise Unusable(FileFault.TOO_LARGE)
    kind = _kind(content)
    if kind is FileKind.CSV:
        encoding = read.encoding or guess(content)
        text = decoded(content, encoding)
        if not looks_like_text(text):
            raise Unusable(FileFault.NOT_A_SHEET)
        separator = read.separator or guess_separator(text)
        made = Sheet(
            name=name,
            kind=kind,
            rows=read_csv(text, separator),
            headings=(),
            header_row=0,
            encoding=encoding,
            separator=separator,
        )
    else:
        worksheets, worksheet, rows = read_book(content, kind, read.worksheet)
        made = Sheet(
            name=name,
            kind=kind,
            rows=rows,
            headings=(),
            header_row=0,
            worksheets=worksheets,
            worksheet=worksheet,
        )
    return structs.replace(made, content=content)


def _kind(content: bytes) -> FileKind:
    if not content.strip():
        raise Unusable(FileFault.EMPTY)
    if content.startswith(b"PK"):
        return kind_of_archive(content)
    if content.startswith(MAGIC):
        return FileKind.XLS
    if _OTHERS.match(content):
        raise Unusable(FileFault.NOT_A_SHEET)
    return FileKind.CSV


def _with_headings(sheet: Sheet, read: Read, spoken: Spoken) -> Sheet:
    """Make all rows as wide as the widest one, and find the headings."""
    rows = sheet.rows
    if not rows:
        raise Unusable(FileFault.EMPTY)
    width = max(map(len, rows))
    if width > COLUMNS_MAX:
        raise Unusable(FileFault.TOO_LARGE)
    for at, row in enumerate(rows):
        if len(row) < width:
            rows[at] = [*row, *[""] * (width - len(row))]
    at = header_row_of(rows, spoken) if read.header_row is None else read.header_row
    at = min(max(at, 0), len(rows))
    if len(rows) - at > ROWS_MAX:
        raise Unusable(FileFault.TOO_LARGE)
    headings: list[Cell] = rows[at - 1] if at else [""] * width
    names = tuple(" ".join(shown(each).split())[:100] for each in headings)
    return structs.replace(sheet, headings=names, header_row=at)
