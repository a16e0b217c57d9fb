"""A workbook to start from: our headings, text columns, choices, and examples on a second page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from rollcall.usecases.sheets.writing import Page, write_xlsx

__all__ = ["TemplateWords", "write_template"]


class TemplateWords(Struct, frozen=True, kw_only=True):
    """What the template says, in the language in use."""

    page: str
    examples_page: str
    headings: Sequence[str]
    """In the order of `SheetColumn`."""
    privileges: Sequence[str]
    examples: Sequence[Sequence[str]]


def write_template(path: Path, words: TemplateWords, departments: Sequence[str]) -> None:
    """Write it, whole or not at all. Blocking. Raises `FileProblem`."""
    choices = {3: words.privileges}
    if departments:
        choices[2] = departments
    write_xlsx(
        path,
        [
            Page(name=words.page, headings=words.headings, choices=choices),
            Page(name=words.examples_page, headings=words.headings, rows=words.examples),
        ],
    )
