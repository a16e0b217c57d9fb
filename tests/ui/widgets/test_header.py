from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rollcall.settings import Columns
from rollcall.ui.models.table import Column, TableModel
from rollcall.ui.widgets.header import TableHeader


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    place = QWidget()
    qtbot.addWidget(place)
    place.show()
    return place


def a_header(place: QWidget, *, rest: str = "") -> TableHeader:
    model = TableModel(
        [
            Column[str](key=key, title=key.upper(), text=str, width=100, takes_rest=key == rest)
            for key in ("a", "b", "c")
        ],
        key=hash,
    )
    header = TableHeader(model, on_changed=None, parent=place)
    header.setModel(model)
    header.restore(Columns())
    header.show()
    return header


def widths(header: TableHeader) -> list[int]:
    return [header.sectionSize(at) for at in range(header.count())]


def test_one_column_takes_the_rest_when_there_is_room(place: QWidget) -> None:
    header = a_header(place, rest="a")
    header.resize(600, 36)
    assert widths(header) == [400, 100, 100]
    header.resizeSection(1, 150)
    assert widths(header) == [350, 150, 100]


def test_the_column_keeps_its_width_when_there_is_no_room(place: QWidget) -> None:
    header = a_header(place, rest="a")
    header.resize(250, 36)
    assert widths(header) == [100, 100, 100]
    header.resize(700, 36)
    assert widths(header) == [500, 100, 100]


def test_the_rest_is_not_remembered(place: QWidget) -> None:
    header = a_header(place, rest="a")
    header.resize(600, 36)
    assert header.remembered.widths == {"b": 100, "c": 100}


def test_the_last_column_takes_the_rest_when_its_taker_is_hidden(place: QWidget) -> None:
    header = a_header(place, rest="a")
    header.resize(600, 36)
    header.column_menu().actions()[0].setChecked(False)
    assert widths(header) == [0, 100, 500]


def test_the_last_column_takes_the_rest_when_no_other_does(place: QWidget) -> None:
    header = a_header(place)
    header.resize(600, 36)
    assert widths(header) == [100, 100, 400]


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
