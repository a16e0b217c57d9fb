from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from rollcall.settings import Columns
from rollcall.ui.models.table import Column, TableModel
from rollcall.ui.theme import LIGHT
from rollcall.ui.widgets.table import Table

Row = tuple[str, str]
COLUMNS = (
    Column[Row](key="id", title="ID", text=lambda row: row[0], width=100),
    Column[Row](key="name", title="Name", text=lambda row: row[1], width=200),
    Column[Row](key="note", title="Note", text=lambda row: "-", width=80),
)
ROWS = [("007", "Ann"), ("12", "Bob"), ("9", "Zoë")]
ShowTable = Callable[..., Table[Row]]


@pytest.fixture
def show_table(qtbot: QtBot) -> Iterator[ShowTable]:
    shown: list[Table[Row]] = []

    def show(columns: Columns | None = None, told: list[Columns] | None = None) -> Table[Row]:
        model = TableModel(COLUMNS, key=lambda row: row[0])
        model.set_records(ROWS)
        on_changed = None if told is None else told.append
        table = Table(model, name="Users", columns=columns, on_columns_changed=on_changed)
        model.setParent(table)
        qtbot.addWidget(table)
        table.resize(600, 300)
        table.show()
        shown.append(table)
        return table

    yield show
    for table in shown:
        table.hide()


def model_of(table: Table[Row]) -> TableModel[Row]:
    model = table.model()
    assert isinstance(model, TableModel)
    return model


def test_table_has_a_name_and_whole_rows(show_table: ShowTable) -> None:
    table = show_table()
    assert table.accessibleName() == "Users"
    table.select_key("12")
    assert table.selected_records() == [ROWS[1]]
    assert table.current_record() == ROWS[1]
    table.select_key("unknown")
    assert table.selected_records() == [ROWS[1]]


def test_selection_change_is_told(show_table: ShowTable, qtbot: QtBot) -> None:
    table = show_table()
    with qtbot.waitSignal(table.selection_changed):
        table.select_key("12")
    with qtbot.waitSignal(table.selection_changed):
        model_of(table).search("ann")
    assert table.selected_records() == []
    assert table.current_record() is None


def test_enter_and_double_click_activate_the_record(show_table: ShowTable, qtbot: QtBot) -> None:
    table = show_table()
    table.select_key("9")
    with qtbot.waitSignal(table.record_activated) as heard:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == [ROWS[2]]
    with qtbot.waitSignal(table.record_activated) as heard:
        table.doubleClicked.emit(table.model().index(0, 0))
    assert heard.args == [ROWS[0]]


def test_copy_takes_the_columns_as_they_stand(show_table: ShowTable, qtbot: QtBot) -> None:
    table = show_table(Columns(order=("name", "id"), hidden=("note",)))
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Ann\t007\nBob\t12\nZoë\t9"


def test_header_sorts_by_value(show_table: ShowTable) -> None:
    table = show_table()
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert [row[0] for row in model_of(table).visible_records()] == ["007", "9", "12"]


def test_columns_come_back_as_they_were_left(show_table: ShowTable) -> None:
    left = Columns(
        order=("name", "id", "note"),
        widths={"id": 90, "name": 210, "note": 70},
        hidden=("note",),
        sort=("id", "down"),
    )
    table = show_table(left)
    header = table.horizontalHeader()
    assert [header.logicalIndex(at) for at in range(3)] == [1, 0, 2]
    assert table.isColumnHidden(2)
    assert table.columnWidth(1) == 210
    assert [row[0] for row in model_of(table).visible_records()] == ["12", "9", "007"]


def test_columns_of_another_version_do_no_harm(show_table: ShowTable) -> None:
    table = show_table(Columns(order=("gone", "name"), hidden=("gone",), sort=("gone", "up")))
    assert table.horizontalHeader().logicalIndex(0) == 1


def test_change_of_columns_is_told_once(show_table: ShowTable, qtbot: QtBot) -> None:
    told: list[Columns] = []
    table = show_table(told=told)
    header = table.horizontalHeader()
    for width in range(100, 150):
        header.resizeSection(0, width)
    header.moveSection(0, 1)
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1
    assert told[0].widths["id"] == 149
    assert told[0].order == ("name", "id", "note")


def test_change_is_told_when_the_table_goes_out_of_sight(show_table: ShowTable) -> None:
    told: list[Columns] = []
    table = show_table(told=told)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    table.hide()
    assert [columns.sort for columns in told] == [("name", "down")]


def test_menu_of_the_header_hides_and_resets_columns(show_table: ShowTable) -> None:
    table = show_table()
    header = table.horizontalHeader()
    header.customContextMenuRequested.emit(QPoint(5, 5))
    menu = header.findChildren(QMenu)[-1]
    assert menu.isVisible()
    actions = {action.text(): action for action in menu.actions()}
    actions["Note"].trigger()
    assert table.isColumnHidden(2)
    actions["Reset columns"].trigger()
    assert not table.isColumnHidden(2)
    menu.close()


def test_last_column_cannot_be_hidden(show_table: ShowTable) -> None:
    table = show_table(Columns(hidden=("id", "note")))
    header = table.horizontalHeader()
    header.customContextMenuRequested.emit(QPoint(5, 5))
    menu = header.findChildren(QMenu)[-1]
    assert [a.isEnabled() for a in menu.actions()[:3]] == [True, False, True]
    menu.close()


def test_right_click_offers_the_actions_on_rows(show_table: ShowTable) -> None:
    table = show_table()
    table.set_row_actions([QAction("Delete", table)])
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    table.contextMenuEvent(event)
    assert not [menu for menu in table.findChildren(QMenu) if menu.isVisible()]
    table.select_key("12")
    table.contextMenuEvent(event)
    menu = next(menu for menu in table.findChildren(QMenu) if menu.isVisible())
    assert [action.text() for action in menu.actions()] == ["Delete"]
    menu.close()


def test_heading_asks_nothing_about_selected_rows(show_table: ShowTable) -> None:
    table = show_table()
    table.selectAll()
    assert not table.horizontalHeader().selectionModel().hasSelection()
    assert len(table.selected_records()) == 3


def test_keyboard_enters_at_the_first_row_or_where_it_was(
    show_table: ShowTable, qtbot: QtBot
) -> None:
    table = show_table()
    with qtbot.waitActive(table):
        table.activateWindow()
    table.enter()
    assert table.hasFocus()
    assert table.selected_records() == [ROWS[0]]
    table.select_key("12")
    table.enter()
    assert table.selected_records() == [ROWS[1]]
    model_of(table).search("nobody")
    table.enter()
    assert table.selected_records() == []


def test_rows_in_sight_are_known(show_table: ShowTable) -> None:
    table = show_table()
    assert table.rows_in_sight() == range(3)
    model_of(table).set_records([(str(at), "x") for at in range(1000)])
    table.scrollToBottom()
    in_sight = table.rows_in_sight()
    assert in_sight.stop == 1000
    assert len(in_sight) < 12


def test_row_below_the_mouse_is_tinted(show_table: ShowTable) -> None:
    table = show_table()
    where = QPointF(500, 18)

    def tint() -> str:
        return table.viewport().grab().toImage().pixelColor(500, 6).name().upper()

    moved = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        where,
        where,
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    assert tint() == LIGHT.surface
    QApplication.sendEvent(table.viewport(), moved)
    assert tint() == LIGHT.hover


def test_selected_row_is_tinted_in_both_directions(show_table: ShowTable) -> None:
    table = show_table()
    table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    table.select_key("12")
    shown = table.viewport().grab().toImage().pixelColor(300, 36 + 6)
    assert shown == QColor(LIGHT.selection)


def test_tab_leaves_the_table(show_table: ShowTable) -> None:
    assert not show_table().tabKeyNavigation()


def test_selected_records_come_from_the_top_and_once(qtbot: QtBot) -> None:
    columns = [Column[str](key="name", title="Name", text=lambda text: text)] * 2
    model = TableModel[str](columns, key=lambda text: text)
    table = Table(model, name="Names")
    qtbot.addWidget(table)
    model.set_records(list("abcdefgh"))
    how = QItemSelectionModel.SelectionFlag
    for row in (6, 1, 2, 2):
        table.selectionModel().select(model.index(row, 0), how.Select | how.Rows)
    assert table.selected_records() == ["b", "c", "g"]
    table.clearSelection()
    assert table.selected_records() == []
