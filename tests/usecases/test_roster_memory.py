"""What is noted of users is saved, later where the store fails, and the newest word counts."""

from __future__ import annotations

import pytest

from rollcall.protocol.errors import StoreLocked
from rollcall.protocol.users import UserId
from rollcall.usecases.roster_memory import RosterMemory
from tests.usecases.fakes import uid
from tests.usecases.test_roster import FakeRemembered, person


class Desk:
    def __init__(self, *users: str) -> None:
        self.remembered = FakeRemembered(*(person(each) for each in users))
        self.memory = RosterMemory(uid("d1"), self.remembered)

    def names(self) -> dict[str, str]:
        return {each.id: each.name for each in self.remembered.users.values()}


async def test_noted_users_are_saved_beside_the_others() -> None:
    desk = Desk("1", "2")
    desk.memory.note(person("2", "New"))
    await desk.memory.save()
    assert (desk.names(), desk.remembered.replaced) == ({"1": "Known", "2": "New"}, 0)


async def test_gone_user_is_forgotten_and_the_others_stay() -> None:
    desk = Desk("1", "2")
    desk.memory.forget(UserId("1"))
    desk.memory.note(person("3", "New"))
    assert [each.id for each in await desk.memory.recall()] == ["2"]
    await desk.memory.save()
    assert desk.names() == {"2": "Known", "3": "New"}


async def test_user_made_again_is_not_forgotten() -> None:
    desk = Desk("1")
    desk.memory.forget(UserId("1"))
    desk.memory.note(person("1", "New"))
    await desk.memory.save()
    assert desk.names() == {"1": "New"}


async def test_what_could_not_be_saved_is_saved_the_next_time() -> None:
    desk = Desk("1", "2")
    desk.memory.note(person("3", "Old"))
    desk.memory.forget(UserId("1"))
    desk.remembered.trouble = StoreLocked("file")
    for save in (desk.memory.save, desk.memory.save):
        with pytest.raises(StoreLocked):
            await save()
    await desk.memory.save_what_can_be()
    desk.memory.note(person("3", "New"))
    desk.remembered.trouble = None
    await desk.memory.save()
    assert desk.names() == {"2": "Known", "3": "New"}


async def test_nothing_noted_costs_nothing() -> None:
    desk = Desk("1")
    desk.remembered.trouble = StoreLocked("file")
    await desk.memory.save()


async def test_complete_list_replaces_what_was_noted() -> None:
    desk = Desk("1", "2")
    desk.memory.note(person("3"))
    await desk.memory.replace([person("1", "Read")])
    await desk.memory.save()
    assert desk.names() == {"1": "Read"}
