"""The rows and columns of a comparison of devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.ui.compare_words import STANDING_SIGNS, standing_word, what_text
from rollcall.ui.models.columns import Column
from rollcall.ui.theme import icon
from rollcall.usecases.copying.compare import ComparedUser

__all__ = ["ComparisonRow", "columns", "comparison_row"]

_PLACES: Final = {each: place for place, each in enumerate(STANDING_SIGNS)}


class ComparisonRow(Struct, frozen=True, kw_only=True):
    """A user in words: told once, because sorting asks for them 5,000 times."""

    user: ComparedUser
    standing: str
    what: str

    @property
    def key(self) -> UserId:
        """What tells rows apart."""
        return self.user.id


def comparison_row(user: ComparedUser, name_of: Callable[[DeviceUid], str]) -> ComparisonRow:
    """Tell a user in words."""
    return ComparisonRow(
        user=user, standing=standing_word(user.standing), what=what_text(user, name_of)
    )


def columns() -> tuple[Column[ComparisonRow], ...]:
    """Give the columns, in the language in use."""
    return (
        Column(
            key="id",
            title=QCoreApplication.translate("Compare", "ID"),
            text=lambda row: row.user.id,
            width=80,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Compare", "Name"),
            text=lambda row: row.user.name,
            tooltip=lambda row: row.user.name,
            width=180,
        ),
        Column(
            key="standing",
            title=QCoreApplication.translate("Compare", "Comparison"),
            text=lambda row: row.standing,
            sort=lambda row: _PLACES[row.user.standing],
            icon=lambda row: icon(
                STANDING_SIGNS[row.user.standing][0], str(STANDING_SIGNS[row.user.standing][1])
            ),
            width=160,
        ),
        Column(
            key="what",
            title=QCoreApplication.translate("Compare", "What"),
            text=lambda row: row.what,
            tooltip=lambda row: row.what,
            width=260,
            takes_rest=True,
        ),
    )
