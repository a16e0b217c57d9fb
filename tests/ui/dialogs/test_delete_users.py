"""The real dialog, the real writer, and a simulated device over TCP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import BadReply
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.ui.dialogs.delete_users import DeleteUsersDialog, delete_users
from rollcall.ui.dialogs.delete_users_words import columns
from rollcall.ui.tasks import TaskRunner
from rollcall.usecases.user_summary import summary
from tests.ui.dialogs.asked import said, the_question, until
from tests.ui.people_fakes import BACK, Office, PageOfNothing, office
from tests.usecases.changing.people import UID


@pytest.fixture
async def front(tasks: TaskRunner) -> AsyncIterator[Office]:
    async with office() as made:
        made.at.put("007", "Ann", face=b"f", fingers=(b"a", b"b"))
        for number in range(21, 41):
            made.at.put(str(number), f"Person {number}", fingers=(b"x",))
        yield made
        await tasks.shutdown()


class Unstable:
    """A list that is never the same twice."""

    def __init__(self, trouble: BadReply) -> None:
        self._trouble = trouble

    async def next_free_id(self, uid: DeviceUid) -> UserId:
        raise self._trouble

    async def stable_ids(self, uid: DeviceUid) -> tuple[UserId, ...]:
        raise self._trouble


async def users(front: Office, *ids: str) -> list[RememberedUser]:
    read = [await front.at.writer.read(UID, UserId(each)) for each in ids]
    return [summary(each) for each in read if each is not None]


async def opened(
    front: Office, tasks: TaskRunner, chosen: list[RememberedUser]
) -> DeleteUsersDialog:
    dialog = DeleteUsersDialog(None, front.people, front.front, chosen, tasks=tasks)
    dialog.open()
    assert not dialog.verb_button.isEnabled()  # not before the list was read twice
    await tasks.idle()
    return dialog


async def test_one_user_is_named_and_the_last_copy_is_too(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    await front.remembered.update(BACK, await users(front, "21"))  # it was read, without Ann
    dialog = await opened(front, tasks, await users(front, "007"))
    words = said(dialog)
    assert "Delete Ann from Front door?" in words
    assert "on no other of your devices: Ann: face, 2 fingers." in words
    assert dialog.verb_button.text() == "Delete Ann"
    assert dialog.verb_button.isEnabled()
    assert not dialog.verb_button.isDefault()
    assert front.at.ledger.counts["GetUserIdList"] >= 2
    dialog.reject()


async def test_a_device_that_was_never_read_is_told_as_that_and_not_as_a_loss(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(front, tasks, await users(front, "007"))
    words = said(dialog)
    assert (
        "Perhaps the last copy: Ann: face, 2 fingers. Back door was not read in full yet." in words
    )
    assert "no other of your devices" not in words
    dialog.reject()
    dialog = await opened(front, tasks, await users(front, "007", "21"))
    column = next(each for each in columns() if each.key == "copies")
    loss = dialog._model.record(0)
    assert column.text(loss) == "Not known: Back door was not read in full yet"
    assert column.ink is not None
    assert column.ink(loss) == "warning"
    dialog.reject()


async def test_another_device_that_has_it_is_named_with_the_age_of_that(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    (ann,) = await users(front, "007")
    await front.remembered.update(BACK, [ann])
    dialog = await opened(front, tasks, [ann])
    assert "Also on Back door (as last known, " in said(dialog)
    assert "no other of your devices" not in said(dialog)
    dialog.reject()


async def test_the_number_is_in_the_button_and_many_take_typing_it(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    chosen = await users(front, *(str(each) for each in range(21, 33)))
    dialog = await opened(front, tasks, chosen)
    assert dialog.verb_button.text() == "Delete 12 users"
    assert not dialog.verb_button.isEnabled()
    assert "Type 12 to confirm" in said(dialog).replace("&", "")
    assert "12 of the 21 users" in said(dialog)
    QTest.keyClicks(dialog.typed, "11")
    assert not dialog.verb_button.isEnabled()
    dialog.typed.clear()
    QTest.keyClicks(dialog.typed, "12")
    assert dialog.verb_button.isEnabled()
    dialog.reject()


async def test_more_than_a_twentieth_takes_typing_too(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = await opened(front, tasks, await users(front, "21", "22"))
    assert dialog.typed.isVisible()
    dialog.reject()


async def test_who_is_gone_already_is_not_deleted(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    chosen = await users(front, "21", "22")
    front.at.device.users.remove(UserId("21"))
    dialog = await opened(front, tasks, chosen)
    assert [each.id for each in dialog.users] == ["22"]
    assert "1 user is not on Front door any more." in said(dialog)
    dialog.reject()


async def test_a_list_that_keeps_changing_deletes_nobody(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    (ann,) = await users(front, "007")
    trouble = BadReply("Front door", command="GetUserIdList", why="its list keeps changing")
    front.people._rosters = Unstable(trouble)
    dialog = await opened(front, tasks, [ann])
    assert not dialog.verb_button.isEnabled()
    assert dialog.notice_bar.notice is not None
    dialog.reject()


async def test_one_user_can_be_deleted_where_the_list_always_ends_early(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    chosen = await users(front, "40")  # who is not in the list
    front.at.device.variants.switch_on("list-ends-early", value=5)
    dialog = await opened(front, tasks, chosen)
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "Front door lists 5 of its 21 users"
    assert "any more" not in said(dialog)
    assert dialog.verb_button.isEnabled()
    dialog.reject()


async def test_several_are_not_deleted_where_the_list_always_ends_early(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    chosen = await users(front, "21", "40")
    front.at.device.variants.switch_on("list-ends-early", value=5)
    dialog = await opened(front, tasks, chosen)
    assert not dialog.verb_button.isEnabled()
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "Front door lists 5 of its 21 users"
    assert [each.id for each in dialog.users] == ["21", "40"]
    dialog.reject()


@pytest.mark.parametrize("name", ["Zoe", None])
async def test_who_is_read_without_a_list_has_to_be_there_by_id_and_name(
    front: Office, tasks: TaskRunner, qtbot: QtBot, name: str | None
) -> None:
    chosen = await users(front, "40")
    front.at.device.variants.switch_on("list-ends-early", value=5)
    front.at.device.users.remove(UserId("40"))
    if name is not None:
        front.at.put("40", name)
    dialog = await opened(front, tasks, chosen)
    assert not dialog.verb_button.isEnabled()
    dialog.reject()


async def test_deleting_goes_on_beside_the_page_and_undo_brings_everything_back(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    chosen = await users(front, "007", "21")
    tasks.start(delete_users(page, front.people, front.front, chosen), owner=page, title="Delete")
    dialog = await the_question()
    assert isinstance(dialog, DeleteUsersDialog)
    await until(dialog.typed.isVisible)
    QTest.keyClicks(dialog.typed, "2")
    dialog.verb_button.click()
    await tasks.idle()
    notice = page.notice_bar.notice
    assert notice is not None
    assert notice.title == "2 of 2 users deleted from Front door"
    assert UserId("007") not in front.at.device.users
    page.notice_bar._on_action_clicked()  # Undo
    await tasks.idle()
    assert front.at.fingers("007") == [b"a", b"b"]
    assert front.at.has("21").name == "Person 21"
    notice = page.notice_bar.notice
    assert notice is not None
    assert notice.title == "Undone: 2 of 2 users are as before on Front door"


async def test_what_was_not_deleted_is_listed_and_can_be_tried_again(
    front: Office, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    chosen = await users(front, "21", "22")
    work = delete_users(page, front.people, front.front, chosen)
    tasks.start(work, owner=page, title="Delete")
    dialog = await the_question()
    assert isinstance(dialog, DeleteUsersDialog)
    await until(dialog.typed.isVisible)
    front.at.put("22", "Somebody else")
    QTest.keyClicks(dialog.typed, "2")
    dialog.verb_button.click()
    await tasks.idle()
    notice = page.notice_bar.notice
    assert notice is not None
    assert notice.title == "1 of 2 users deleted from Front door"
    assert front.at.has("22").name == "Somebody else"
    front.at.put("22", "Person 22")
    page.notice_bar._on_action_clicked()  # Show list
    results = await the_question()
    results.view.retry_asked.emit(results.view.not_done)  # type: ignore[attr-defined]
    await tasks.idle()
    assert UserId("22") not in front.at.device.users
    await until(lambda: page.notice_bar.notice is not None)
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "Person 22 was deleted from Front door"
