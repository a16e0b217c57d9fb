"""The rows and columns of what restoring a backup would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.users import UserId
from rollcall.ui.backup_words import left_alone_word, row_details, standing_word
from rollcall.ui.models.columns import Column
from rollcall.ui.theme import icon
from rollcall.usecases.backups.planning import Row, Standing

__all__ = ["PlanRow", "columns", "ordered", "row_of"]

_SIGNS: Final = {
    Standing.NEW: ("user-plus", "accent"),
    Standing.DIFFERENT: ("archive-restore", "accent"),
    Standing.ANOTHER: ("user-x", "warning"),
    Standing.NO_ROOM: ("circle-slash", "warning"),
    Standing.UNREADABLE: ("triangle-alert", "warning"),
    Standing.ERASED: ("user-x", "muted"),
    Standing.SAME: ("circle-check", "good"),
}
_LEFT: Final = ("circle-slash", "muted")
_ORDER: Final = {each: place for place, each in enumerate(_SIGNS)}


class PlanRow(Struct, frozen=True, kw_only=True):
    """A row in words, without its templates."""

    id: UserId
    name: str
    standing: Standing
    word: str
    details: str


def row_of(row: Row) -> PlanRow:
    """Tell a row in words."""
    return PlanRow(
        id=row.user.id,
        name=row.user.name,
        standing=row.standing,
        word=standing_word(row.standing),
        details=row_details(row),
    )


def ordered(rows: Iterable[PlanRow]) -> list[PlanRow]:
    """Give first what is written, then what cannot be, then what is so already."""
    return sorted(rows, key=lambda row: _ORDER[row.standing])


def columns(is_replacing: Callable[[], bool] = lambda: True) -> tuple[Column[PlanRow], ...]:
    """Give the columns, in the language in use; who differs may be left alone."""

    def is_left(row: PlanRow) -> bool:
        return row.standing is Standing.DIFFERENT and not is_replacing()

    return (
        Column(
            key="id",
            title=QCoreApplication.translate("Backups", "ID"),
            text=lambda row: row.id,
            width=80,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Backups", "Name"),
            text=lambda row: row.name,
            tooltip=lambda row: row.name,
            width=170,
        ),
        Column(
            key="what",
            title=QCoreApplication.translate("Backups", "What happens"),
            text=lambda row: left_alone_word() if is_left(row) else row.word,
            sort=lambda row: _ORDER[row.standing],
            icon=lambda row: icon(*(_LEFT if is_left(row) else _SIGNS[row.standing])),
            width=160,
        ),
        Column(
            key="details",
            title=QCoreApplication.translate("Backups", "Details"),
            text=lambda row: "" if is_left(row) else row.details,
            tooltip=lambda row: row.details,
            width=220,
            takes_rest=True,
        ),
    )
