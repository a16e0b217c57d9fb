from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from rollcall.ui.models.table import RECORD_ROLE, SORT_ROLE, Column, TableModel

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    age: int = 30


ANN, BOB, ZOE = Person("007", "Ann Müller", 40), Person("12", "Bob"), Person("9", "Zoë 张伟", 20)
COLUMNS = (
    Column[Person](key="id", title="ID", text=lambda each: each.id),
    Column[Person](key="name", title="Name", text=lambda each: each.name),
    Column[Person](key="age", title="Age", text=lambda p: str(p.age), sort=lambda p: p.age),
)


@pytest.fixture
def model(qtbot: QtBot) -> TableModel[Person]:
    model = TableModel(COLUMNS, key=lambda person: person.id)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    assert tester.model() is model
    model.set_records([ANN, BOB, ZOE])
    return model


def names(model: TableModel[Person]) -> list[str]:
    return [person.name.split()[0] for person in model.visible_records()]


def test_cells_are_what_the_columns_say(model: TableModel[Person]) -> None:
    index = model.index(0, 1)
    assert index.data() == "Ann Müller"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Ann Müller"
    assert index.data(RECORD_ROLE) is ANN
    assert model.index(0, 2).data(SORT_ROLE) == 40
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Name"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert (model.rowCount(), model.columnCount()) == (3, 3)
    assert model.rowCount(index) == 0


def test_records_stand_in_the_order_they_came(model: TableModel[Person]) -> None:
    assert names(model) == ["Ann", "Bob", "Zoë"]
    assert model.records == (ANN, BOB, ZOE)


@pytest.mark.parametrize(
    ("column", "order", "sorted_names"),
    [
        (0, UP, ["Ann", "Zoë", "Bob"]),
        (0, DOWN, ["Bob", "Zoë", "Ann"]),
        (2, UP, ["Zoë", "Bob", "Ann"]),
        (-1, UP, ["Ann", "Bob", "Zoë"]),
    ],
)
def test_sort_uses_values_and_counts_as_people_do(
    model: TableModel[Person], column: int, order: Qt.SortOrder, sorted_names: list[str]
) -> None:
    model.sort(column, order)
    assert names(model) == sorted_names


def test_sort_is_stable(model: TableModel[Person]) -> None:
    model.update_records([replace(BOB, age=40)])
    model.sort(2, DOWN)
    assert names(model) == ["Ann", "Bob", "Zoë"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ann", ["Ann"]),
        ("muller", ["Ann"]),
        ("MÜL ann", ["Ann"]),
        ("07", ["Ann"]),
        ("张", ["Zoë"]),
        ("zoe", ["Zoë"]),
        ("ann bob", []),
        ("  ", ["Ann", "Bob", "Zoë"]),
    ],
)
def test_search_finds_every_word_in_any_column(
    model: TableModel[Person], text: str, found: list[str]
) -> None:
    model.search(text)
    assert names(model) == found
    assert model.visible_count == len(found)
    assert model.count == 3


def test_filter_and_search_hold_together(model: TableModel[Person]) -> None:
    model.filter(lambda person: person.age >= 30)
    assert names(model) == ["Ann", "Bob"]
    model.search("b")
    assert names(model) == ["Bob"]
    model.filter(None)
    model.search("")
    assert names(model) == ["Ann", "Bob", "Zoë"]


def test_visible_count_is_told_when_it_changes(model: TableModel[Person], qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.visible_changed):
        model.search("ann")
    with qtbot.assertNotEmitted(model.visible_changed):
        model.search("ann ")


def test_selection_follows_the_record(model: TableModel[Person]) -> None:
    selection = QItemSelectionModel(model)
    rows = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    selection.setCurrentIndex(model.index(1, 0), rows)
    model.sort(0, UP)
    assert [model.record(index) for index in selection.selectedRows()] == [BOB]
    model.search("b")
    assert model.record(selection.currentIndex()) == BOB
    model.search("")
    model.set_records([ZOE, replace(BOB, name="Bobby"), ANN])
    assert model.record(selection.currentIndex()).name == "Bobby"


def test_record_that_is_filtered_out_is_no_longer_selected(model: TableModel[Person]) -> None:
    selection = QItemSelectionModel(model)
    rows = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    selection.setCurrentIndex(model.index(1, 0), rows)
    model.search("ann")
    assert selection.selectedRows() == []
    assert not selection.currentIndex().isValid()


def changes(model: TableModel[Person]) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    return told


def test_update_draws_only_what_is_new(model: TableModel[Person], qtbot: QtBot) -> None:
    told = changes(model)
    with qtbot.assertNotEmitted(model.layoutChanged):
        model.update_records([ANN, replace(BOB, age=31)])
    assert told == [(1, 1)]
    assert model.record(1).age == 31


def test_update_tells_rows_that_lie_together_at_once(model: TableModel[Person]) -> None:
    told = changes(model)
    model.update_records([replace(ANN, age=1), replace(BOB, age=1)])
    assert told == [(0, 1)]


def test_update_moves_a_row_whose_value_sorts_elsewhere(model: TableModel[Person]) -> None:
    model.sort(2, UP)
    model.update_records([replace(ZOE, age=99)])
    assert names(model) == ["Bob", "Ann", "Zoë"]


def test_update_puts_new_records_into_their_place(model: TableModel[Person]) -> None:
    model.sort(0, UP)
    model.update_records([Person("10", "Cy")])
    assert names(model) == ["Ann", "Zoë", "Cy", "Bob"]


def test_update_shows_and_hides_by_the_filter(model: TableModel[Person]) -> None:
    model.search("bob")
    model.update_records([replace(ANN, name="Bob's sister"), replace(BOB, name="Robert")])
    assert [person.name for person in model.visible_records()] == ["Bob's sister"]


def test_remove_takes_records_out(model: TableModel[Person]) -> None:
    model.remove(["007", "unknown"])
    assert names(model) == ["Bob", "Zoë"]
    assert model.get("007") is None
    assert model.get("9") is ZOE
    assert (model.row_of("9"), model.row_of("007")) == (1, None)


def test_titles_change_with_the_language(model: TableModel[Person], qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.headerDataChanged):
        model.set_columns([replace(column, title=column.title.upper()) for column in COLUMNS])
    assert model.headerData(1, Qt.Orientation.Horizontal) == "NAME"


def test_same_rows_with_other_records_are_drawn_again(model: TableModel[Person]) -> None:
    told = changes(model)
    model.set_records([ANN, replace(BOB, name="Robert"), ZOE])
    assert told == [(1, 1)]
    assert names(model) == ["Ann", "Robert", "Zoë"]


def test_rows_that_stay_but_changed_are_told_when_others_come_or_go(
    model: TableModel[Person],
) -> None:
    told = changes(model)
    model.set_records([replace(ZOE, name="Zora"), ANN])
    assert told == [(0, 0)]
    assert names(model) == ["Zora", "Ann"]


def test_redraw_tells_every_row(model: TableModel[Person]) -> None:
    told = changes(model)
    model.redraw()
    assert told == [(0, 2)]


def test_search_text_is_prepared_between_events(qtbot: QtBot) -> None:
    asked: list[str] = []

    def text(person: Person) -> str:
        asked.append(person.id)
        return person.name

    model = TableModel(COLUMNS, key=lambda person: person.id, search=text)
    model.set_records([Person(str(at), f"Person {at}") for at in range(1000)])
    qtbot.waitUntil(lambda: len(asked) == 1000)
    model.search("person 99")
    assert len(asked) == 1000
    assert model.visible_count == 19


def test_sort_keys_are_prepared_between_events(qtbot: QtBot) -> None:
    asked: list[str] = []

    def order(person: Person) -> str:
        asked.append(person.id)
        return person.name

    column = Column[Person](key="name", title="Name", text=lambda each: each.name, sort=order)
    model = TableModel([column], key=lambda person: person.id)
    model.set_records([ANN, BOB])
    qtbot.waitUntil(lambda: asked == [ANN.id, BOB.id])


def test_empty_model_is_a_correct_one(qtbot: QtBot) -> None:
    model = TableModel(COLUMNS, key=lambda person: person.id)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.set_records([ANN])
    model.set_records([])
    model.redraw()
    assert model.rowCount() == 0
