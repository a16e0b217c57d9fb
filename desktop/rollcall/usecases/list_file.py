"""A list of texts as a file that spreadsheet programs open: CSV, safe from formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from rollcall.usecases.atomic_file import written_whole
from rollcall.usecases.formula_guard import guarded

__all__ = ["write_csv"]


def write_csv(path: Path, rows: Iterable[Sequence[str]], *, separator: str = ",") -> None:
    """Write rows, the heading first, whole or not at all. Blocking. Raises `FileProblem`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    with written_whole(path) as file:
        # The mark tells Excel that it is UTF-8.
        file.write(text.getvalue().encode("utf-8-sig", "replace"))
