"""The dialogs "Remove everywhere" and "Pending removals", over simulated devices."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pytestqt.qtbot import QtBot

from rollcall.protocol.users import UserId
from rollcall.ui.dialogs.pending_removals import PendingRemovalsDialog
from rollcall.ui.dialogs.remove_everywhere import RemoveEverywhereDialog, remove_everywhere
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from tests.ui.dialogs.asked import until
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
    model = dialog.choice.table.model()
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
    assert "Ann Lee: face, 1 finger" in dialog.choice._last.text()
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
    assert dialog.summary == "Ann Lee was removed from 2 devices"


async def test_when_nobody_would_be_removed_it_is_said_why(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(at, tasks, qtbot)
    assert dialog.verb_button.toolTip() == ""
    for uid in (DOOR, STORE):
        dialog.choice.table.select_key((uid, "901"))
        dialog.choice.stay_button.click()
    assert not dialog.verb_button.isEnabled()
    assert dialog.verb_button.toolTip().startswith("Nobody is chosen.")


async def test_a_device_can_be_left_out(at: Building, tasks: TaskRunner, qtbot: QtBot) -> None:
    dialog = await opened(at, tasks, qtbot)
    dialog.choice.table.select_key((STORE, "901"))
    dialog.choice.stay_button.click()
    assert "1 finger" in dialog.choice._last.text()
    assert "face" not in dialog.choice._last.text()
    dialog.verb_button.click()
    await tasks.idle()
    assert at.has(STORE, "901") is not None


async def test_the_number_is_typed_when_many_go(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(at, tasks, qtbot, *map(str, range(1, 12)))
    assert dialog.choice.typed.isVisible()
    assert not dialog.verb_button.isEnabled()
    dialog.choice.typed.setText("10")
    assert not dialog.verb_button.isEnabled()
    dialog.choice.typed.setText("11")
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


async def test_the_page_tells_what_undo_takes_back_and_what_goes_on_waiting(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.put(GATE, "901", "Ann Lee")
    at.off.add(GATE)
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    work = remove_everywhere(page, at.removing, at.shown(DOOR, "901"), undo=at.undo)
    tasks.start(work, owner=page, title="Remove")
    await until(lambda: page.findChildren(RemoveEverywhereDialog))
    dialog = page.findChildren(RemoveEverywhereDialog)[0]
    await until(dialog.verb_button.isEnabled)
    dialog.verb_button.click()
    await until(lambda: dialog.cancel_button.text() == "Close")
    dialog.reject()
    await tasks.idle()
    assert page.notice_bar.notice is not None
    assert "What waits is ended in" in page.notice_bar.notice.text
    page.notice_bar._on_action_clicked()
    await tasks.idle()
    assert at.templates(DOOR, "901").total() == 2
    assert at.templates(STORE, "901").total() == 1
    assert len(await at.removing.pending()) == 1


async def test_erasing_is_off_until_it_is_ticked_and_meant(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(at, tasks, qtbot)
    tick = dialog.choice.erasing.tick
    assert tick.isEnabled()
    assert not tick.isChecked()
    assert not dialog.choice.typed.isVisible()
    tick.click()
    assert dialog.verb_button.text() == "Erase Ann Lee everywhere"
    assert dialog._heading.text() == "Erase Ann Lee everywhere?"
    assert [row[-1] for row in cells(dialog)] == ["Erase", "Erase", "Stays"]
    assert not dialog.verb_button.isEnabled()
    assert not dialog.verb_button.isDefault()
    assert dialog.verb_button.toolTip().endswith("Ann Lee")
    dialog.choice.typed.setText("Ann")
    assert not dialog.verb_button.isEnabled()
    dialog.choice.typed.setText("ann lee")
    assert dialog.verb_button.isEnabled()
    tick.click()
    assert dialog.verb_button.text() == "Remove Ann Lee"
    assert dialog.verb_button.isEnabled()


async def test_the_number_is_typed_when_several_are_erased(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(at, tasks, qtbot, "1", "2")
    dialog.choice.erasing.tick.click()
    assert dialog.verb_button.text() == "Erase 2 users everywhere"
    assert not dialog.verb_button.isEnabled()
    dialog.choice.typed.setText("2")
    assert dialog.verb_button.isEnabled()


async def test_who_is_erased_goes_from_every_device(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(at, tasks, qtbot)
    dialog.choice.erasing.tick.click()
    dialog.choice.typed.setText("Ann Lee")
    dialog.choice.table.select_key((STORE, "901"))
    dialog.choice.stay_button.click()
    assert not dialog.verb_button.isEnabled()
    assert "every device" in dialog.verb_button.toolTip()
    dialog.choice.table.select_key((STORE, "901"))
    dialog.choice.remove_button.click()
    assert dialog.verb_button.isEnabled()


async def test_without_a_key_it_is_said_why_nobody_can_be_erased(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.key.locked = True
    dialog = await opened(at, tasks, qtbot)
    tick = dialog.choice.erasing.tick
    assert not tick.isEnabled()
    assert "keyring" in tick.toolTip()
    assert "keyring" in tick.accessibleDescription()
    assert dialog.verb_button.isEnabled()


async def test_the_page_offers_no_undo_of_erasing(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.off.add(STORE)
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    work = remove_everywhere(page, at.removing, at.shown(DOOR, "901"), undo=at.undo)
    tasks.start(work, owner=page, title="Remove")
    await until(lambda: page.findChildren(RemoveEverywhereDialog))
    (dialog,) = page.findChildren(RemoveEverywhereDialog)
    await until(lambda: dialog.choice.findings is not None and not dialog.busy)
    await until(dialog.choice.erasing.tick.isEnabled)
    dialog.choice.erasing.tick.click()
    dialog.choice.typed.setText("Ann Lee")
    dialog.verb_button.click()
    await until(lambda: dialog.waiting and not dialog.busy)
    assert dialog.waiting[0].is_erasure
    assert dialog.results.receipts
    dialog.reject()
    await tasks.idle()
    notice = page.notice_bar.notice
    assert notice is not None
    assert "neither Undo nor a backup" in notice.text
    assert "Pending removals" not in notice.text
    assert not page.notice_bar._action_button.isVisible()
    assert (await at.tombstones.known()).has(UserId("901"), "Ann Lee")


async def test_what_waits_to_be_erased_is_told_from_the_rest(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.off.add(STORE)
    dialog = await opened(at, tasks, qtbot)
    dialog.choice.erasing.tick.click()
    dialog.choice.typed.setText("Ann Lee")
    dialog.verb_button.click()
    await tasks.idle()
    dialog.reject()
    pending = PendingRemovalsDialog(None, at.removing, tasks=tasks)
    qtbot.addWidget(pending)
    pending.open()
    await tasks.idle()
    model = pending.table.model()
    assert "Erase" in [str(model.index(0, each).data()) for each in range(model.columnCount())]
    pending.reject()


async def test_who_is_on_no_device_any_more_can_still_be_erased(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    shown = at.shown(DOOR, "901")
    for uid in (DOOR, STORE, GATE):
        at.devices[uid].users.remove(UserId("901"))
    dialog = RemoveEverywhereDialog(None, at.removing, shown, tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    await tasks.idle()
    assert dialog.verb_button.toolTip() == "Nobody of them is on any device."
    dialog.choice.erasing.tick.click()
    dialog.choice.typed.setText("Ann Lee")
    assert dialog.verb_button.isEnabled()
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog._wait_note.text().startswith("They were on no device any more.")
    assert dialog.was_begun
    assert dialog.summary == "They were on no device any more"
    assert (await at.tombstones.known()).has(UserId("901"), "Ann Lee")


async def test_nothing_was_begun_when_it_cannot_be_noted_who_is_erased(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(at, tasks, qtbot)
    dialog.choice.erasing.tick.click()
    dialog.choice.typed.setText("Ann Lee")
    at.key.locked = True
    dialog.verb_button.click()
    await tasks.idle()
    notice = dialog.notice_bar.notice
    assert notice is not None
    assert notice.title == "Rollcall cannot tell who was erased"
    assert not dialog.was_begun
    assert at.has(DOOR, "901") is not None
    at.key.locked = False
    dialog.verb_button.click()
    await tasks.idle()
    assert at.has(DOOR, "901") is None
