"""The last step of the wizard "Enroll" with several people: who is enrolled, who not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rollcall.ui.dialogs.enroll_words import (
    EnrollCounts,
    outcome_text,
    outcome_tone,
    person_name,
)
from rollcall.ui.models.table import Column, TableModel
from rollcall.ui.theme import Space, Tone, icon
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.table import Table
from rollcall.usecases.enrolling.queue import PersonOutcome

__all__ = ["SummaryPage"]

_ICONS: Final = {
    Tone.GOOD: "circle-check",
    Tone.DANGER: "circle-x",
    Tone.NEUTRAL: "skip-forward",
}


class SummaryPage(QWidget):
    """One line for each person."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = EnrollCounts(self)
        self._model = TableModel[PersonOutcome](
            _columns(), key=lambda outcome: outcome.person.id, parent=self
        )
        self.headline = Label(role="section", wrap=True)
        self.table = Table(self._model, name=self.tr("Users"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self.headline)
        layout.addWidget(self.table, 1)

    def show_outcomes(self, outcomes: Sequence[PersonOutcome]) -> None:
        """Show what became of everybody."""
        fine = sum(bool(each.saved) for each in outcomes)
        self.headline.setText(self._counts.enrolled(fine, len(outcomes)))
        self._model.set_records(outcomes)


def _columns() -> tuple[Column[PersonOutcome], ...]:
    return (
        Column[PersonOutcome](
            key="person",
            title=QCoreApplication.translate("Enroll", "User"),
            text=lambda outcome: person_name(outcome.person),
            width=180,
        ),
        Column[PersonOutcome](
            key="result",
            title=QCoreApplication.translate("Enroll", "Result"),
            text=outcome_text,
            icon=lambda outcome: icon(_ICONS[outcome_tone(outcome)], str(outcome_tone(outcome))),
            tooltip=outcome_text,
            width=260,
            takes_rest=True,
        ),
    )
