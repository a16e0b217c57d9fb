"""Rows on the clipboard, and what becomes of them at the end of the program."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

__all__ = ["mark_as_rows", "settle"]

_ROWS = "application/x-rollcall-rows"


def mark_as_rows(content: QMimeData) -> None:
    """Mark what is about to be copied as rows of ours, so that `settle` knows them."""
    content.setData(_ROWS, b"1")


def settle() -> None:
    """Leave rows that were copied as plain text, in Qt's own hands.

    What Python put there, Qt deletes after Python has ended, and the process ends with a crash.
    """
    clipboard = QGuiApplication.clipboard()
    content: QMimeData | None = clipboard.mimeData()  # None when nothing was ever copied
    if content is not None and content.hasFormat(_ROWS):
        clipboard.setText(clipboard.text())
