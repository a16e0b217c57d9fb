"""The third step of "Import users": what would be written, row by row, before anything is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.dialogs.import_users_course import ImportCourse
from rollcall.ui.dialogs.import_users_words import ImportWords
from rollcall.ui.i18n import number
from rollcall.ui.models import sheet_rows
from rollcall.ui.models.sheet_rows import ShownRow
from rollcall.ui.models.table import TableModel
from rollcall.ui.rights_words import RightsCounts
from rollcall.ui.sheet_words import column_title, kind_word
from rollcall.ui.theme import Space
from rollcall.ui.widgets.choice import Choice
from rollcall.ui.widgets.filter_chip import FilterChip
from rollcall.ui.widgets.label import IconLabel, Label
from rollcall.ui.widgets.table import Table
from rollcall.usecases.sheets.columns import SheetColumn
from rollcall.usecases.sheets.rows import Preview, RowKind, ZeroRule

__all__ = ["CheckStep"]

_TABLE_ROWS: Final = 6
_NAMED: Final = 5  # departments that are told by name


class CheckStep(QWidget):
    """Counts, warnings with what can be done about them, and the rows."""

    zeros_chosen = Signal(object)
    """(ZeroRule) What is done with IDs that lost their zeros."""
    adding_chosen = Signal(bool)
    """Whether departments are added to the device."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = TableModel[ShownRow](
            sheet_rows.columns(), key=lambda shown: shown.row.number, parent=self
        )
        self._words = ImportWords(self)
        self._rights = RightsCounts(self)
        self.chips: dict[RowKind, FilterChip] = {}
        self._build()

    def begin(self, course: ImportCourse) -> None:
        """Show a sheet that was checked for the first time, only what is not as on the device."""
        for kind, chip in self.chips.items():
            chip.blockSignals(True)
            chip.setChecked(kind is not RowKind.SAME)
            chip.blockSignals(False)
        self.zeros.blockSignals(True)
        self.zeros.choose(course.rules.zeros.name)
        self.zeros.blockSignals(False)
        self.adding.blockSignals(True)
        self.adding.setChecked(course.rules.adds_departments)
        self.adding.blockSignals(False)

    def show_rows(self, rows: list[ShownRow]) -> None:
        """Show the rows; saying them takes a while, so that is done before."""
        self._model.set_records(rows)
        self._filter()

    def show_counts(self, course: ImportCourse, preview: Preview) -> None:
        """Show how many there are, and what to look out for."""
        for kind, chip in self.chips.items():
            count = len(preview.of(kind))
            chip.setText(self.tr("{what}: {n}").format(what=kind_word(kind), n=number(count)))
            chip.setEnabled(count > 0)
        is_all_same = bool(preview.rows) and len(preview.of(RowKind.SAME)) == len(preview.rows)
        self._all_same.setVisible(is_all_same)
        self._all_same.setText(self._words.all_same(len(preview.rows)) if is_all_same else "")
        if is_all_same:  # else the table would be empty
            self.chips[RowKind.SAME].setChecked(True)
        _tell(self._raising, self._rights.raised(preview.raises))
        _tell(self._room, self._words.room(preview))
        _tell(self._reader, self._reader_text(preview))
        self._zeros_row.setVisible(course.zeros_lost > 0)
        self._zeros_text.setText(self._words.zeros_lost(course.zeros_lost))
        missing = course.departments_missing
        self.adding.setVisible(bool(missing))
        more = " …" if len(missing) > _NAMED else ""
        self.adding.setText(
            self.tr("Add to the device the departments it has not: {names}").format(
                names=", ".join(missing[:_NAMED]).replace("&", "&&") + more
            )
        )

    # --- inside

    def _build(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(Space.S)
        for kind in RowKind:
            chip = self.chips[kind] = FilterChip(kind_word(kind))
            chip.toggled.connect(self._filter)
            chips.addWidget(chip)
        chips.addStretch(1)
        self._all_same = Label(wrap=True)
        self._all_same.hide()
        self._raising = _warning()
        self._room = _warning()
        self._reader = _warning()
        self.adding = QCheckBox()
        self.adding.toggled.connect(self.adding_chosen)
        self.table = Table(self._model, name=self.tr("Rows of the sheet"))
        self.table.setMinimumHeight(_TABLE_ROWS * Space.ROW_HEIGHT)
        clear = Label(
            self.tr("An empty cell leaves the user as it is: importing never clears anything."),
            role="caption",
            wrap=True,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addLayout(chips)
        layout.addWidget(self._all_same)
        for each in (self._raising, self._room, self._reader, self.adding, self._zeros()):
            layout.addWidget(each)
        layout.addWidget(self.table, 1)
        layout.addWidget(clear)

    def _zeros(self) -> QWidget:
        self._zeros_text = Label(wrap=True)
        self.zeros = Choice(name=self.tr("IDs that lost their zeros"))
        self.zeros.setAccessibleDescription(self.zeros.accessibleName())
        self.zeros.set_choices(
            [
                (ZeroRule.LEAVE_OUT.name, self.tr("Leave these rows out")),
                (ZeroRule.AS_ON_DEVICE.name, self.tr("They are those on the device")),
                (ZeroRule.AS_WRITTEN.name, self.tr("They are new users")),
            ]
        )
        self.zeros.chosen.connect(self._on_zeros_chosen)
        self._zeros_row = QWidget()
        row = QHBoxLayout(self._zeros_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(IconLabel("triangle-alert", "warning"))
        row.addWidget(self._zeros_text, 1)
        row.addWidget(self.zeros)
        return self._zeros_row

    def _reader_text(self, preview: Preview) -> str:
        if not preview.without_reader:
            return ""
        names = [column_title(each) for each in SheetColumn if each in preview.without_reader]
        return self.tr("This device stores no {columns}: that column is not sent.").format(
            columns=", ".join(names)
        )

    def _filter(self) -> None:
        wanted = {kind for kind, chip in self.chips.items() if chip.isChecked()}
        self._model.filter(lambda shown: shown.row.kind in wanted)

    def _on_zeros_chosen(self, key: str) -> None:
        self.zeros_chosen.emit(ZeroRule[key])


class _Warning(QWidget):
    """A sentence with the sign of a warning."""

    def __init__(self) -> None:
        super().__init__()
        self.label = Label(wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(IconLabel("triangle-alert", "warning"))
        row.addWidget(self.label, 1)
        self.hide()


def _warning() -> _Warning:
    return _Warning()


def _tell(warning: _Warning, text: str) -> None:
    warning.label.setText(text)
    warning.setVisible(bool(text))
