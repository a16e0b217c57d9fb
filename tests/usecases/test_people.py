"""The real writer against a simulated device over TCP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from rollcall.protocol.errors import UserGone
from rollcall.protocol.users import Privilege, UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.progress import Progress
from tests.ui.people_fakes import Office, office
from tests.usecases.changing.people import UID, A, edit, new


@pytest.fixture
async def front() -> AsyncIterator[Office]:
    async with office() as made:
        made.at.put("1", "Ann")
        made.at.put("2", "Bob")
        yield made


def nobody(_progress: Progress) -> None:
    """Count nothing."""


def a_user(user_id: str, name: str) -> RememberedUser:
    return RememberedUser(id=UserId(user_id), name=name, department="", privilege="user")


async def test_raising_rights_has_its_own_name_in_the_audit_trail(front: Office) -> None:
    await front.people.save(front.front, edit("1", name="Anna"))
    await front.people.save(front.front, edit("1", privilege=Privilege.MANAGER))
    await front.people.save(front.front, new("3", privilege=Privilege.MANAGER))
    assert [each[0] for each in front.audited] == [
        "edit user", "edit user", "raise privilege", "add user", "raise privilege",
    ]  # fmt: skip


async def test_why_nothing_was_written_is_raised(front: Office) -> None:
    with pytest.raises(UserGone):
        await front.people.save(front.front, edit("9", name="Nobody"))
    assert front.at.sent() == 0


async def test_what_is_stored_otherwise_is_given_and_not_raised(front: Office) -> None:
    front.at.device.faults.switch_on("keep-first-fingers")
    receipt = await front.people.save(front.front, edit("1", more_fingers=(A, b"another")))
    assert receipt.verdict is Verdict.DIFFERS


async def test_of_many_only_those_who_were_raised_are_noted_as_that(front: Office) -> None:
    got: list[Receipt] = []
    await front.people.write(
        front.front,
        [edit("1", privilege=Privilege.MANAGER), edit("9", privilege=Privilege.MANAGER)],
        got=got.append,
        report=nobody,
    )
    assert [each.verdict for each in got] == [Verdict.DONE, Verdict.FAILED]
    assert [each[:2] for each in front.audited if each[0] == "raise privilege"] == [
        ("raise privilege", "1 Ann")
    ]


async def test_only_who_is_meant_by_id_and_name_is_deleted_and_undo_brings_them_back(
    front: Office,
) -> None:
    got: list[Receipt] = []
    both = [a_user("1", "Ann"), a_user("2", "Rosa")]
    await front.people.delete(UID, both, got=got.append, report=nobody)
    assert [each.verdict for each in got] == [Verdict.DONE, Verdict.FAILED]
    assert front.at.has("2").name == "Bob"
    assert await front.people.read(UID, UserId("1")) is None
    await front.people.undo.undo(got=got.append, report=nobody)
    assert front.at.has("1").name == "Ann"


async def test_what_a_device_can_is_asked_once_and_the_next_id_is_free(front: Office) -> None:
    assert await front.people.capabilities(UID) is not None
    assert await front.people.next_free_id(UID) == "3"
    assert await front.people.stable_ids(UID) == {"1", "2"}


async def test_looking_at_a_secret_is_noted(front: Office) -> None:
    await front.people.note_shown(front.front, UserId("1"))
    assert front.audited == [("show secret", "1", "done")]
