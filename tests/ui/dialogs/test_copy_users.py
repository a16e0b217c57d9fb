"""The dialog "Copy users", over simulated devices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from rollcall.protocol.users import Privilege, UserId
from rollcall.ui.dialogs.copy_users import copy_users
from rollcall.ui.dialogs.copy_users_dialog import CopyUsersDialog
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.question import Question
from rollcall.usecases.copying.plan import Decision
from tests.ui.dialogs.asked import said, until
from tests.usecases.copying.building import DOOR, GATE, STORE, Building, building, door, gate, store

if TYPE_CHECKING:
    from rollcall.protocol.command import Command


@pytest.fixture
async def at() -> AsyncIterator[Building]:
    async with building(door(), store(), gate()) as made:
        made.put(DOOR, "1", "Ann Lee", face=b"face", fingers=(b"A", b"B"))
        made.put(DOOR, "2", "Bob Ng", card="7")
        made.put(DOOR, "3", "Li Wei")
        made.put(STORE, "2", "Bob Ng")
        made.put(STORE, "3", "Rosa Diaz", face=b"rosa")
        yield made


def opened(at: Building, tasks: TaskRunner, qtbot: QtBot) -> CopyUsersDialog:
    dialog = CopyUsersDialog(None, at.copying, at.fleet.device(DOOR), at.shown(DOOR), tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


async def planned(at: Building, tasks: TaskRunner, qtbot: QtBot) -> CopyUsersDialog:
    dialog = opened(at, tasks, qtbot)
    dialog.targets.choose([STORE])
    dialog.verb_button.click()
    await tasks.idle()
    return dialog


def cells(dialog: CopyUsersDialog) -> list[list[str]]:
    model = dialog._view.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(1, model.columnCount())]
        for row in range(model.rowCount())
    ]


async def test_a_device_is_offered_with_its_state_and_room(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = opened(at, tasks, qtbot)
    assert not dialog.verb_button.isEnabled()
    await tasks.idle()
    offered = {
        each.accessibleName(): each.accessibleDescription()
        for each in dialog.targets.findChildren(QCheckBox)
    }
    assert offered == {
        "Warehouse": "Online, room for 4,998 users",
        "Gate": "Online, room for 5,000 users",
    }


async def test_the_plan_shows_only_differences_in_words(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.put(DOOR, "4", "Same Here")
    at.put(STORE, "4", "Same Here")
    dialog = await planned(at, tasks, qtbot)
    assert cells(dialog) == [
        ["1", "Ann Lee", "New", "Face, 2 fingers", "Add"],
        ["2", "Bob Ng", "Different", "Adds card", "Change"],
        ["3", "Li Wei", "Another person", "Rosa Diaz on Warehouse", "Left out"],
    ]
    assert dialog._view.headline.text() == "2 users will be copied to Warehouse"
    assert "1 is there already and the same." in dialog._view.rest.text()
    assert dialog.verb_button.text() == "Copy 2 users"
    assert at.counts(STORE, "SetUserInfo") == 0


async def test_the_receipt_counts_what_was_read_back(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await planned(at, tasks, qtbot)
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.results.headline_text == "2 of 2 users read back on Warehouse"
    assert at.templates(STORE, "1") == at.templates(DOOR, "1")
    assert dialog.cancel_button.text() == "Close"


async def test_a_user_that_is_left_out_is_not_written(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await planned(at, tasks, qtbot)
    dialog._view.table.select_key((STORE, "1"))
    dialog._view.leave_button.click()
    assert dialog.verb_button.text() == "Copy 1 user"
    dialog.verb_button.click()
    await tasks.idle()
    assert at.has(STORE, "1") is None


async def test_when_nobody_would_be_copied_it_is_said_why(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await planned(at, tasks, qtbot)
    assert dialog.verb_button.toolTip() == ""
    for user_id in ("1", "2"):
        dialog._view.table.select_key((STORE, user_id))
        dialog._view.leave_button.click()
    assert (dialog.verb_button.text(), dialog.verb_button.isEnabled()) == ("Copy users", False)
    assert "Nobody is chosen. Select users" in dialog._view.rest.text()
    assert dialog._view.rest.text() in dialog.verb_button.toolTip()


async def test_somebody_else_is_overwritten_only_after_a_question(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await planned(at, tasks, qtbot)
    dialog._view.table.select_key((STORE, "3"))
    assert "belongs to Rosa Diaz" in dialog._view.details.text()
    dialog._view.copy_button.click()
    (question,) = await appeared(dialog, tasks)
    assert question.verb_button.text() == "Overwrite 1 user"
    question.accept()
    await tasks.idle()
    assert dialog.verb_button.text() == "Copy 3 users"
    dialog.verb_button.click()
    await tasks.idle()
    assert at.templates(STORE, "3") == {}
    assert at.has(STORE, "3").name == "Li Wei"  # type: ignore[union-attr]


async def test_more_rights_are_in_the_plan_and_asked_about_once(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.put(DOOR, "1", "Ann Lee", privilege=Privilege.ADMINISTRATOR)
    at.put(DOOR, "2", "Bob Ng", privilege=Privilege.MANAGER)
    dialog = await planned(at, tasks, qtbot)
    assert [row[3] for row in cells(dialog)] == [
        "Name only · more rights: Administrator",
        "More rights: Manager",
        "Rosa Diaz on Warehouse",
    ]
    sentence = "2 users get more rights on Warehouse: 1 as administrator, 1 as manager."
    assert dialog._view.raising.text() == sentence
    dialog.verb_button.click()
    (question,) = await appeared(dialog, tasks)
    assert sentence in said(question)
    assert "Ann Lee (Administrator), Bob Ng (Manager)" in said(question)
    question.reject()
    await tasks.idle()
    assert at.counts(STORE, "SetUserInfo") == 0
    assert dialog.verb_button.text() == "Copy 2 users"
    dialog.verb_button.click()
    await until(lambda: any(each.isVisible() for each in dialog.findChildren(Question)))
    next(each for each in dialog.findChildren(Question) if each.isVisible()).accept()
    await tasks.idle()
    assert dialog.results.headline_text == "2 of 2 users read back on Warehouse"
    assert at.has(STORE, "2").privilege is Privilege.MANAGER  # type: ignore[union-attr]


async def test_nobody_is_asked_about_rights_of_who_is_left_out(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.put(DOOR, "1", "Ann Lee", privilege=Privilege.ADMINISTRATOR)
    dialog = await planned(at, tasks, qtbot)
    dialog._view.table.select_key((STORE, "1"))
    assert "Ann Lee gets more rights on Warehouse: Administrator." in dialog._view.details.text()
    dialog._view.leave_button.click()
    assert dialog._view.raising.isHidden()
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.results.headline_text.endswith("copied to Warehouse and read back")


async def test_a_decision_to_copy_never_overwrites_who_came_there_meanwhile(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await planned(at, tasks, qtbot)
    ann = next(each for each in dialog._view.chosen if each.user_id == "1")
    dialog._view.decide([ann], Decision.SKIP)
    dialog._view.decide([ann], Decision.COPY)
    at.put(STORE, "1", "Rosa Diaz", face=b"rosa")
    dialog._make_plan()  # as "Try again" does
    await tasks.idle()
    assert "1" not in {each.user_id for each in dialog._view.chosen}


async def appeared(dialog: CopyUsersDialog, tasks: TaskRunner) -> list[Question]:
    while not (found := dialog.findChildren(Question)):
        await pause()
    return found


async def test_only_the_failed_ones_are_planned_again_when_retried(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.devices[STORE].faults.switch_on("refuse", command="SetUserInfo", times=1)
    dialog = await planned(at, tasks, qtbot)
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.results.headline_text == "1 of 2 users read back on Warehouse"
    dialog.results.retry_button.click()
    await tasks.idle()
    assert [row[1] for row in cells(dialog)] == ["Ann Lee"]
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.results.headline_text == "2 of 2 users read back on Warehouse"


async def test_what_was_written_is_told_when_it_is_stopped(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await planned(at, tasks, qtbot)

    def answered(_: Command[Any]) -> None:
        if at.counts(STORE, "SetUserInfo") == 1:
            dialog.reject()

    at.sessions[STORE].answered = answered
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.isVisible()
    assert len(dialog.results.receipts) == 2
    assert dialog.results.headline_text == "1 of 2 users read back on Warehouse"


async def test_of_several_devices_it_is_said_how_many_go_to_each(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = opened(at, tasks, qtbot)
    dialog.targets.choose([STORE, GATE])
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog._view.headline.text() == (
        "2 users will be copied to Warehouse · 3 users will be copied to Gate"
    )
    assert dialog.verb_button.text() == "Copy 3 users"


async def test_the_others_are_planned_when_one_device_does_not_answer(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.off.add(GATE)
    dialog = opened(at, tasks, qtbot)
    dialog.targets.choose([STORE, GATE])
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "Nothing is copied to Gate"
    assert dialog.verb_button.text() == "Copy 2 users"


async def test_nothing_can_be_written_when_no_device_answers(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    at.off |= {STORE, GATE}
    dialog = await planned(at, tasks, qtbot)
    assert dialog.notice_bar.notice is not None
    assert dialog.verb_button.text() == "Next"
    dialog.reject()
    assert not dialog.isVisible()


async def test_what_may_not_work_there_is_copied_when_it_was_wished(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    async with building(door(), store(firmware="other")) as at:
        at.put(DOOR, "1", "Ann Lee", palms=(b"palm",))
        dialog = await planned(at, tasks, qtbot)
        assert cells(dialog)[0][3] == "Name only · without palms"
        box = next(
            each
            for each in dialog._view.findChildren(QCheckBox)
            if each.text().startswith("Copy even what may not work there")
        )
        box.setChecked(True)
        await tasks.idle()
        assert cells(dialog)[0][3] == "Palms"
        dialog.verb_button.click()
        await tasks.idle()
        assert at.templates(STORE, "1") == {b"palm": 1}


async def test_a_chip_shows_one_kind_only(at: Building, tasks: TaskRunner, qtbot: QtBot) -> None:
    dialog = await planned(at, tasks, qtbot)
    chips = {each.text(): each for each in dialog._view._chips.values() if each.isVisible()}
    assert list(chips) == ["New (1)", "Different (1)", "Another person (1)"]
    chips["New (1)"].click()
    assert [row[0] for row in cells(dialog)] == ["1"]


async def test_the_tab_key_comes_to_the_buttons_last(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await planned(at, tasks, qtbot)
    dialog._view.table.setFocus()
    for _ in range(12):
        if dialog.focusWidget() in {dialog.cancel_button, dialog.verb_button}:
            break
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)  # type: ignore[no-untyped-call]
    assert dialog.focusWidget() is dialog.cancel_button


async def test_the_page_tells_how_it_came_out(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    work = tasks.start(
        copy_users(
            page,
            at.copying,
            at.fleet.device(DOOR),
            at.shown(DOOR, "1"),
            targets=[STORE],
            undo=at.undo,
        ),
        owner=page,
        title="Copy",
    )
    dialog = await found(page)
    while dialog.verb_button.text() != "Copy 1 user" or not dialog.verb_button.isEnabled():
        await pause()
    dialog.accept()
    while dialog.cancel_button.text() != "Close":
        await pause()
    dialog.reject()
    await tasks.idle()
    assert work.result is None
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "Ann Lee was copied to Warehouse and read back"
    assert at.has(STORE, UserId("1")) is not None


async def test_one_undo_on_the_page_takes_it_back_from_every_device(
    at: Building, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    users = at.shown(DOOR, "1", "2")
    work = copy_users(
        page, at.copying, at.fleet.device(DOOR), users, targets=[STORE, GATE], undo=at.undo
    )
    tasks.start(work, owner=page, title="Copy")
    dialog = await found(page)
    while not dialog.verb_button.isEnabled():
        await pause()
    dialog.accept()
    while dialog.cancel_button.text() != "Close":
        await pause()
    dialog.reject()
    await tasks.idle()
    bar = page.notice_bar
    assert bar._action_button.text() == "Undo"
    bar._on_action_clicked()
    await tasks.idle()
    assert bar.notice is not None
    assert bar.notice.title == "Undone: 2 of 2 users are as before on 2 devices"
    assert at.has(STORE, "1") is at.has(GATE, "1") is at.has(GATE, "2") is None
    assert at.has(STORE, "2").card == ""  # type: ignore[union-attr]
    assert at.undo.last is None


async def found(page: Page) -> CopyUsersDialog:
    while not (dialogs := page.findChildren(CopyUsersDialog)):
        await pause()
    return dialogs[0]


async def pause() -> None:
    await asyncio.sleep(0)
