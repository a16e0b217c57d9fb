from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from rollcall.ui.models.table import Column, TableModel
from rollcall.ui.widgets.row_selection import selected_rows
from rollcall.ui.widgets.table import Table


def test_the_rows_are_those_the_table_tells(qtbot: QtBot) -> None:
    columns = [Column[str](key="name", title="Name", text=lambda text: text)] * 2
    model = TableModel[str](columns, key=lambda text: text)
    table = Table(model, name="Names")
    qtbot.addWidget(table)
    model.set_records(list("abcdefgh"))
    how = QItemSelectionModel.SelectionFlag
    for row in (6, 1, 2, 2):
        index = model.index(row, 0)
        table.selectionModel().select(index, how.Select | how.Rows)
    assert selected_rows(table, model) == table.selected_records() == ["b", "c", "g"]
    table.clearSelection()
    assert selected_rows(table, model) == []
