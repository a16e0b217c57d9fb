"""The columns of the table that shows what importing a sheet would do."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from rollcall.ui.models.columns import Column
from rollcall.ui.sheet_words import (
    changes_text,
    doubt_text,
    fault_text,
    kind_word,
)
from rollcall.ui.theme import icon
from rollcall.usecases.sheets.rows import RowKind, SheetRow

__all__ = ["ShownRow", "columns", "shown_row"]

_SIGNS: Final = {
    RowKind.NEW: ("user-plus", "good"),
    RowKind.CHANGED: ("user-pen", "info"),
    RowKind.SAME: ("minus", "muted"),
    RowKind.LEFT_OUT: ("circle-slash", "danger"),
}


class ShownRow(Struct, frozen=True, kw_only=True):
    """A row in words, said once: sorting and searching ask for them thousands of times."""

    row: SheetRow
    what: str
    details: str


def shown_row(row: SheetRow) -> ShownRow:
    """Say a row in words."""
    said = [changes_text(row)] if row.fault is None else [fault_text(row.fault)]
    said += [doubt_text(each) for each in row.doubts]
    return ShownRow(row=row, what=kind_word(row.kind), details=". ".join(filter(None, said)))


def columns() -> tuple[Column[ShownRow], ...]:
    """Give the columns, in the language in use."""
    return (
        Column(
            key="row",
            title=QCoreApplication.translate("Import", "Row"),
            text=lambda shown: str(shown.row.number),
            sort=lambda shown: shown.row.number,
            ink=lambda _shown: "muted",
            width=64,
        ),
        Column(
            key="what",
            title=QCoreApplication.translate("Import", "What"),
            text=lambda shown: shown.what,
            sort=lambda shown: shown.row.kind.value,
            icon=lambda shown: icon(*_SIGNS[shown.row.kind]),
            width=120,
        ),
        Column(
            key="id",
            title=QCoreApplication.translate("Users", "ID"),
            text=lambda shown: shown.row.id,
            width=90,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Users", "Name"),
            text=lambda shown: shown.row.name,
            width=180,
        ),
        Column(
            key="details",
            title=QCoreApplication.translate("Import", "What changes"),
            text=lambda shown: shown.details,
            tooltip=lambda shown: shown.details,
            ink=lambda shown: "danger" if shown.row.fault is not None else None,
            width=360,
            takes_rest=True,
        ),
    )
