from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rollcall.settings import Columns
from rollcall.ui.models.table import Column, TableModel
from rollcall.ui.widgets.header import TableHeader


def test_remembered_is_what_was_restored(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    model = TableModel(
        [Column[str](key=key, title=key.upper(), text=str) for key in ("a", "b", "c")], key=hash
    )
    header = TableHeader(model, on_changed=None, parent=place)
    header.setModel(model)
    left = Columns(
        order=("c", "a", "b"), widths={"a": 80, "c": 120}, hidden=("b",), sort=("c", "down")
    )
    header.restore(left)
    assert [column.key for column in header.shown_columns()] == ["c", "a"]
    remembered = header.remembered
    assert (remembered.order, remembered.hidden) == (left.order, left.hidden)
    assert remembered.sort == left.sort
    assert remembered.widths["c"] == 120
