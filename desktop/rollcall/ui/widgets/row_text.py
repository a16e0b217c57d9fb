"""Rows of a table as text for the clipboard: tab-separated, and as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TypeVar

from PySide6.QtCore import QMimeData

from rollcall.ui.clipboard import mark_as_rows
from rollcall.ui.models.columns import Column

__all__ = ["rows_as_mime", "rows_as_text"]

R = TypeVar("R")

# Excel and LibreOffice take such a cell as text: leading zeros stay, "=1+1" is not computed.
_TEXT_CELL = "mso-number-format:'\\@'"


def rows_as_text(columns: Sequence[Column[R]], records: Sequence[R]) -> str:
    """Give one line a record, cells apart by tabs, each as it is."""
    return "\n".join("\t".join(_cells(columns, record)) for record in records)


def rows_as_mime(columns: Sequence[Column[R]], records: Sequence[R]) -> QMimeData:
    """Give the same as text and as an HTML table."""
    rows = "".join(
        "<tr>"
        + "".join(f'<td style="{_TEXT_CELL}">{escape(cell)}</td>' for cell in cells)
        + "</tr>"
        for cells in (_cells(columns, record) for record in records)
    )
    mime = QMimeData()
    mime.setText(rows_as_text(columns, records))
    mime.setHtml(f"<table>{rows}</table>")
    mark_as_rows(mime)
    return mime


def _cells(columns: Sequence[Column[R]], record: R) -> list[str]:
    return [" ".join(column.text(record).split()) for column in columns]
