"""How far the cells of a worksheet reach, told from its XML before a library makes room for them.

The library makes room for the whole rectangle from the first to the last cell; one cell in the last
row and column of Excel would be 17,000,000,000 of them, and the process would be ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["ExtentTooLarge", "check_ods", "check_xlsx"]

ROW_MAX: Final = 100_000  # twice what is taken; so that what is too long is said, not died of
COLUMN_MAX: Final = 1_000
CELLS_MAX: Final = 12_000_000  # of 24 bytes
_CHUNK: Final = 1 << 20  # bytes; a few milliseconds with the interpreter held


def _alike(code: int) -> int:
    """Make digits 0, letters A but for those two that are looked for, and ends of names blank.

    Counting what is alike is several times faster than looking at each cell.
    """
    if 48 <= code <= 57:
        return 48
    if code < 128 and chr(code).isalpha() and chr(code) not in "cr":
        return 65
    return 32 if chr(code) in "\t\n\r>/" else code


_ALIKE: Final = bytes(_alike(at) for at in range(256))
_CELL: Final = re.compile(
    rb"""<(?:[\w.-]+:)?(row|c)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
)
_PLACE: Final = re.compile(rb"""\sr\s*=\s*["']\s*\$?([A-Za-z]*)\$?0*([0-9]*)""")

_ODS: Final = re.compile(
    rb"""<(/?)table:(table-row|table-cell|covered-table-cell|table)"""
    rb"""((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
)
_ROWS: Final = re.compile(rb"""number-rows-repeated\s*=\s*["']\s*\+?0*([0-9]+)""")
_COLUMNS: Final = re.compile(rb"""number-columns-repeated\s*=\s*["']\s*\+?0*([0-9]+)""")
_DIGITS_MAX: Final = 9  # more of them are as good as endless


class ExtentTooLarge(Exception):
    """The cells reach further than anything this program works with."""


def check_xlsx(xml: bytes) -> None:
    """Look at a worksheet of Excel. Raises `ExtentTooLarge`."""
    if _is_plain(xml):
        return
    row = column = rows = columns = 0
    for kind, attributes, closing in _CELL.findall(xml):
        place = _PLACE.search(attributes)
        letters, digits = place.groups() if place else (b"", b"")
        if kind == b"row":
            row, column = _number(digits) if digits else row + 1, 0
            continue
        column = _column(letters) if letters else column + 1
        row = _number(digits) if digits else max(row, 1)
        if not closing:  # a cell without a value takes no room
            rows, columns = max(rows, row), max(columns, column)
    _check(rows, columns)


def check_ods(xml: bytes) -> None:
    """Look at the worksheets of LibreOffice. Raises `ExtentTooLarge`."""
    row = rows = column = columns = repeat = cells = 0
    for end, kind, attributes, closing in _ODS.findall(xml):
        if kind == b"table":
            row = rows = columns = 0
        elif kind == b"table-row":
            if not end:
                repeat = _repeated(_ROWS, attributes)
                row, column = row + repeat, 0
        elif not end:
            times = _repeated(_COLUMNS, attributes)
            column += times
            if not closing or b"office:" in attributes:
                rows, columns, cells = row, max(columns, column), cells + times * repeat
                _check(rows, columns)
                if cells > CELLS_MAX:
                    raise ExtentTooLarge


def _is_plain(xml: bytes) -> bool:
    """Tell whether all cells are written as Excel does, in the columns A to Z, above row 100,000.

    That is: each tag "c" begins with its place, which is one letter and up to five digits.
    """
    for chunk in _chunks(xml):
        alike = chunk.translate(_ALIKE)
        near = alike.count(b'<c r="A0') - alike.count(b'<c r="A000000')
        if near != alike.count(b"<c ") or b":c " in alike:
            return False
    return True


def _chunks(xml: bytes) -> Iterator[bytes]:
    """Cut before tags, so that none is cut in two."""
    at = 0
    while at < len(xml):
        end = xml.find(b"<", at + _CHUNK)
        end = len(xml) if end < 0 else end
        yield xml[at:end]
        at = end


def _check(rows: int, columns: int) -> None:
    if rows > ROW_MAX or columns > COLUMN_MAX or rows * columns > CELLS_MAX:
        raise ExtentTooLarge


def _number(digits: bytes) -> int:
    return int(digits) if len(digits) <= _DIGITS_MAX else 10**_DIGITS_MAX


def _column(letters: bytes) -> int:
    number = 0
    for each in letters[:8].upper():
        number = number * 26 + each - 64
    return number


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return _number(found[1]) if found else 1
