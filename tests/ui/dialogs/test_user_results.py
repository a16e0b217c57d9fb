"""What the page tells after users were changed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Unreachable
from rollcall.ui.dialogs.receipts import ReceiptsDialog
from rollcall.ui.dialogs.user_results import Batch, start_undo, tell_done
from rollcall.ui.notices import Notice
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Tone
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.progress import Report
from tests.ui.dialogs.asked import the_question
from tests.ui.people_fakes import PageOfNothing
from tests.usecases.changing.people import UID, Desk, desk, edit


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        made.put("1", "Ann")
        made.put("2", "Bob")
        yield made


@pytest.fixture
def page(tasks: TaskRunner, qtbot: QtBot) -> PageOfNothing:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    return page


def notice_on(page: PageOfNothing) -> Notice:
    assert page.notice_bar.notice is not None
    return page.notice_bar.notice


def renaming(page: PageOfNothing, at: Desk, *ids: str) -> Batch:
    async def run(got: Got, report: Report) -> None:
        wanted = [edit(each, name="Eva") for each in ids]
        await at.writer.write(UID, wanted, action=Action.EDIT_USER, got=got, report=report)

    return Batch(page, at.undo, device_name=lambda _uid: "Front door", total=len(ids), run=run)


async def test_all_done_is_told_with_undo_that_takes_exactly_that_back(
    at: Desk, page: PageOfNothing, tasks: TaskRunner
) -> None:
    renaming(page, at, "1", "2").start("Writing")
    await tasks.idle()
    assert notice_on(page).title == "2 of 2 users read back on Front door"
    assert page.notice_bar.property("role") == f"notice-{Tone.GOOD}"
    page.notice_bar._on_action_clicked()
    await tasks.idle()
    assert notice_on(page).title == "Undone: 2 of 2 users are as before on Front door"
    assert (at.has("1").name, at.has("2").name) == ("Ann", "Bob")


async def test_a_button_of_earlier_takes_back_nothing_that_came_later(
    at: Desk, page: PageOfNothing, tasks: TaskRunner
) -> None:
    await at.write(edit("1", name="Eva"))
    tell_done(page, at.undo, device_name=lambda _uid: "Front door", title="Done")
    await at.write(edit("2", name="Eva"))
    page.notice_bar._on_action_clicked()
    await tasks.idle()
    assert notice_on(page).title == "This cannot be undone by itself any more"
    assert at.has("2").name == "Eva"


async def test_where_nothing_was_written_there_is_no_undo(at: Desk, page: PageOfNothing) -> None:
    await at.write(edit("1", name="Eva"))  # by something else
    tell_done(page, at.undo, device_name=lambda _uid: "", title="Nothing", part_of=object())
    assert not page.notice_bar._action_button.isVisibleTo(page)
    tell_done(page, at.undo, device_name=lambda _uid: "", title="Done")
    assert page.notice_bar._action_button.isVisibleTo(page)


async def test_what_is_not_done_is_in_a_list(
    at: Desk, page: PageOfNothing, tasks: TaskRunner
) -> None:
    renaming(page, at, "1", "9").start("Writing")
    await tasks.idle()
    assert notice_on(page).title == "1 of 2 users read back on Front door"
    page.notice_bar._on_action_clicked()
    listed = await the_question()
    assert isinstance(listed, ReceiptsDialog)
    listed.reject()
    await tasks.idle()


async def test_where_nothing_was_begun_only_the_error_is_told(
    at: Desk, page: PageOfNothing, tasks: TaskRunner
) -> None:
    at.trouble = Unreachable("Front door")
    renaming(page, at, "1").start("Writing")
    await tasks.idle()
    assert "read back" not in notice_on(page).title
    assert page.notice_bar.property("role") == f"notice-{Tone.DANGER}"


async def test_with_nothing_to_undo_nothing_is_begun(
    at: Desk, page: PageOfNothing, tasks: TaskRunner
) -> None:
    start_undo(page, at.undo, device_name=lambda _uid: "Front door")
    await tasks.idle()
    assert at.session.asked == []
