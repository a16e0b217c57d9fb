"""CSV: rows of a text, and by what its cells are separated. Blocking."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from rollcall.protocol.errors import FileFault
from rollcall.usecases.formula_guard import unguarded
from rollcall.usecases.sheets.repacking import Unusable
from rollcall.usecases.sheets.sheet import CELL_CHARACTERS_MAX, COLUMNS_MAX, ROWS_MAX, Cell

__all__ = ["SEPARATORS", "guess_separator", "looks_like_text", "read_csv"]

SEPARATORS: Final = (",", ";", "\t", "|")
_DIRECTIVE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line
_TRIED_ROWS: Final = 50
_TRIED_CHARACTERS: Final = 64 << 10
_ODD: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_ODD_FREE: Final = 4  # that may be in a short text, too
_ODD_MAX: Final = 0.02  # of all characters; more of them are no text
_ABOVE: Final = 100  # rows that may stand above the headings


def read_csv(text: str, separator: str) -> list[list[Cell]]:
    """Give the rows, formula guards taken off. Raises `Unusable`."""
    rows: list[list[Cell]] = []
    for row in _parsed(_without_directive(text), separator):
        if len(row) > COLUMNS_MAX:
            raise Unusable(FileFault.TOO_LARGE)
        rows.append([unguarded(cell) for cell in row])
        if len(rows) > ROWS_MAX + _ABOVE:
            raise Unusable(FileFault.TOO_LARGE)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def guess_separator(text: str) -> str:
    """Give what separates the cells: what gives most rows the same number of them."""
    directive = _DIRECTIVE.match(text)
    if directive and directive[1] in SEPARATORS:
        return directive[1]
    tried = text[:_TRIED_CHARACTERS]
    return max(SEPARATORS, key=lambda each: _regularity(tried, each))


def looks_like_text(text: str) -> bool:
    """Tell whether it is text at all, and not the bytes of something else."""
    head = text[:_TRIED_CHARACTERS]
    return len(_ODD.findall(head)) <= _ODD_FREE + len(head) * _ODD_MAX


def _regularity(text: str, separator: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in islice(_parsed(text, separator), _TRIED_ROWS) if row]
    except Unusable:
        return 0, 0
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0, 0
    width, count = several.most_common(1)[0]
    return count / len(widths), width


def _parsed(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            if any(len(cell) > CELL_CHARACTERS_MAX for cell in row):
                raise Unusable(FileFault.TOO_LARGE)
            yield row
    except csv.Error as error:  # a cell beyond the library's own limit
        raise Unusable(FileFault.TOO_LARGE) from error


def _without_directive(text: str) -> str:
    directive = _DIRECTIVE.match(text)
    return text[directive.end() :] if directive else text
