"""A list of texts as a file that spreadsheet programs open: CSV, safe from formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from rollcall.usecases.atomic_file import written_whole

__all__ = ["guarded", "write_csv"]

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\0")  # reliability 4.12


def write_csv(path: Path, rows: Iterable[Sequence[str]], *, separator: str = ",") -> None:
    """Write rows, the heading first, whole or not at all. Blocking. Raises `FileProblem`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    with written_whole(path) as file:
        # The mark tells Excel that it is UTF-8.
        file.write(text.getvalue().encode("utf-8-sig", "replace"))


def guarded(cell: str) -> str:
    """Give a text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
