"""The rows and columns of a plan to copy users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from rollcall.protocol.info import DeviceUid
from rollcall.ui.copy_words import KIND_SIGNS, decision_word, kind_word, outcome_text
from rollcall.ui.models.columns import Column
from rollcall.ui.theme import icon
from rollcall.usecases.copying.plan import Kind, PlannedUser, RowKey, Terms

__all__ = ["PlanRow", "columns", "plan_row"]

_PLACES: Final = {kind: place for place, kind in enumerate(KIND_SIGNS)}


class PlanRow(Struct, frozen=True, kw_only=True):
    """A row in words: told once, because sorting asks for them 5,000 times."""

    planned: PlannedUser
    device: str
    kind: str
    outcome: str
    decision: str

    @property
    def key(self) -> RowKey:
        """What tells rows apart."""
        return self.planned.key

    @property
    def is_unfit(self) -> bool:
        """Whether something of the user does not fit."""
        return self.planned.kind is Kind.DOES_NOT_FIT or bool(self.planned.left_out)


def plan_row(planned: PlannedUser, terms: Terms, name_of: Callable[[DeviceUid], str]) -> PlanRow:
    """Tell a row in words."""
    device = name_of(planned.target)
    return PlanRow(
        planned=planned,
        device=device,
        kind=kind_word(planned.kind),
        outcome=outcome_text(planned, terms, target=device),
        decision=decision_word(planned),
    )


def columns() -> tuple[Column[PlanRow], ...]:
    """Give the columns, in the language in use."""
    return (
        Column(
            key="device",
            title=QCoreApplication.translate("Copy", "Device"),
            text=lambda row: row.device,
            width=120,
        ),
        Column(
            key="id",
            title=QCoreApplication.translate("Copy", "ID"),
            text=lambda row: row.planned.user_id,
            width=70,
        ),
        Column(
            key="name",
            title=QCoreApplication.translate("Copy", "Name"),
            text=lambda row: row.planned.name,
            tooltip=lambda row: row.planned.name,
            width=150,
        ),
        Column(
            key="kind",
            title=QCoreApplication.translate("Copy", "On the target"),
            text=lambda row: row.kind,
            sort=lambda row: _PLACES[row.planned.kind],
            icon=lambda row: icon(
                KIND_SIGNS[row.planned.kind][0], str(KIND_SIGNS[row.planned.kind][1])
            ),
            width=150,
        ),
        Column(
            key="outcome",
            title=QCoreApplication.translate("Copy", "What"),
            text=lambda row: row.outcome,
            tooltip=lambda row: row.outcome,
            width=220,
            takes_rest=True,
        ),
        Column(
            key="decision",
            title=QCoreApplication.translate("Copy", "Decision"),
            text=lambda row: row.decision,
            ink=lambda row: None if row.planned.is_chosen else "muted",
            width=110,
        ),
    )
