"""The rows and columns of where people are, and of removals that wait."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from rollcall.store.values import PendingRemoval
from rollcall.ui.models.columns import Column
from rollcall.ui.models.times import day_and_time
from rollcall.ui.removing_words import (
    WHERE_SIGNS,
    holds_text,
    waiting_word,
    what_becomes,
    where_text,
)
from rollcall.ui.theme import icon
from rollcall.usecases.copying.finding import Find, FindKey

__all__ = ["FindRow", "PendingRow", "find_columns", "pending_columns"]


class FindRow(Struct, frozen=True, kw_only=True):
    """One person on one device, and what is decided."""

    found: Find
    device: str
    is_chosen: bool
    is_erased: bool = False
    """Whether whoever is removed is erased too."""

    @property
    def key(self) -> FindKey:
        """What tells rows apart."""
        return self.found.key


class PendingRow(Struct, frozen=True, kw_only=True):
    """One removal that waits."""

    waiting: PendingRemoval
    device: str

    @property
    def key(self) -> FindKey:
        """What tells rows apart."""
        return self.waiting.device, self.waiting.user_id


def find_columns() -> tuple[Column[FindRow], ...]:
    """Give the columns, in the language in use."""
    return (
        Column(
            key="id",
            title=QCoreApplication.translate("Removing", "ID"),
            text=lambda row: row.found.person.user_id,
            width=60,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Removing", "Name"),
            text=lambda row: row.found.person.name,
            tooltip=lambda row: row.found.person.name,
            width=130,
        ),
        Column(
            key="device",
            title=QCoreApplication.translate("Removing", "Device"),
            text=lambda row: row.device,
            width=110,
        ),
        Column(
            key="where",
            title=QCoreApplication.translate("Removing", "On the device"),
            text=lambda row: where_text(row.found),
            tooltip=lambda row: where_text(row.found),
            icon=lambda row: icon(
                WHERE_SIGNS[row.found.where][0], str(WHERE_SIGNS[row.found.where][1])
            ),
            width=200,
        ),
        Column(
            key="holds",
            title=QCoreApplication.translate("Removing", "Holds"),
            text=lambda row: holds_text(row.found),
            tooltip=lambda row: holds_text(row.found),
            width=150,
            takes_rest=True,
        ),
        Column(
            key="decision",
            title=QCoreApplication.translate("Removing", "Decision"),
            text=lambda row: what_becomes(
                row.found, is_chosen=row.is_chosen, is_erased=row.is_erased
            ),
            tooltip=lambda row: what_becomes(
                row.found, is_chosen=row.is_chosen, is_erased=row.is_erased
            ),
            ink=lambda row: None if row.is_chosen else "muted",
            width=190,  # "Remove when it is back"
        ),
    )


def pending_columns() -> tuple[Column[PendingRow], ...]:
    """Give the columns, in the language in use."""
    return (
        Column(
            key="device",
            title=QCoreApplication.translate("Removing", "Device"),
            text=lambda row: row.device,
            width=140,
        ),
        Column(
            key="id",
            title=QCoreApplication.translate("Removing", "ID"),
            text=lambda row: row.waiting.user_id,
            width=70,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Removing", "Name"),
            text=lambda row: row.waiting.name,
            tooltip=lambda row: row.waiting.name,
            width=150,
            takes_rest=True,
        ),
        Column(
            key="what",
            title=QCoreApplication.translate("Removing", "Wish"),
            text=lambda row: waiting_word(row.waiting),
            width=80,
        ),
        Column(
            key="asked",
            title=QCoreApplication.translate("Removing", "Asked for"),
            text=lambda row: day_and_time(row.waiting.asked_at),
            sort=lambda row: row.waiting.asked_at,
            width=140,
        ),
        Column(
            key="who",
            title=QCoreApplication.translate("Removing", "By"),
            text=lambda row: row.waiting.who,
            width=90,
        ),
    )
