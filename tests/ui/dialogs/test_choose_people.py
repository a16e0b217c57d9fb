"""The choice of people over all devices, which leads to "Remove everywhere"."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.dialogs.choose_people import ChoosePeopleDialog
from rollcall.ui.dialogs.remove_everywhere import RemoveEverywhereDialog, remove_everywhere
from rollcall.ui.tasks import TaskRunner
from tests.ui.dialogs.asked import said, the_question, until
from tests.ui.people_fakes import PageOfNothing
from tests.usecases.copying.building import DOOR, STORE, Building, building, door, store


@pytest.fixture
async def at() -> AsyncIterator[Building]:
    async with building(door(users=3), store(users=0)) as made:
        made.put(DOOR, "901", "Ann Lee")
        made.put(STORE, "901", "Ann Lee")
        made.put(STORE, "902", "Rosa Diaz")
        yield made


def cells(dialog: ChoosePeopleDialog) -> list[list[str]]:
    model = dialog.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


async def test_people_are_searched_on_all_devices_and_the_usual_dialog_follows(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    tasks.start(remove_everywhere(page, at.removing, [], undo=at.undo), owner=page, title="Remove")
    dialog = await the_question()
    assert isinstance(dialog, ChoosePeopleDialog)
    await until(lambda: dialog.table.model().rowCount() == 5)
    assert not dialog.verb_button.isEnabled()
    dialog.search_field.setText("ann")
    await until(lambda: dialog.table.model().rowCount() == 1)
    assert cells(dialog) == [["901", "Ann Lee", "Front door, Warehouse"]]
    dialog.table.select_key(("901", "Ann Lee"))
    assert "1 is chosen." in said(dialog)
    dialog.verb_button.click()
    following = await the_question(dialog)
    assert isinstance(following, RemoveEverywhereDialog)
    assert "Remove Ann Lee from every device?" in said(following)
    following.reject()
    await tasks.idle()


async def test_nobody_is_removed_when_nobody_is_chosen(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    tasks.start(remove_everywhere(page, at.removing, [], undo=at.undo), owner=page, title="Remove")
    dialog = await the_question()
    dialog.reject()
    await tasks.idle()
    assert page.notice_bar.notice is None
    assert at.has(DOOR, "901") is not None


async def test_where_nobody_is_known_it_says_what_to_do(tasks: TaskRunner, qtbot: QtBot) -> None:
    async with building(door(users=0)) as at:
        dialog = ChoosePeopleDialog(None, at.removing, tasks=tasks)
        qtbot.addWidget(dialog)
        dialog.open()
        await tasks.idle()
        assert not dialog.table.isVisible()
        assert "No users are known yet" in said(dialog)
        assert not dialog.verb_button.isEnabled()
        dialog.reject()
