"""The real dialog, the real writer, and a simulated device over TCP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from rollcall.protocol.access import ZONES
from rollcall.protocol.fields import NO_RANGE, TimeRange
from rollcall.protocol.users import Privilege, UserId
from rollcall.simulator.profile import EVERYTHING, Profile
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.edit_many import EditManyDialog, edit_users
from rollcall.ui.tasks import TaskRunner
from rollcall.usecases.user_summary import summary
from tests.ui.dialogs.asked import said, the_question, until
from tests.ui.people_fakes import Office, PageOfNothing, office
from tests.usecases.changing.people import UID


@pytest.fixture
async def front(tasks: TaskRunner) -> AsyncIterator[Office]:
    async with office() as made:
        made.at.put("1", "Ann", privilege=Privilege.MANAGER)
        made.at.put("2", "Bob")
        made.at.put("3", "Eve")
        yield made
        await tasks.shutdown()


async def users(front: Office, *ids: str) -> list[RememberedUser]:
    read = [await front.at.writer.read(UID, UserId(each)) for each in ids]
    return [summary(each) for each in read if each is not None]


async def opened(front: Office, tasks: TaskRunner) -> EditManyDialog:
    chosen = await users(front, "1", "2", "3")
    dialog = EditManyDialog(None, front.people, front.front, chosen, tasks=tasks)
    dialog.open()
    await tasks.idle()
    return dialog


async def test_nothing_is_changed_until_something_is_ticked(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(front, tasks)
    assert not dialog.verb_button.isEnabled()
    assert not dialog.department.isEnabled()
    dialog.department_tick.setChecked(True)
    assert dialog.department.isEnabled()
    dialog.reject()


async def test_the_table_shows_only_the_differences(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(front, tasks)
    dialog.privilege_tick.setChecked(True)
    dialog.privilege.choose("manager")
    assert [each.user.id for each in dialog.edits] == ["2", "3"]
    assert dialog.verb_button.text() == "Change 2 users"
    words = said(dialog)
    assert "2 of 3 are changed; the others already are." in words
    assert "More rights than now, Manager: Bob, Eve." in words
    dialog.reject()


async def test_what_everybody_has_already_changes_nobody(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(front, tasks)
    dialog.department_tick.setChecked(True)
    dialog.department.choose("Company")
    assert "Nothing would be changed." in said(dialog)
    assert not dialog.verb_button.isEnabled()
    dialog.reject()


async def test_a_device_without_a_door_has_no_zones_to_give(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    able = replace(EVERYTHING, access_control=False)
    async with office(Profile(uid=UID, capabilities=able)) as made:
        made.at.put("1", "Ann")
        chosen = await users(made, "1")
        dialog = EditManyDialog(None, made.people, made.front, chosen, tasks=tasks)
        dialog.open()
        await tasks.idle()
        assert not dialog.zone_tick.isEnabled()
        assert dialog.zone_tick.toolTip() == "This device does not control a door."
        dialog.reject()


async def run(front: Office, tasks: TaskRunner, page: PageOfNothing) -> EditManyDialog:
    chosen = await users(front, "1", "2", "3")
    tasks.start(edit_users(page, front.people, front.front, chosen), owner=page, title="Edit")
    dialog = await the_question()
    assert isinstance(dialog, EditManyDialog)
    await until(lambda: not dialog.busy and dialog.department.count() > 1)
    return dialog


async def test_raising_many_asks_is_audited_and_one_undo_takes_it_back(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    dialog = await run(front, tasks, page)
    dialog.privilege_tick.setChecked(True)
    dialog.privilege.choose("admin")
    dialog.verb_button.click()
    question = await the_question(dialog)
    assert "Ann, Bob, Eve" in said(question)
    question.accept()
    await tasks.idle()
    assert front.at.has("3").privilege is Privilege.ADMINISTRATOR
    assert [each[0] for each in front.audited].count("raise privilege") == 3
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "3 of 3 users read back on Front door"
    page.notice_bar._on_action_clicked()
    await tasks.idle()
    assert front.at.has("1").privilege is Privilege.MANAGER
    assert front.at.has("3").privilege is Privilege.USER


async def test_an_access_zone_is_given_for_every_day_and_can_be_taken_back(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    office_hours = (TimeRange(start="08:00", end="17:00"), *[NO_RANGE] * 5)
    zones = list(front.at.device.access.zones)
    zones[3] = office_hours
    front.at.device.access.zones = tuple(zones)
    assert len(zones) == ZONES
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    dialog = await run(front, tasks, page)
    await until(lambda: dialog.zone.count() == 2)
    dialog.zone_tick.setChecked(True)
    dialog.zone.choose("3")
    assert dialog.zone.currentText() == "Zone 3: 08:00-17:00"
    dialog.department_tick.setChecked(True)
    dialog.department.setCurrentIndex(dialog.department.count() - 1)
    department = dialog.department.choice
    dialog.verb_button.click()
    await tasks.idle()
    assert front.at.device.access.of_user["2"].zones == (3,) * 7
    assert front.at.has("2").department == department
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "3 of 3 users read back on Front door"
    page.notice_bar._on_action_clicked()
    await tasks.idle()
    assert front.at.device.access.of_user["2"].zones == (0,) * 7
    assert front.at.has("2").department == "Company"


async def test_who_is_another_person_by_now_is_not_changed(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    dialog = await run(front, tasks, page)
    dialog.department_tick.setChecked(True)
    dialog.department.setCurrentIndex(dialog.department.count() - 1)
    front.at.put("2", "Somebody else")
    dialog.verb_button.click()
    await tasks.idle()
    assert front.at.has("2").department == "Company"
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "2 of 3 users read back on Front door"
