"""What was to be done with users, and how it is said of one of them."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final, assert_never

from PySide6.QtCore import QCoreApplication

from rollcall.usecases.changing.receipt import Receipt, Verdict

__all__ = ["TAKES_AWAY", "Deed", "done_text", "one_text"]


class Deed(Enum):
    """What was to be done with the users."""

    WRITE = auto()
    COPY = auto()
    RESTORE = auto()
    DELETE = auto()
    REMOVE = auto()
    """Deleted wherever they are."""


TAKES_AWAY: Final = frozenset({Deed.DELETE, Deed.REMOVE})


def one_text(deed: Deed, receipt: Receipt) -> str:
    """Say of a single user how it ended; `name` and `where` are to be filled in."""
    match receipt.verdict:
        case Verdict.DONE:
            return done_text(deed)
        case Verdict.SAME if deed in TAKES_AWAY:
            return QCoreApplication.translate("Receipts", "{name} was gone already from {where}")
        case Verdict.SAME:
            return QCoreApplication.translate("Receipts", "{name} was the same already on {where}")
        case Verdict.DIFFERS:
            return QCoreApplication.translate(
                "Receipts", "{name} is stored on {where} otherwise than it was sent"
            )
        case Verdict.UNKNOWN:
            return QCoreApplication.translate("Receipts", "Not certain: {name} on {where}")
    return _not_done_text(deed)


def done_text(deed: Deed) -> str:
    """Say of a single user that it is done; `name` and `where` are to be filled in."""
    match deed:
        case Deed.WRITE:
            return QCoreApplication.translate(
                "Receipts", "{name} was saved on {where} and read back"
            )
        case Deed.COPY:
            return QCoreApplication.translate(
                "Receipts", "{name} was copied to {where} and read back"
            )
        case Deed.RESTORE:
            return QCoreApplication.translate(
                "Receipts", "{name} was restored to {where} and read back"
            )
        case Deed.DELETE:
            return QCoreApplication.translate("Receipts", "{name} was deleted from {where}")
        case Deed.REMOVE:
            return QCoreApplication.translate("Receipts", "{name} was removed from {where}")
    assert_never(deed)


def _not_done_text(deed: Deed) -> str:
    match deed:
        case Deed.WRITE:
            return QCoreApplication.translate("Receipts", "{name} was not saved on {where}")
        case Deed.COPY:
            return QCoreApplication.translate("Receipts", "{name} was not copied to {where}")
        case Deed.RESTORE:
            return QCoreApplication.translate("Receipts", "{name} was not restored to {where}")
        case Deed.DELETE:
            return QCoreApplication.translate("Receipts", "{name} was not deleted from {where}")
        case Deed.REMOVE:
            return QCoreApplication.translate("Receipts", "{name} was not removed from {where}")
    assert_never(deed)
