"""What a column of a table shows of a record, and in what order it sorts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QIcon

from rollcall.ui.i18n import isolated
from rollcall.ui.tokens import tokens

__all__ = ["COLUMN_ROLES", "Align", "Column", "fold", "natural"]

R = TypeVar("R")

COLUMN_ROLES: Final = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
    }
)
"""What `Column.data` answers."""
_DIGITS: Final = re.compile(r"\d+")
_MARKS: Final = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]")  # accents; Arabic vowel signs
_PADDED: Final = 20  # digits; a user ID has no more
_REMEMBERED: Final = 1 << 15  # texts: IDs, names and departments of 5,000 users twice over


class Align(Enum):
    """Where a cell's text stands; numbers stand at the end."""

    START = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
    CENTER = Qt.AlignmentFlag.AlignCenter
    END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, kw_only=True)  # no slots: `Column[User](...)` fails with them on 3.11
class Column(Generic[R]):
    """One column; a table is a list of these."""

    key: str
    """What the settings remember it by."""
    title: str
    text: Callable[[R], str]
    """What is shown, searched and copied."""
    sort: Callable[[R], Any] | None = None
    """The value to sort by; texts are sorted as people count, 9 before 10, when there is none.

    All values of a column must compare with one another, so no None among numbers.
    """
    align: Align = Align.START
    icon: Callable[[R], QIcon | None] | None = None
    accessible: Callable[[R], str] | None = None
    """What a screen reader says, where the text alone would not do."""
    tooltip: Callable[[R], str] | None = None
    ink: Callable[[R], str | None] | None = None
    """The role of the text's colour, such as "muted"; None is the usual one."""
    width: int = 160
    """Pixels at 100 %, until the administrator chooses another."""
    takes_rest: bool = False
    """Takes what the others leave of the table, and `width` at least; for one column of a table."""
    is_icon_only: bool = False
    """Shows the icon; the text is searched, copied and read out, not drawn."""
    is_isolated: bool = False
    """Draws the text in its own direction, whatever the window's is: for file names."""

    def sort_key(self, record: R) -> Any:  # noqa: ANN401
        """Give the value that orders the record in this column."""
        return natural(self.text(record)) if self.sort is None else self.sort(record)

    def data(self, record: R, role: int) -> Any:  # noqa: ANN401
        """Answer Qt's question about a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            if self.is_icon_only:
                return ""
            return isolated(self.text(record)) if self.is_isolated else self.text(record)
        if role == Qt.ItemDataRole.DecorationRole:
            return None if self.icon is None else self.icon(record)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.align.value
        if role == Qt.ItemDataRole.ForegroundRole:
            ink = None if self.ink is None else self.ink(record)
            return None if ink is None else QBrush(QColor(tokens().ink(ink)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (self.accessible or self.text)(record)
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if self.tooltip is None else self.tooltip(record)
        return None

    def header(self, role: int) -> Any:  # noqa: ANN401
        """Answer Qt's question about the heading."""
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.align.value
        return None


def fold(text: str) -> str:
    """Give the text as it is compared in a search: without case and accents."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


@lru_cache(maxsize=_REMEMBERED)
def natural(text: str) -> str:
    """Give a key that sorts texts as people count: "Door 9" before "Door 10"."""
    folded = fold(text)
    if folded.isdecimal():
        return folded.zfill(_PADDED)
    return _DIGITS.sub(_pad, folded)


def _pad(digits: re.Match[str]) -> str:
    return digits[0].zfill(_PADDED)
