"""What a comparison found: only the differences at first, and which device is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.ui.compare_words import STANDING_SIGNS, CompareCounts, standing_word
from rollcall.ui.i18n import number
from rollcall.ui.models.comparison import ComparisonRow, columns
from rollcall.ui.models.table import TableModel
from rollcall.ui.theme import Space
from rollcall.ui.widgets.choice import Choice
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.filter_chip import FilterChip
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.table import Table
from rollcall.ui.words import when
from rollcall.usecases.copying.compare import Compared, Standing

__all__ = ["CompareView"]

_HALF_A_MINUTE_MS: Final = 30_000


class CompareView(QWidget):
    """Shows a comparison; `users` are those to be brought in line with `right`."""

    chosen_changed = Signal()
    right_chosen = Signal(str)
    """(DeviceUid) Work out whom that device would bring in line, and `show_written` it."""

    def __init__(
        self, *, name_of: Callable[[DeviceUid], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._words = CompareCounts(self)
        self._written: dict[DeviceUid, frozenset[UserId]] = {}
        """Whom each device would bring in line, once that was worked out."""
        self._at: datetime | None = None
        self._same = ""
        self._clock = QTimer(self)  # "5 minutes ago" grows old
        self._clock.setInterval(_HALF_A_MINUTE_MS)
        self._clock.timeout.connect(self.tell_age)
        self._model = TableModel[ComparisonRow](columns(), key=lambda row: row.key, parent=self)
        self._chips = {each: FilterChip(icon_name=STANDING_SIGNS[each][0]) for each in Standing}
        self._build()
        for chip in self._chips.values():
            chip.toggled.connect(self._filter)
        self.table.selection_changed.connect(self._tell_chosen)
        self.right_choice.chosen.connect(self._on_right_chosen)

    @property
    def right(self) -> DeviceUid | None:
        """The device that is right."""
        choice = self.right_choice.choice
        return None if choice is None else DeviceUid(choice)

    @property
    def users(self) -> tuple[RememberedUser, ...]:
        """Those selected, or else all in sight, that are not the same and are on that device."""
        right = self.right
        if right is None:
            return ()
        found = (row.user.remembered(right) for row in self._differing())
        return tuple(each for each in found if each is not None)

    @property
    def count(self) -> int:
        """How many of `users` would really be written."""
        written = self._written_now
        return sum(row.user.id in written for row in self._differing()) if written else 0

    @property
    def why_none(self) -> str:
        """Why nobody would be written, where that is so and known."""
        return "" if self.count or not self._is_worked_out else self._note.text()

    @property
    def has_differences(self) -> bool:
        """Whether anybody is not the same everywhere."""
        return any(row.user.standing is not Standing.SAME for row in self._model.records)

    def show_compared(
        self, compared: Compared, rows: Sequence[ComparisonRow], *, at: datetime
    ) -> None:
        """Show what was found, put into words; `at` is when that was."""
        self._at = at
        self._written.clear()
        self._clock.start()
        self._model.set_records(rows)
        standings = Counter(row.user.standing for row in rows)
        for standing, chip in self._chips.items():
            count = standings[standing]
            chip.setVisible(count > 0)
            chip.setText(
                self.tr("{standing} ({n})").format(
                    standing=standing_word(standing), n=number(count)
                )
            )
        self.headline.setText(self._words.headline(standings))
        same = standings[Standing.SAME]
        self._same = self._words.same(same) if same else ""
        self.tell_age()
        self.right_choice.set_choices([(uid, self._name_of(uid)) for uid in compared.devices])
        self._filter()

    def show_written(self, right: DeviceUid, written: frozenset[UserId]) -> None:
        """Take whom a device would bring in line."""
        self._written[right] = written
        self._tell_chosen()

    def tell_age(self) -> None:
        """Say how old the comparison is."""
        age = self.tr("Compared: {when}").format(when=when(self._at))
        self.rest.setText(f"{self._same} {age}".strip())

    # --- inside

    def _build(self) -> None:
        self.headline = Label(role="section", wrap=True)
        self.rest = Label(role="muted", wrap=True)
        self.table = Table(self._model, name=self.tr("Comparison"))
        self.right_choice = Choice()
        self._right_field = Field(self.right_choice, self.tr("Which device is &right?"))
        self._note = Label(role="muted", wrap=True)
        chips = QHBoxLayout()
        chips.setSpacing(Space.S)
        for standing in STANDING_SIGNS:
            chips.addWidget(self._chips[standing])
        chips.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self.headline)
        words.addWidget(self.rest)
        right = QHBoxLayout()
        right.setSpacing(Space.L)
        right.addWidget(self._right_field, 1)
        right.addWidget(self._note, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addLayout(words)
        layout.addLayout(chips)
        layout.addWidget(self.table, 1)
        layout.addLayout(right)
        self.setFocusProxy(self.table)

    def _differing(self) -> list[ComparisonRow]:
        rows = self.table.selected_records() or self._model.visible_records()
        return [row for row in rows if row.user.standing is not Standing.SAME]

    def _filter(self) -> None:
        wanted = {each for each, chip in self._chips.items() if chip.isChecked()}
        self._model.filter(partial(_is_shown, wanted))
        self._tell_chosen()

    @property
    def _is_worked_out(self) -> bool:
        return self.right in self._written

    @property
    def _written_now(self) -> frozenset[UserId]:
        right = self.right
        return frozenset() if right is None else self._written.get(right, frozenset())

    def _on_right_chosen(self, right: str) -> None:
        self._tell_chosen()
        if right not in self._written:
            self.right_chosen.emit(right)

    def _tell_chosen(self) -> None:
        rows = self._differing()
        self._note.setText(self._note_text(rows))
        self._right_field.setVisible(bool(rows))
        self.chosen_changed.emit()

    def _note_text(self, rows: Sequence[ComparisonRow]) -> str:
        """Say who of these stays as they are, and why."""
        right = self.right
        if right is None or not rows:
            return ""
        if not self._is_worked_out:
            return self.tr("Working out who would be copied …")
        device = self._name_of(right)
        there = [row.user for row in rows if right in row.user.seen]
        idle = [each.standing for each in there if each.id not in self._written_now]
        others = idle.count(Standing.ANOTHER_PERSON)
        said = [] if self.count else [self._words.nothing(device=device)]
        if absent := len(rows) - len(there):
            said.append(self._words.not_there(absent, device=device))
        if others:
            said.append(self._words.others(others))
        if rest := len(idle) - others:
            said.append(self._words.nothing_more(rest, device=device))
        return " ".join(said)


def _is_shown(wanted: set[Standing], row: ComparisonRow) -> bool:
    standing = row.user.standing
    return standing in wanted if wanted else standing is not Standing.SAME
