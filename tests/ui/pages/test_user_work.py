"""That the page's actions open the real dialogs over the real writer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from rollcall.protocol.users import UserId
from rollcall.store.values import PendingRemoval, RememberedUser
from rollcall.ui.dialogs.delete_users import DeleteUsersDialog
from rollcall.ui.dialogs.edit_many import EditManyDialog
from rollcall.ui.dialogs.edit_user_dialog import EditUserDialog
from rollcall.ui.pages.user_work import UserWork
from rollcall.ui.tasks import TaskRunner
from rollcall.usecases.listening import Event
from rollcall.usecases.user_summary import summary
from tests.ui.dialogs.asked import the_question
from tests.ui.people_fakes import Office, PageOfNothing, office
from tests.usecases.changing.people import UID
from tests.usecases.copying.building import STORE, building, door, store
from tests.usecases.fakes import NOW


class Nothing:
    """Stands for what these tests do not open."""

    def __init__(self) -> None:
        self.changed: Event[tuple[PendingRemoval, ...]] = Event()

    def name_of(self, uid: str) -> str:
        return "Front door"


@pytest.fixture
async def front(tasks: TaskRunner) -> AsyncIterator[Office]:
    async with office() as made:
        made.at.put("1", "Ann")
        made.at.put("2", "Bob")
        yield made
        await tasks.shutdown()


@pytest.fixture
def page(tasks: TaskRunner, qtbot: QtBot) -> PageOfNothing:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    return page


def work_of(front: Office, *, removing: Any = None) -> UserWork:  # noqa: ANN401
    nothing: Any = Nothing()
    return UserWork(
        people=front.people,
        enrolling=nothing,
        photos=nothing,
        importing=nothing,
        exporting=nothing,
        copying=nothing,
        removing=removing or nothing,
        backups=nothing,
    )


async def users(front: Office) -> list[RememberedUser]:
    read = [await front.at.writer.read(UID, UserId(each)) for each in ("1", "2")]
    return [summary(each) for each in read if each is not None]


async def test_one_is_edited_in_one_dialog_and_several_in_another(
    front: Office, page: PageOfNothing, tasks: TaskRunner
) -> None:
    work, both = work_of(front), await users(front)
    work.add(page, front.front, added=lambda _uid, _user: None)
    dialog = await the_question()
    assert isinstance(dialog, EditUserDialog)
    assert dialog.windowTitle() == "Add user"
    dialog.reject()
    await tasks.idle()
    work.edit(page, front.front, both[:1])
    dialog = await the_question()
    assert isinstance(dialog, EditUserDialog)
    assert dialog.form.name.text() == "Ann"  # before it was read
    dialog.reject()
    await tasks.idle()
    work.edit(page, front.front, both)
    dialog = await the_question()
    assert isinstance(dialog, EditManyDialog)
    dialog.reject()
    await tasks.idle()
    work.delete(page, front.front, both)
    dialog = await the_question()
    assert isinstance(dialog, DeleteUsersDialog)
    dialog.reject()
    await tasks.idle()


async def test_what_was_done_can_be_undone_and_the_roster_follows(
    front: Office, page: PageOfNothing, tasks: TaskRunner
) -> None:
    work = work_of(front)
    told: list[object] = []
    work.changed.connect(told.append)
    assert not work.can_undo
    await front.people.delete(UID, await users(front), got=lambda _: None, report=lambda _: None)
    assert work.can_undo
    assert told
    work.undo(page)
    await tasks.idle()
    assert front.at.has("1").name == "Ann"
    assert [each.id for each in front.rosters.of(UID).entries] == ["1", "2"]
    assert not work.can_undo
    work.undo(page)  # nothing


async def test_what_a_device_can_is_learnt_quietly(
    front: Office, page: PageOfNothing, tasks: TaskRunner
) -> None:
    work = work_of(front)
    told: list[object] = []
    work.changed.connect(told.append)
    assert work.capabilities(UID) is None
    work.learn(page, front.front)
    await tasks.idle()
    assert work.capabilities(UID) == front.details.capabilities
    assert told == [UID]


async def test_how_many_removals_wait_is_found_out_and_followed(
    front: Office, page: PageOfNothing, tasks: TaskRunner
) -> None:
    async with building(door(), store()) as at:
        removing: Any = at.removing
        work = work_of(front, removing=removing)
        told: list[int] = []
        work.changed.connect(lambda _: told.append(work.pending))
        await at.pending.add(waiting("1"))
        work.look_for_pending(page)
        await tasks.idle()
        await at.pending.add(waiting("2"))
        await at.removing.tell()
        await at.removing.withdraw([waiting("1"), waiting("2")])
        assert told == [1, 2, 0]


def waiting(user_id: str) -> PendingRemoval:
    return PendingRemoval(
        device=STORE, user_id=UserId(user_id), name="Ann", asked_at=NOW, who="eva"
    )
