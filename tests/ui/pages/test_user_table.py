from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from rollcall.settings import Columns
from rollcall.ui.models import users
from rollcall.ui.models.table import TableModel
from rollcall.ui.pages.user_table import UserTable
from rollcall.ui.theme import LIGHT
from rollcall.usecases.roster import RosterEntry
from tests.ui.user_fakes import a_user, current, id_only, last_known

FULL = a_user("1", face=True, fingers=10, palms=1, card=True, password=True)
NONE = a_user("2", palms=0)
SILENT = a_user("3", face=None, fingers=None, palms=None, card=None, password=None)


@pytest.fixture
def table(qtbot: QtBot) -> UserTable:
    model = TableModel[RosterEntry](users.columns(), key=lambda entry: entry.user.id)
    left: list[Columns] = []
    table = UserTable(model, columns=None, on_columns_changed=left.append)
    model.setParent(table)
    qtbot.addWidget(table)
    table.resize(800, 300)
    table.show()
    return table


def model_of(table: UserTable) -> TableModel[RosterEntry]:
    model = table.model()
    assert isinstance(model, TableModel)
    return model


def cell(table: UserTable, row: int, column: int) -> QImage:
    rect = table.visualRect(table.model().index(row, column)).adjusted(0, 0, 0, -2)
    return table.viewport().grab(rect).toImage()


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def test_credentials_are_drawn_or_dashed_or_left_out(table: UserTable) -> None:
    model_of(table).set_records([*current(FULL, NONE, SILENT), id_only("4")])
    credentials = 4
    assert LIGHT.text in colours(cell(table, 0, credentials))
    assert colours(cell(table, 1, credentials)) == {LIGHT.surface, LIGHT.control}
    assert colours(cell(table, 2, credentials)) == {LIGHT.surface}
    assert colours(cell(table, 3, credentials)) == {LIGHT.surface}


def test_last_known_credentials_are_muted(table: UserTable) -> None:
    model_of(table).set_records(last_known(FULL))
    shown = colours(cell(table, 0, 4))
    assert LIGHT.text not in shown
    assert LIGHT.muted in shown


def test_selected_credentials_stand_on_the_tint(table: UserTable) -> None:
    model_of(table).set_records(current(FULL, NONE))
    table.select_key("2")
    assert colours(cell(table, 1, 4)) == {LIGHT.selection, LIGHT.control}


def test_credentials_are_mirrored_from_right_to_left(table: UserTable) -> None:
    model_of(table).set_records(current(a_user("1", face=True, fingers=None, card=None)))
    left = cell(table, 0, 4)
    table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    right = cell(table, 0, 4)

    def middle(image: QImage) -> float:
        ink = QColor(LIGHT.text)
        xs = [
            x
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y) == ink
        ]
        return sum(xs) / len(xs) / image.width()

    assert middle(left) < 0.5 < middle(right)


def test_name_to_come_is_a_quiet_bar(table: UserTable) -> None:
    model_of(table).set_records([id_only("1")])
    assert LIGHT.pressed in colours(cell(table, 0, 1))
    table.setColumnHidden(1, True)
    assert LIGHT.pressed not in colours(table.viewport().grab().toImage())


def test_users_on_screen_are_known(table: UserTable) -> None:
    assert table.ids_in_sight() == ()
    model_of(table).set_records(current(*(a_user(str(at)) for at in range(100))))
    assert table.ids_in_sight()[:2] == ("0", "1")
    assert len(table.ids_in_sight()) < 12
    table.scrollToBottom()
    assert table.ids_in_sight()[-1] == "99"


def test_selected_users_are_counted(table: UserTable) -> None:
    model_of(table).set_records(current(*(a_user(str(at)) for at in range(100))))
    assert table.selected_count() == 0
    table.selectAll()
    assert table.selected_count() == 100
    model_of(table).search("9")
    assert table.selected_count() == 19


def test_rows_that_come_above_do_not_push_what_is_on_screen(table: UserTable) -> None:
    model = model_of(table)
    model.set_records(current(*(a_user(str(at)) for at in range(100, 200))))
    model.sort(0)
    table.scrollToBottom()
    before = table.ids_in_sight()
    with table.kept_in_place():
        model.update_records(current(*(a_user(str(at)) for at in range(50))))
    assert table.ids_in_sight() == before
    table.scrollToTop()
    with table.kept_in_place():
        model.update_records(current(a_user("-1")))
    assert table.ids_in_sight()[0] == "-1"
