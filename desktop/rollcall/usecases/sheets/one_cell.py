"""Checks of one cell: what it says as text, or why its row is left out. Pure."""

from __future__ import annotations

import re
from typing import Final

from rollcall.protocol.users import CARD_NUMBER_MAX, PASSWORD_DIGITS_MAX
from rollcall.usecases.formula_guard import unguarded
from rollcall.usecases.sheets.cells import CONTROL, EXACT_MAX, shown
from rollcall.usecases.sheets.columns import SheetColumn
from rollcall.usecases.sheets.rows import Doubt, DoubtKind, Fault, FaultKind
from rollcall.usecases.sheets.sheet import Cell

__all__ = [
    "LeftOut",
    "card_of",
    "cut",
    "is_scientific",
    "is_stored_so",
    "left_out",
    "number_text",
    "password_of",
    "plain",
]

PASSWORD_DIGITS_USUAL: Final = 6  # protocol-notes U14
_CARD_DIGITS: Final = len(str(CARD_NUMBER_MAX))
_DIGITS_MAX: Final = 20  # zeros in front of a card number included
_SCIENTIFIC: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_UNREAD: Final = "\ufffd"  # what another encoding than the file's leaves of a letter
_SHOWN_MAX: Final = 60  # characters of a cell that are told with its fault


class LeftOut(Exception):
    """The row is left out."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def card_of(cell: Cell) -> str:
    """Give a card number without zeros in front: it is a number on the device (U14)."""
    if isinstance(cell, str) and _is_short_number(cell) and cell[0] != "0":
        return cell
    text = cell if isinstance(cell, str) else number_text(cell, SheetColumn.CARD)
    text = unguarded(plain(text, SheetColumn.CARD))
    if is_scientific(text):
        raise left_out(FaultKind.INEXACT_NUMBER, SheetColumn.CARD, text)
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX
    if text and not (is_number and 1 <= int(text) <= CARD_NUMBER_MAX):
        raise left_out(FaultKind.BAD_CARD, SheetColumn.CARD, text)
    return str(int(text)) if text else ""


def password_of(cell: Cell, doubts: list[Doubt]) -> str:
    """Give a password with the zeros it has in front, and what is odd about it."""
    if isinstance(cell, str) and _is_short_number(cell) and len(cell) <= PASSWORD_DIGITS_USUAL:
        return cell
    if not isinstance(cell, str):
        cell = number_text(cell, SheetColumn.PASSWORD)
        doubts.append(Doubt(kind=DoubtKind.NUMBER_AS_PASSWORD, column=SheetColumn.PASSWORD))
    text = unguarded(plain(cell, SheetColumn.PASSWORD))
    is_number = text.isascii() and text.isdecimal() and len(text) <= PASSWORD_DIGITS_MAX
    if text and not is_number:
        raise left_out(FaultKind.BAD_PASSWORD, SheetColumn.PASSWORD)
    if len(text) > PASSWORD_DIGITS_USUAL:
        doubts.append(Doubt(kind=DoubtKind.LONG_PASSWORD, column=SheetColumn.PASSWORD))
    return text


def is_scientific(text: str) -> bool:
    """Tell whether it is a number that a spreadsheet has rounded: 1.23E+11."""
    return _SCIENTIFIC.fullmatch(text) is not None


def number_text(cell: Cell, column: SheetColumn) -> str:
    """Give a whole number as text: 7.0 is "7"."""
    text = "" if column is SheetColumn.PASSWORD else shown(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) >= EXACT_MAX:
            raise left_out(FaultKind.INEXACT_NUMBER, column, text)
        if cell == cell // 1:  # not so where it is no number at all
            return str(int(cell))
    raise left_out(FaultKind.NOT_TEXT, column, text)


def _is_short_number(text: str) -> bool:
    """Tell whether it is up to nine ASCII digits and nothing else."""
    return text.isdecimal() and text.isascii() and len(text) < _CARD_DIGITS


def plain(text: str, column: SheetColumn) -> str:
    """Take blanks off both ends. What cannot be seen, or was not read rightly, is refused."""
    text = text.strip()
    if _UNREAD in text or (not text.isprintable() and CONTROL.search(text)):
        raise left_out(FaultKind.BAD_CHARACTERS, column)
    return text


def is_stored_so(text: str, on_device: str) -> bool:
    """Tell whether a cell says what the device says, as far as a spreadsheet can say it."""
    if text.strip() == on_device.strip() or unguarded(text) == on_device:
        return True
    return "\r" in on_device and text.strip().splitlines() == on_device.strip().splitlines()


def left_out(kind: FaultKind, column: SheetColumn, text: str = "") -> LeftOut:
    """Give what to raise for a fault in a cell."""
    return LeftOut(Fault(kind=kind, column=column, text=cut(text)))


def cut(text: str) -> str:
    """Make a text short enough to be told, and harmless."""
    return CONTROL.sub(" ", text[:_SHOWN_MAX])
