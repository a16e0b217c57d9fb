"""Rows with the same ID are all left out: nobody can tell which one is meant. Pure."""

from __future__ import annotations

from rollcall.protocol.users import UserId
from rollcall.usecases.sheets.columns import SheetColumn
from rollcall.usecases.sheets.one_cell import cut
from rollcall.usecases.sheets.rows import Fault, FaultKind, RowKind, SheetRow

__all__ = ["without_twice"]


def without_twice(rows: list[SheetRow]) -> list[SheetRow]:
    """Leave out all rows with an ID that is in the sheet more than once, and name another one."""
    if len({row.id for row in rows}) == len(rows):
        return rows
    first: dict[UserId, int] = {}
    other: dict[int, int] = {}
    for row in rows:
        before = first.setdefault(row.id, row.number) if row.id else row.number
        if before != row.number:
            other[row.number] = before
            other.setdefault(before, row.number)
    return [_twice(row, other[row.number]) if row.number in other else row for row in rows]


def _twice(row: SheetRow, other: int) -> SheetRow:
    fault = Fault(kind=FaultKind.TWICE, column=SheetColumn.ID, text=cut(row.id), other=other)
    return SheetRow(number=row.number, kind=RowKind.LEFT_OUT, id=row.id, name=row.name, fault=fault)
