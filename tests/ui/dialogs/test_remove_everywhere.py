"""The dialogs "Remove everywhere" and "Pending removals", over simulated devices."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.dialogs.pending_removals import PendingRemovalsDialog
from rollcall.ui.dialogs.remove_everywhere import RemoveEverywhereDialog
from rollcall.ui.tasks import TaskRunner
from tests.usecases.copying.building import DOOR, GATE, STORE, Building, building, door, gate, store


@pytest.fixture
async def at() -> AsyncIterator[Building]:
    async with building(door(users=60), store(), gate()) as made:
        made.put(DOOR, "901", "Ann Lee", face=b"face", fingers=(b"A",))
        made.put(STORE, "901", "Ann Lee", face=b"face")
        made.put(GATE, "901", "Rosa Diaz", face=b"rosa")
        yield made


async def opened(
    at: Building, tasks: TaskRunner, qtbot: QtBot, *ids: str
) -> RemoveEverywhereDialog:
    dialog = RemoveEverywhereDialog(
        None, at.removing, at.shown(DOOR, *(ids or ("901",))), tasks=tasks
    )
    qtbot.addWidget(dialog)
    dialog.open()
    await tasks.idle()
    return dialog


def cells(dialog: RemoveEverywhereDialog) -> list[list[str]]:
    model = dialog.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(2, model.columnCount())]
        for row in range(model.rowCount())
    ]


async def test_where_somebody_is_and_what_is_lost_is_told_first(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(at, tasks, qtbot)
    assert cells(dialog) == [
        ["Front door", "There", "face, 1 finger", "Remove"],
        ["Warehouse", "There", "face", "Remove"],
        ["Gate", "Rosa Diaz has this ID", "face", "Stays"],
    ]
    assert "Ann Lee: face, 1 finger" in dialog._last.text()
    assert dialog.verb_button.text() == "Remove Ann Lee"
    assert not dialog.verb_button.isDefault()
    assert at.has(DOOR, "901") is not None


async def test_she_is_removed_and_the_other_person_stays(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(at, tasks, qtbot)
    dialog.verb_button.click()
    await tasks.idle()
    assert at.has(DOOR, "901") is at.has(STORE, "901") is None
    assert at.has(GATE, "901") is not None
    assert dialog.summary == "2 of 2 users deleted from 2 devices"


async def test_a_device_can_be_left_out(at: Building, tasks: TaskRunner, qtbot: QtBot) -> None:
    dialog = await opened(at, tasks, qtbot)
    dialog.table.select_key((STORE, "901"))
    dialog.stay_button.click()
    assert "1 finger" in dialog._last.text()
    assert "face" not in dialog._last.text()
    dialog.verb_button.click()
    await tasks.idle()
    assert at.has(STORE, "901") is not None


async def test_the_number_is_typed_when_many_go(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(at, tasks, qtbot, *map(str, range(1, 12)))
    assert dialog.typed.isVisible()
    assert not dialog.verb_button.isEnabled()
    dialog.typed.setText("10")
    assert not dialog.verb_button.isEnabled()
    dialog.typed.setText("11")
    assert dialog.verb_button.isEnabled()


async def test_what_waits_is_shown_and_can_be_withdrawn(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.off.add(STORE)
    dialog = await opened(at, tasks, qtbot)
    assert cells(dialog)[1] == [
        "Warehouse", "Not known", "Warehouse does not answer", "Remove when it is back",
    ]  # fmt: skip
    dialog.verb_button.click()
    await tasks.idle()
    assert "1 removal waits for its device: Warehouse" in dialog._wait_note.text()
    dialog.reject()
    pending = PendingRemovalsDialog(None, at.removing, tasks=tasks)
    qtbot.addWidget(pending)
    pending.open()
    await tasks.idle()
    assert pending._headline.text() == "1 removal waits for its device"
    assert not pending.verb_button.isEnabled()
    pending.table.select_key((STORE, "901"))
    pending.verb_button.click()
    await tasks.idle()
    assert await at.removing.pending() == ()
    assert pending._empty.isVisible()
    pending.reject()
