"""The second step of "Import users": how the file is read, and which column is which."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from rollcall.ui.dialogs.import_users_words import ImportWords
from rollcall.ui.sheet_words import column_title, encoding_name, separator_name
from rollcall.ui.theme import Space
from rollcall.ui.widgets.choice import Choice
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import ElidedLabel, Label
from rollcall.usecases.sheets.cells import shown
from rollcall.usecases.sheets.columns import Matching, SheetColumn
from rollcall.usecases.sheets.csv_text import SEPARATORS
from rollcall.usecases.sheets.encodings import ENCODINGS
from rollcall.usecases.sheets.sheet import FileKind, Read, Sheet, column_letter

__all__ = ["ColumnsStep"]

_NOWHERE: Final = "-"
_SAMPLES: Final = 3
_LOOKED_AT: Final = 50  # rows, for samples
_HEADER_ROWS: Final = 10
_SHORT: Final = 40  # characters of a heading in a choice


class ColumnsStep(QWidget):
    """Shows what was found out and lets the administrator say otherwise."""

    read_asked = Signal(object)
    """(Read) Read the file in another way."""
    matched = Signal(object, object)
    """(SheetColumn, int | None) One of our columns is there, or nowhere."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._words = ImportWords(self)
        self._build()
        self._connect()

    def show_sheet(self, sheet: Sheet, matching: Matching) -> None:
        """Show how a file was read and matched."""
        is_other = sheet is not self._sheet
        self._sheet = sheet
        if is_other:
            self._offer(sheet)
        for column, choice in self.choices.items():
            at = matching.get(column)
            _set(choice, _NOWHERE if at is None else str(at))
            self._samples[column].set_whole("" if at is None else _sample(sheet, at, column))
        used = set(matching.values())
        ignored = [_heading(sheet, at) for at in range(len(sheet.headings)) if at not in used]
        self._ignored.setText(
            self.tr("Not used: {columns}").format(columns=", ".join(ignored)) if ignored else ""
        )
        self._ignored.setVisible(bool(ignored))
        self._need.setVisible(SheetColumn.ID not in matching)

    # --- inside

    def _build(self) -> None:
        self.said = Label(wrap=True)
        self.worksheet = Choice()
        self.encoding = Choice()
        self.separator = Choice()
        self.header = Choice()
        self._fields = {
            self.worksheet: Field(self.worksheet, self.tr("Worksheet")),
            self.encoding: Field(self.encoding, self.tr("Encoding")),
            self.separator: Field(self.separator, self.tr("Separator")),
            self.header: Field(self.header, self.tr("Headings are in")),
        }
        self.encoding.set_choices([(each, encoding_name(each)) for each in ENCODINGS])
        self.separator.set_choices([(each, separator_name(each)) for each in SEPARATORS])
        how = QHBoxLayout()
        how.setSpacing(Space.L)
        for field in self._fields.values():
            how.addWidget(field, 1)
        how.addStretch(1)
        self._need = Label(
            self.tr("Which column holds the ID? Without it nobody can be told apart."),
            role="danger",
            wrap=True,
        )
        self._ignored = Label(role="caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addWidget(self.said)
        layout.addLayout(how)
        layout.addLayout(self._grid())
        layout.addWidget(self._need)
        layout.addWidget(self._ignored)
        layout.addStretch(1)

    def _grid(self) -> QGridLayout:
        self.choices: dict[SheetColumn, Choice] = {}
        self._samples: dict[SheetColumn, ElidedLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S)
        for at, title in enumerate(
            (self.tr("On the device"), self.tr("In the sheet"), self.tr("For example"))
        ):
            grid.addWidget(Label(title, role="caption"), 0, at)
        for row, column in enumerate(SheetColumn, 1):
            title = column_title(column)
            name = self.tr("Column for {what}").format(what=title)
            choice = self.choices[column] = Choice(name=name)
            choice.setAccessibleDescription(name)  # of a choice, Linux tells the value as its name
            sample = self._samples[column] = ElidedLabel(role="muted")
            label = Label(title)
            label.setBuddy(choice)
            grid.addWidget(label, row, 0)
            grid.addWidget(choice, row, 1)
            grid.addWidget(sample, row, 2)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        return grid

    def _connect(self) -> None:
        for each in self._fields:
            each.chosen.connect(self._on_reading_chosen)
        for column, choice in self.choices.items():
            choice.chosen.connect(partial(self._on_chosen, column))

    def _offer(self, sheet: Sheet) -> None:
        """Show the ways to read this file and its columns."""
        is_text = sheet.kind is FileKind.CSV
        self._fields[self.encoding].setVisible(is_text)
        self._fields[self.separator].setVisible(is_text)
        self._fields[self.worksheet].setVisible(len(sheet.worksheets) > 1)
        _offer(self.worksheet, [(each, each) for each in sheet.worksheets], sheet.worksheet)
        _set(self.encoding, sheet.encoding)
        _set(self.separator, sheet.separator)
        rows = range(1, min(max(_HEADER_ROWS, sheet.header_row), len(sheet.rows)) + 1)
        _offer(
            self.header,
            [
                ("0", self.tr("No row")),
                *((str(each), self.tr("Row {n}").format(n=each)) for each in rows),
            ],
            str(sheet.header_row),
        )
        columns = [(_NOWHERE, self.tr("Not in this sheet"))]
        columns += [(str(at), _heading(sheet, at)) for at in range(len(sheet.headings))]
        for choice in self.choices.values():
            _offer(choice, columns, _NOWHERE)
        self.said.setText(self._words.rows(sheet))

    def _on_reading_chosen(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        is_same_place = self.worksheet.choice in (None, sheet.worksheet)
        is_same_text = (self.encoding.choice, self.separator.choice) == (
            sheet.encoding,
            sheet.separator,
        )
        keeps_header = is_same_place and (is_same_text or sheet.kind is not FileKind.CSV)
        is_text = sheet.kind is FileKind.CSV
        self.read_asked.emit(
            Read(
                worksheet=self.worksheet.choice,
                encoding=self.encoding.choice if is_text else None,
                separator=self.separator.choice if is_text else None,
                header_row=int(self.header.choice or 0) if keeps_header else None,
            )
        )

    def _on_chosen(self, column: SheetColumn, key: str) -> None:
        self.matched.emit(column, None if key == _NOWHERE else int(key))


def _heading(sheet: Sheet, at: int) -> str:
    name = sheet.headings[at][:_SHORT]
    return f"{column_letter(at)}: {name}" if name else column_letter(at)


def _sample(sheet: Sheet, at: int, column: SheetColumn) -> str:
    """Give a few cells of a column; of cards the end only, of passwords nothing."""
    found = (" ".join(shown(row[at]).split()) for row in sheet.body[:_LOOKED_AT])
    texts = list(dict.fromkeys(filter(None, found)))[:_SAMPLES]
    if column is SheetColumn.PASSWORD:
        texts = ["••••"] * len(texts)
    elif column is SheetColumn.CARD:
        texts = [f"•••{each[-2:]}" for each in texts]
    return ", ".join(texts)


def _offer(choice: Choice, choices: Sequence[tuple[str, str]], key: str) -> None:
    choice.set_choices(choices)
    _set(choice, key)


def _set(choice: Choice, key: str) -> None:
    """Choose without telling."""
    was_blocked = choice.blockSignals(True)
    choice.choose(key)
    choice.blockSignals(was_blocked)
