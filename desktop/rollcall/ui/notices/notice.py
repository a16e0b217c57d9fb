"""What is told about an error, and what tells it; each family of errors registers its sentences."""

from __future__ import annotations

from functools import singledispatch

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.errors import AppError
from rollcall.ui.reasons import details_text

__all__ = ["Notice", "describe"]


class Notice(Struct, frozen=True, kw_only=True):
    """What is told about an error; plain text throughout."""

    title: str
    """What happened, to which device."""
    text: str
    """The same in a sentence, with what it means."""
    advice: str
    """What to do next."""
    details: str
    """For the IT colleague: English, copyable, never with an API key."""


@singledispatch
def describe(error: AppError) -> Notice:
    """Tell an error in sentences; each class of the tree has its own."""
    return Notice(
        title=QCoreApplication.translate("Notices", "This did not work"),
        text=QCoreApplication.translate(
            "Notices", "Something went wrong that Rollcall has no words for."
        ),
        advice=QCoreApplication.translate(
            "Notices", "Try again. If it happens again, copy the details for support."
        ),
        details=details_text(error),
    )
