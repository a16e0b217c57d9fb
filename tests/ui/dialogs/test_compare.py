"""The dialog "Compare devices", over simulated devices."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from PySide6.QtWidgets import QCheckBox, QDialog
from pytestqt.qtbot import QtBot

from rollcall.ui.dialogs.compare import CompareDialog
from rollcall.ui.tasks import TaskRunner
from tests.ui.dialogs.asked import until
from tests.usecases.copying.building import DOOR, GATE, STORE, Building, building, door, gate, store


@pytest.fixture
async def at() -> AsyncIterator[Building]:
    async with building(door(), store(), gate()) as made:
        made.put(DOOR, "1", "Ann Lee", face=b"face")
        made.put(DOOR, "2", "Bob Ng", card="7")
        made.put(STORE, "2", "Bob Ng")
        made.put(STORE, "3", "Only There")
        for uid in (DOOR, STORE):
            made.put(uid, "4", "Same Here")
        made.put(DOOR, "5", "Li Wei")
        made.put(STORE, "5", "Rosa Diaz")
        yield made


async def compared(at: Building, tasks: TaskRunner, qtbot: QtBot, *uids: str) -> CompareDialog:
    dialog = CompareDialog(None, at.copying, uids or (DOOR, STORE), tasks=tasks)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.verb_button.click()
    await tasks.idle()
    return dialog


def cells(dialog: CompareDialog) -> list[list[str]]:
    model = dialog.view.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


async def test_the_differences_are_told_in_words(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await compared(at, tasks, qtbot)
    assert sorted(cells(dialog)) == [
        ["1", "Ann Lee", "Missing", "Not on Warehouse"],
        ["2", "Bob Ng", "Different", "Not the same: card"],
        ["3", "Only There", "Missing", "Not on Front door"],
        ["5", "Li Wei", "Another person", "Li Wei on Front door, Rosa Diaz on Warehouse"],
    ]
    assert dialog.view.headline.text() == "4 users are not the same everywhere"
    assert dialog.view.rest.text() == "1 user is the same on all of them. Compared: Just now"


async def test_the_choice_tells_how_many_users_each_device_has(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = CompareDialog(None, at.copying, (DOOR, STORE), tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    await tasks.idle()
    checks = dialog.devices.findChildren(QCheckBox)
    said = {each.text(): each.accessibleDescription() for each in checks}
    assert said["Front door"] == "Online, 4 users"
    assert said["Gate"] == "Online, no users"


async def test_those_who_are_on_the_right_device_are_brought_in_line(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await compared(at, tasks, qtbot)
    assert dialog.verb_button.text() == "Bring 2 users in line"  # one is new, one lacks a card
    dialog.view.right_choice.choose(STORE)
    assert not dialog.verb_button.isEnabled()  # until it is worked out
    await tasks.idle()
    assert dialog.verb_button.text() == "Bring 1 user in line"
    assert [each.id for each in dialog.users] == ["2", "5", "3"]  # the plan tells of them all
    assert dialog.view._note.text().startswith("1 of these is not on Warehouse")
    assert "1 of these IDs is another person elsewhere" in dialog.view._note.text()
    assert "1 of these stays as it is: Warehouse has nothing to add" in dialog.view._note.text()
    dialog.view.table.select_key("3")
    assert dialog.verb_button.text() == "Bring 1 user in line"
    dialog.verb_button.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert (dialog.right, dialog.others) == (STORE, (DOOR,))


async def test_one_device_alone_cannot_be_compared(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = CompareDialog(None, at.copying, [DOOR], tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    assert not dialog.verb_button.isEnabled()
    dialog.devices.choose({DOOR, GATE})
    assert dialog.verb_button.isEnabled()
    await tasks.idle()


async def test_nothing_is_said_of_a_device_that_does_not_answer(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.off.add(GATE)
    dialog = await compared(at, tasks, qtbot, DOOR, STORE, GATE)
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "Nothing is said of Gate"
    assert all("Gate" not in row[3] for row in cells(dialog))


async def test_the_error_is_told_when_only_one_answers(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.off.add(STORE)
    dialog = await compared(at, tasks, qtbot)
    assert dialog.notice_bar.notice is not None
    assert dialog.verb_button.text() == "Compare"
    dialog.reject()
    assert not dialog.isVisible()


async def test_another_choice_of_devices_is_possible(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await compared(at, tasks, qtbot)
    dialog._back.click()
    assert dialog.devices.chosen == (DOOR, STORE)
    dialog.devices.choose({DOOR, GATE})
    assert dialog.verb_button.text() == "Compare"
    dialog.verb_button.click()
    await tasks.idle()
    assert [each[1] for each in cells(dialog)] == ["Ann Lee", "Bob Ng", "Same Here", "Li Wei"]


async def test_a_comparison_is_kept_while_its_devices_stay_chosen(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await compared(at, tasks, qtbot)
    before = cells(dialog)
    asked = at.devices[DOOR].ledger.counts.total()
    dialog._back.click()
    assert dialog.verb_button.text() == "Show result"
    dialog.verb_button.click()
    assert dialog.view.isVisible()
    await tasks.idle()
    assert (cells(dialog), at.devices[DOOR].ledger.counts.total()) == (before, asked)
    assert dialog.view.rest.text().endswith("Compared: Just now")


async def test_it_can_be_compared_again(at: Building, tasks: TaskRunner, qtbot: QtBot) -> None:
    dialog = await compared(at, tasks, qtbot)
    at.put(STORE, "1", "Ann Lee", face=b"face")
    dialog._again.click()
    await tasks.idle()
    assert "1" not in [each[0] for each in cells(dialog)]


async def test_nobody_is_brought_in_line_where_nothing_would_be_copied(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await compared(at, tasks, qtbot)
    dialog.view.right_choice.choose(STORE)
    await tasks.idle()
    dialog.view.table.select_key("2")  # the other device has a card more
    assert dialog.verb_button.text() == "Bring users in line"
    assert not dialog.verb_button.isEnabled()
    why = dialog.verb_button.toolTip()
    assert why == dialog.view._note.text()
    assert why.startswith("Nothing would be copied from Warehouse.")


async def test_where_all_are_the_same_nothing_is_offered(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    for each in "1235":
        for uid in (DOOR, STORE):
            at.put(uid, each, "Same Here")
    dialog = await compared(at, tasks, qtbot)
    assert dialog.view.headline.text() == "All users are the same on these devices"
    assert not dialog.verb_button.isVisible()


async def test_stopped_while_it_compares_again_the_earlier_result_stays(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await compared(at, tasks, qtbot)
    before = cells(dialog)
    dialog._again.click()
    await until(lambda: bool(dialog.busy))
    dialog.reject()
    await tasks.idle()
    assert dialog.isVisible()
    assert cells(dialog) == before
