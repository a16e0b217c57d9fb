"""The rows of the user grid while users come, go and are looked for."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from rollcall.protocol.users import UserId
from rollcall.ui.models import users
from rollcall.ui.models.table import TableModel
from rollcall.ui.pages.user_filters import UserFilters
from rollcall.ui.pages.user_rows import UserRows
from rollcall.ui.pages.user_table import UserTable
from rollcall.usecases.roster import RosterEntry
from tests.ui.user_fakes import ANN, BOB, LI, a_user, current


class Grid:
    """A table with its filters, and whether its device is being read."""

    def __init__(self, qtbot: QtBot) -> None:
        self.is_reading = False
        self.model = TableModel[RosterEntry](
            users.columns(), key=lambda entry: entry.id, search=users.search_text
        )
        self.table = UserTable(self.model, columns=None, on_columns_changed=lambda _: None)
        self.filters = UserFilters()
        self.filters.retranslate()
        for each in (self.table, self.filters):
            qtbot.addWidget(each)
        self.rows = UserRows(
            self.model,
            table=self.table,
            filters=self.filters,
            is_reading=lambda: self.is_reading,
            parent=self.table,
        )

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.model.visible_records()]


@pytest.fixture
def grid(qtbot: QtBot) -> Grid:
    return Grid(qtbot)


def test_users_stand_in_the_order_of_ids(grid: Grid) -> None:
    grid.rows.fill(current(BOB, ANN, LI))
    assert grid.ids == ["007", "9", "12"]


def test_new_ones_stay_at_the_end_until_all_are_read(grid: Grid) -> None:
    grid.rows.fill(current(ANN, BOB))
    grid.is_reading = True
    grid.rows.take(tuple(current(LI)))
    grid.rows._choices.timeout.emit()
    assert grid.ids == ["007", "12", "9"]
    grid.is_reading = False
    grid.rows._choices.timeout.emit()
    assert grid.ids == ["007", "9", "12"]


def test_users_who_are_gone_go(grid: Grid) -> None:
    grid.rows.fill(current(ANN, BOB))
    grid.rows.remove([ANN.id])
    assert grid.ids == ["12"]


def test_departments_are_offered_once_users_are_known(grid: Grid) -> None:
    grid.rows.fill(current(ANN, BOB))
    grid.filters.chips[0].choose("Sales")
    assert grid.ids == ["007"]


def test_one_is_gone_to_in_order_and_not_where_a_filter_hides_them(grid: Grid) -> None:
    grid.rows.fill(current(ANN, BOB))
    new = a_user("8", "New")
    grid.rows.take(tuple(current(new)))
    assert grid.rows.go_to(new.id)
    assert grid.ids == ["007", "8", "12"]
    assert [each.id for each in grid.table.selected_records()] == ["8"]
    grid.filters.search_field.setText("bob")
    assert not grid.rows.go_to(new.id)
    assert not grid.rows.go_to(UserId("99"))
