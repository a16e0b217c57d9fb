"""The plan of a copying: only the differences, what is decided, and on which terms."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.settings import Columns
from rollcall.ui.copy_words import (
    KIND_SIGNS,
    CopyCounts,
    decision_word,
    details_text,
    kind_word,
    listed,
)
from rollcall.ui.dialogs.copy_terms import CopyTerms
from rollcall.ui.i18n import number
from rollcall.ui.models.copy_plan import PlanRow, columns, plan_row
from rollcall.ui.models.table import TableModel
from rollcall.ui.rights_words import RightsCounts
from rollcall.ui.theme import Space
from rollcall.ui.widgets.buttons import Button
from rollcall.ui.widgets.filter_chip import FilterChip
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.table import Table
from rollcall.usecases.copying.likeness import Way
from rollcall.usecases.copying.plan import Decision, Kind, Plan, PlannedUser, RowKey
from rollcall.usecases.rights import Raise

__all__ = ["CopyPlanView"]

_TOLD_AT_ONCE: Final = 150  # rows put into words between two looks at the window
_NAMED_MAX: Final = 3  # devices in a line
_SHOWN_AT_ONCE: Final = 250  # rows whose decision changed; a few milliseconds


class CopyPlanView(QWidget):
    """Shows a plan and takes decisions."""

    terms_changed = Signal(object)
    """(Terms) Work it out again on these."""
    decided = Signal()
    """Other rows are chosen now."""
    overwrite_asked = Signal(object)
    """(list[PlannedUser]) Somebody wants to write over other people: ask first."""

    def __init__(
        self, *, name_of: Callable[[DeviceUid], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._plan: Plan | None = None
        self._decisions: dict[RowKey, PlannedUser] = {}
        """The rows that somebody decided on, as they were then."""
        self._planned: dict[RowKey, PlannedUser] = {}
        self._unshown: dict[RowKey, None] = {}
        self._chosen_count = 0
        self._raised: list[PlannedUser] = []
        """Rows that will be written and give more rights."""
        self._words = CopyCounts(self)
        self._rights = RightsCounts(self)
        self._model = TableModel[PlanRow](columns(), key=lambda row: row.key, parent=self)
        self._chips = {kind: FilterChip(icon_name=KIND_SIGNS[kind][0]) for kind in KIND_SIGNS}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._show_some)
        self._build()
        self._connect()

    @property
    def chosen(self) -> tuple[PlannedUser, ...]:
        """The rows that will be written."""
        return tuple(each for each in self._planned.values() if each.is_chosen)

    @property
    def raises(self) -> tuple[Raise, ...]:
        """Who gets more rights by these rows."""
        return tuple(
            Raise(user_id=each.user_id, name=each.name, privilege=each.raised_to)
            for each in self._raised
            if each.raised_to is not None
        )

    @property
    def where_raised(self) -> str:
        """Name the devices where somebody does."""
        targets = dict.fromkeys(each.target for each in self._raised)
        return listed(map(self._name_of, targets))

    @property
    def why_none(self) -> str:
        """Why no row will be written, where that is so."""
        if self._chosen_count or self._plan is None:
            return ""
        return f"{self.headline.text()}. {self.rest.text()}".strip()

    @property
    def users_count(self) -> int:
        """How many users these rows are about, on one device or several."""
        return len({row.user_id for row in self._planned.values() if row.is_chosen})

    def forget_decisions(self) -> None:
        """Begin anew, for other users or targets."""
        self._decisions.clear()

    async def show_plan(self, plan: Plan) -> None:
        """Put a plan into words and show it, with what was decided before; a step at a time."""
        rows: list[PlanRow] = []
        for row in plan.rows:
            decided = _decided_again(row, self._decisions.get(row.key))
            rows.append(plan_row(decided, plan.terms, self._name_of))
            if len(rows) % _TOLD_AT_ONCE == 0:
                await asyncio.sleep(0)
        self._plan = plan
        self._planned = {row.key: row.planned for row in rows}
        self._unshown.clear()
        self._model.set_records(rows)
        await asyncio.sleep(0)
        has_several = len(plan.material.targets) > 1
        self.table.horizontalHeader().setSectionHidden(0, not has_several)
        self._terms.show_terms(plan, source=self._name_of(plan.material.source.uid))
        await asyncio.sleep(0)
        self._filter()
        self._tell()

    def decide(self, rows: Sequence[PlannedUser], decision: Decision) -> None:
        """Take a decision for some rows; the table follows a few at a time."""
        for row in rows:
            if row.can_be_written:
                now = self._planned[row.key] = row.decided(decision)
                self._decisions[row.key] = now
                self._unshown[row.key] = None
        if len(rows) > _SHOWN_AT_ONCE:
            self._pause.start(0)
        else:
            self._show_some()

    # --- inside

    def _build(self) -> None:
        self.headline = Label(role="section", wrap=True)
        self.rest = Label(role="muted", wrap=True)
        self.raising = Label(role="warning", wrap=True)
        self.raising.hide()
        self.table = Table(self._model, name=self.tr("Plan"), columns=Columns(hidden=("device",)))
        self.details = Label(role="muted", wrap=True, selectable=True)
        self.copy_button = Button(self.tr("Copy"), icon_name="check")
        self.leave_button = Button(self.tr("Leave out"), icon_name="circle-slash")
        self._terms = CopyTerms()
        chips = QHBoxLayout()
        chips.setSpacing(Space.S)
        for each in self._chips.values():
            chips.addWidget(each)
        chips.addStretch(1)
        chips.addWidget(self.copy_button)
        chips.addWidget(self.leave_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self.headline)
        words.addWidget(self.rest)
        words.addWidget(self.raising)
        layout.addLayout(words)
        layout.addLayout(chips)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.details)
        layout.addWidget(self._terms)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        for chip in self._chips.values():
            chip.toggled.connect(self._filter)
        self.table.selection_changed.connect(self._tell_selection)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.leave_button.clicked.connect(self._on_leave_clicked)
        self._terms.changed.connect(self.terms_changed)

    def _filter(self) -> None:
        """Show the kinds that are checked; with none, only where something is different."""
        kinds = {kind for kind, chip in self._chips.items() if chip.isChecked()}
        self._model.filter(partial(_is_shown, kinds))
        self._tell_selection()

    def _show_some(self) -> None:
        """Put what was decided into the table, a few rows between two looks at the window."""
        changed = []
        for key in tuple(islice(self._unshown, _SHOWN_AT_ONCE)):
            del self._unshown[key]
            row, planned = self._model.get(key), self._planned[key]
            if row is not None:
                changed.append(replace(row, planned=planned, decision=decision_word(planned)))
        self._model.update_records(changed)
        if self._unshown:
            self._pause.start(0)
        else:
            self._tell()
            self.decided.emit()

    def _tell(self) -> None:
        plan = self._plan
        if plan is None:
            return
        every, left, unfit, replacing = Counter[Kind](), Counter[Kind](), 0, 0
        chosen = Counter[DeviceUid]()
        self._raised = []
        for row in self._planned.values():
            every[row.kind] += 1
            unfit += row.kind is Kind.DOES_NOT_FIT or bool(row.left_out)
            if not row.is_chosen:
                left[row.kind] += 1
                continue
            chosen[row.target] += 1
            if row.raised_to is not None:
                self._raised.append(row)
            if any(each.way is Way.OTHER for each in row.differences):
                replacing += 1
        self._chosen_count = len(self._planned) - left.total()
        self._tell_chips(every | {Kind.DOES_NOT_FIT: unfit})
        self.headline.setText(self._headline_text(plan, chosen))
        can = any(each.can_be_written for each in self._planned.values())
        rest = [self._words.rest(left, replacing)]
        self.raising.setText(self._rights.raised(self.raises, where=self.where_raised))
        self.raising.setVisible(bool(self._raised))
        if can and not self._chosen_count:
            rest.append(self._words.none_chosen())
        self.rest.setText(" ".join(each for each in rest if each))
        self.rest.setVisible(bool(self.rest.text()))
        self._tell_selection()

    def _headline_text(self, plan: Plan, chosen: Mapping[DeviceUid, int]) -> str:
        """Say how many are written to each device, or to all where those are many."""
        targets = [each.uid for each in plan.material.targets]
        if (not chosen and len(targets) > 1) or len(targets) > _NAMED_MAX:
            where = self._words.devices(len(targets))
            return self._words.headline(self._chosen_count, where=where)
        return " · ".join(
            self._words.headline(chosen.get(uid, 0), where=self._name_of(uid)) for uid in targets
        )

    def _tell_chips(self, counts: Mapping[Kind, int]) -> None:
        for kind, chip in self._chips.items():
            count = counts.get(kind, 0)
            chip.setVisible(count > 0)
            if not count:
                chip.setChecked(False)
            chip.setText(self.tr("{kind} ({n})").format(kind=kind_word(kind), n=number(count)))

    def _tell_selection(self) -> None:
        selected = self._selected()
        plan = self._plan
        text = ""
        if plan is not None and len(selected) == 1:
            text = details_text(
                selected[0],
                plan.terms,
                source=self._name_of(plan.material.source.uid),
                target=self._name_of(selected[0].target),
            )
        self.details.setText(text)
        self.details.setVisible(bool(text))
        can = [each for each in selected if each.can_be_written]
        self.copy_button.setEnabled(any(not each.is_chosen for each in can))
        self.leave_button.setEnabled(any(each.is_chosen for each in can))

    def _selected(self) -> list[PlannedUser]:
        return [self._planned[each.key] for each in self.table.selected_records()]

    def _on_copy_clicked(self) -> None:
        rows = [each for each in self._selected() if not each.is_chosen]
        others = [each for each in rows if each.kind is Kind.ANOTHER_PERSON]
        self.decide([each for each in rows if each.kind is not Kind.ANOTHER_PERSON], Decision.COPY)
        if others:
            self.overwrite_asked.emit(others)

    def _on_leave_clicked(self) -> None:
        self.decide(self._selected(), Decision.SKIP)


def _decided_again(row: PlannedUser, before: PlannedUser | None) -> PlannedUser:
    """Give a row of a new plan with its decision; to write, only if it is still about the same."""
    if before is None:
        return row
    same = (before.kind, before.other_name) == (row.kind, row.other_name)
    return row.decided(before.decision) if same or not before.is_chosen else row


def _is_shown(kinds: set[Kind], row: PlanRow) -> bool:
    if not kinds:
        return row.planned.kind is not Kind.SAME or row.is_unfit
    return row.planned.kind in kinds or (Kind.DOES_NOT_FIT in kinds and row.is_unfit)
