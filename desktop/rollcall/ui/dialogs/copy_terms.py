"""The terms of a copying: what is decided for all users at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from rollcall.ui.copy_words import listed
from rollcall.ui.part_words import part_word
from rollcall.ui.theme import Space
from rollcall.usecases.copying.fitting import Why
from rollcall.usecases.copying.likeness import Way
from rollcall.usecases.copying.plan import Plan, Terms

__all__ = ["CopyTerms"]


class CopyTerms(QWidget):
    """Boxes to tick, as far as a plan gives reason to ask."""

    changed = Signal(object)
    """(Terms) Work the plan out again on these."""

    def __init__(self) -> None:
        super().__init__()
        self._departments = QCheckBox()
        self._unproven = QCheckBox()
        self._removals = QCheckBox()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        for box in (self._departments, self._unproven, self._removals):
            layout.addWidget(box)
            box.toggled.connect(self._on_toggled)

    def show_terms(self, plan: Plan, *, source: str) -> None:
        """Show the terms of a plan to copy from `source`."""
        terms = plan.terms
        names = sorted({name for each in plan.new_departments(plan.rows).values() for name in each})
        unproven = plan.lacks(Why.NOT_PROVEN)
        has_less = any(each.way is Way.LESS for row in plan.rows for each in row.differences)
        self._show(
            self._departments,
            self.tr("Add the departments that are missing there: {names}").format(
                names=listed(names)
            ),
            is_asked=bool(names),
            is_on=terms.with_departments,
        )
        self._show(
            self._unproven,
            self._unproven_text([part_word(each) for each in unproven]),
            is_asked=bool(unproven) or terms.with_unproven,
            is_on=terms.with_unproven,
        )
        self._show(
            self._removals,
            self.tr("Also take away what these users do not have on {source}").format(
                source=source
            ),
            is_asked=has_less or terms.with_removals,
            is_on=terms.with_removals,
        )
        self.setVisible(bool(names or unproven or has_less) or terms != Terms())

    def _show(self, box: QCheckBox, text: str, *, is_asked: bool, is_on: bool) -> None:
        with QSignalBlocker(box):
            box.setChecked(is_on)
        box.setText(text.replace("&", "&&"))
        box.setVisible(is_asked)

    def _unproven_text(self, parts: Sequence[str]) -> str:
        if not parts:
            return self._unproven.text().replace("&&", "&")
        return self.tr("Copy even what may not work there, as nobody knows: {parts}").format(
            parts=listed(sorted(parts))
        )

    def _on_toggled(self) -> None:
        self.changed.emit(
            Terms(
                with_unproven=self._unproven.isChecked(),
                with_removals=self._removals.isChecked(),
                with_departments=self._departments.isChecked(),
            )
        )
