"""What a comparison found: only the differences at first, and which device is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rollcall.protocol.info import DeviceUid
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
from rollcall.usecases.copying.compare import Compared, Standing

__all__ = ["CompareView"]


class CompareView(QWidget):
    """Shows a comparison; `users` are those to be brought in line with `right`."""

    chosen_changed = Signal()

    def __init__(
        self, *, name_of: Callable[[DeviceUid], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._words = CompareCounts(self)
        self._model = TableModel[ComparisonRow](columns(), key=lambda row: row.key, parent=self)
        self._chips = {each: FilterChip(icon_name=STANDING_SIGNS[each][0]) for each in Standing}
        self._build()
        for chip in self._chips.values():
            chip.toggled.connect(self._filter)
        self.table.selection_changed.connect(self._tell_chosen)
        self.right_choice.chosen.connect(self._tell_chosen)

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
        """How many `users` there are."""
        right = self.right
        return 0 if right is None else sum(right in row.user.seen for row in self._differing())

    def show_compared(self, compared: Compared, rows: Sequence[ComparisonRow]) -> None:
        """Show what was found, put into words."""
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
        self.rest.setText(self._words.same(same) if same else "")
        self.rest.setVisible(bool(same))
        self.right_choice.set_choices([(uid, self._name_of(uid)) for uid in compared.devices])
        self._filter()

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

    def _tell_chosen(self) -> None:
        right = self.right
        rows = self._differing()
        absent = 0 if right is None else sum(right not in row.user.seen for row in rows)
        said = (
            self._words.not_there(absent, device=self._name_of(right)) if absent and right else ""
        )
        self._note.setText(said)
        self._right_field.setVisible(bool(rows))
        self.chosen_changed.emit()


def _is_shown(wanted: set[Standing], row: ComparisonRow) -> bool:
    standing = row.user.standing
    return standing in wanted if wanted else standing is not Standing.SAME
