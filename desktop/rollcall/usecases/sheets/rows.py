"""What was found out about each row of a sheet before anything is written. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from msgspec import Struct

from rollcall.protocol.users import Privilege, SetUserInfo, UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.rights import Raise
from rollcall.usecases.sheets.columns import SheetColumn

__all__ = ["Doubt", "DoubtKind", "Fault", "FaultKind", "Preview", "RowKind", "SheetRow", "ZeroRule"]


class RowKind(Enum):
    """What a row means for the device."""

    NEW = auto()
    CHANGED = auto()
    SAME = auto()
    LEFT_OUT = auto()
    """There is a fault in it, so nothing of it is written."""


class FaultKind(Enum):
    """Why a row is left out."""

    NO_ID = auto()
    TWICE = auto()
    """`other` is the number of the other row with this ID."""
    TOO_LONG = auto()
    BAD_CHARACTERS = auto()
    INEXACT_NUMBER = auto()
    """Written in scientific notation, or with more digits than a spreadsheet keeps."""
    NOT_TEXT = auto()
    """A date, a time, a fraction or a truth where none belongs."""
    LOST_ZEROS = auto()
    """`other_text` is the ID on the device that it would be with zeros in front."""
    UNKNOWN_DEPARTMENT = auto()
    UNKNOWN_PRIVILEGE = auto()
    BAD_PASSWORD = auto()
    BAD_CARD = auto()


class DoubtKind(Enum):
    """What is said of a row that is written all the same."""

    LONG_NAME = auto()
    LONG_PASSWORD = auto()
    NUMBER_AS_PASSWORD = auto()
    """The cell holds a number, so zeros in front of it would be lost."""
    UNUSUAL_ID = auto()


class ZeroRule(Enum):
    """What is done with an ID that the device has with zeros in front only: 7 and 007."""

    LEAVE_OUT = auto()
    AS_ON_DEVICE = auto()
    AS_WRITTEN = auto()


class Fault(Struct, frozen=True, kw_only=True):
    """Why a row is left out; `text` is what stands in the cell, never a password."""

    kind: FaultKind
    column: SheetColumn
    text: str = ""
    other: int = 0
    other_text: str = ""


class Doubt(Struct, frozen=True, kw_only=True):
    """What is odd about a cell."""

    kind: DoubtKind
    column: SheetColumn


class SheetRow(Struct, frozen=True, kw_only=True):
    """One row of the sheet that is not empty."""

    number: int
    """As spreadsheets count, from 1."""
    kind: RowKind
    id: UserId
    name: str
    """What the user will be called, or is."""
    change: SetUserInfo | None = None
    """What is sent; None where nothing is."""
    before: RememberedUser | None = None
    """The user on the device; None for a new one."""
    fault: Fault | None = None
    doubts: tuple[Doubt, ...] = ()
    raised_to: Privilege | None = None
    """The privilege, where the user gets more rights than before."""

    @property
    def is_written(self) -> bool:
        """Whether something is sent for it."""
        return self.change is not None


class Preview(Struct, frozen=True, kw_only=True):
    """Everything that applying a sheet would do."""

    rows: tuple[SheetRow, ...]
    unknown_departments: tuple[str, ...] = ()
    """In the order of the sheet; those to be added to the device first are not among them."""
    added_departments: tuple[str, ...] = ()
    """To be added to the device before its users are written."""
    zeros_lost: int = 0
    """How many IDs the device has with zeros in front only, whatever is done with them."""
    room: int | None = None
    """How many more users the device can hold; None where it does not say."""
    without_reader: frozenset[SheetColumn] = frozenset()
    """Columns that the device cannot store, so they are not sent."""

    def of(self, kind: RowKind) -> Sequence[SheetRow]:
        """Give the rows of a kind."""
        return [each for each in self.rows if each.kind is kind]

    @property
    def written(self) -> Sequence[SheetRow]:
        """Give the rows for which something is sent."""
        return [each for each in self.rows if each.change is not None]

    @property
    def raises(self) -> Sequence[Raise]:
        """Give those who get more rights."""
        return [
            Raise(user_id=each.id, name=each.name, privilege=each.raised_to)
            for each in self.written
            if each.raised_to is not None
        ]
