"""Names in many scripts or of 200 characters, ids with leading zeros: through every work on users.

Simulated devices over TCP, as they are listed and remembered in the grid. Beside each user there is
somebody else, whose id is the same number without the zeros.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollcall.protocol.errors import AnotherPerson
from rollcall.protocol.users import UserId
from rollcall.simulator.users import User
from rollcall.usecases.audit import Action
from rollcall.usecases.backups.planning import Standing as Restored
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.copying.compare import Standing
from rollcall.usecases.copying.plan import Kind
from rollcall.usecases.progress import Progress
from tests.ui.people_fakes import Office, office
from tests.usecases.backups import office as backups
from tests.usecases.backups.test_backups import EMPTY
from tests.usecases.changing.people import UID, A, B, edit, new, removal
from tests.usecases.copying.building import DOOR, STORE, Building, building, door, store

ID, TWIN = "007", "7"
NAMES = [
    "Zażółć Gęślą-Jaźń",
    "田中 太郎",
    "محمد بن عبد الله",
    "Ольга Ёлкина",
    "नन्दिनी शर्मा",
    normalize("NFD", "José Ångström"),
    "👩\u200d🔬 Ana",
    "x" * 200,
    "李" * 200,
    "  two  blanks ",
    "=1+1",
    "'; drop table users; --",
]
DONE = Verdict.DONE


def quiet(_progress: Progress) -> None:
    """Count nothing."""


@pytest.fixture
async def front() -> AsyncIterator[Office]:
    async with office() as made:
        made.at.put(TWIN, "Twin", fingers=(B,))
        yield made


@pytest.mark.parametrize("name", NAMES)
async def test_edited_deleted_and_brought_back(front: Office, name: str) -> None:
    front.at.put(ID, name, fingers=(A,), password="0042")
    roster = front.rosters.of(UID)
    await roster.read(quiet)
    (user,) = (each.user for each in roster.entries if each.id == ID)
    receipt = await front.people.save(
        front.front, edit(ID, department="Sales", expected_name=user.name)
    )
    assert (receipt.verdict, receipt.name) == (DONE, name)
    got: list[Receipt] = []
    await front.people.delete(UID, [user], got=got.append, report=quiet)
    assert [each.verdict for each in got] == [DONE]
    assert [each.id for each in front.at.device.users] == [TWIN]
    await front.people.undo.undo(got=got.append, report=quiet)
    assert [each.verdict for each in got] == [DONE, DONE]
    now = front.at.has(ID)
    assert (now.name, now.department, now.password) == (name, "Sales", "0042")
    assert front.at.fingers(ID) == [A]
    assert front.at.fingers(TWIN) == [B]


@pytest.mark.parametrize("length", [200, 201, 5000])
async def test_name_that_is_too_long_for_the_grid_hinders_nobody(
    front: Office, length: int
) -> None:
    front.at.put(ID, "x" * length, fingers=(A,))
    roster = front.rosters.of(UID)
    await roster.read(quiet)
    (user,) = (each.user for each in roster.entries if each.id == ID)
    assert len(user.name) == 200
    got: list[Receipt] = []
    await front.people.write(
        front.front,
        [edit(ID, department="Sales", expected_name=user.name)],
        got=got.append,
        report=quiet,
    )
    await front.people.delete(UID, [user], got=got.append, report=quiet)
    assert [each.verdict for each in got] == [DONE, DONE]
    front.at.put(ID, "y" * length)
    await front.people.delete(UID, [user], got=got.append, report=quiet)
    assert isinstance(got[-1].error, AnotherPerson)


@given(st.lists(st.from_regex(r"0{0,6}[1-9][0-9]{0,3}", fullmatch=True), unique=True, max_size=8))
@settings(max_examples=25)
def test_ids_are_texts_and_never_numbers(ids: list[str]) -> None:
    asyncio.run(ids_are_texts(ids, there=ids[::2]))


async def ids_are_texts(ids: list[str], *, there: list[str]) -> None:
    async with office() as front:
        for each in there:
            front.at.put(each, f"Name {each}", fingers=(A,))
        got: list[Receipt] = []
        how: dict[str, Any] = {"action": Action.ADD_USER, "got": got.append, "report": quiet}
        await front.at.writer.write(UID, [new(each, f"Name {each}") for each in ids], **how)
        assert [each.is_fine for each in got] == [each not in there for each in ids]
        roster = front.rosters.of(UID)
        await roster.read(quiet)
        assert {each.id: each.user.name for each in roster.entries} == {
            each: f"Name {each}" for each in ids
        }
        assert set(await front.rosters.stable_ids(UID)) == set(ids)
        users = [each.user for each in roster.entries]
        await front.people.delete(UID, users[1:], got=got.append, report=quiet)
        assert [each.id for each in front.at.device.users] == [each.id for each in users[:1]]


async def test_answer_about_the_same_number_without_zeros_is_about_somebody_else(
    front: Office,
) -> None:
    front.at.put(ID, "Ana", fingers=(A,))
    front.at.device.faults.switch_on("other-user", value=TWIN, command="GetUserInfo", times=1)
    receipt = await front.at.write(edit(ID, name="Eva"))
    assert (receipt.verdict, front.at.sent()) == (Verdict.FAILED, 0)
    front.at.device.faults.switch_on("other-user", value=TWIN, command="GetUserInfo", times=1)
    assert (await front.at.delete(removal(ID))).verdict is Verdict.FAILED
    assert front.at.sent("DeleteUserInfo") == 0


@pytest.mark.parametrize("name", NAMES)
async def test_copied_compared_and_removed_everywhere(name: str) -> None:
    async with building(door(), store()) as at:
        for uid in (DOOR, STORE):
            at.put(uid, TWIN, "Twin", fingers=(B,))
        at.put(DOOR, ID, name, fingers=(A,), password="0042")
        plan = await at.plan(STORE, users=at.shown(DOOR, ID))
        assert [row.kind for row in plan.rows] == [Kind.NEW]
        assert [each.verdict for each in await at.copy(plan)] == [DONE]
        copied = at.has(STORE, ID)
        assert copied is not None
        assert (copied.name, copied.password, copied.fingers) == (name, "0042", (A,))
        again = await at.plan(STORE, users=at.shown(DOOR, ID))
        assert [row.kind for row in again.rows] == [Kind.SAME]
        standings = {each.id: each.standing for each in (await at.compare(DOOR, STORE)).users}
        assert standings == {ID: Standing.SAME, TWIN: Standing.SAME}
        await remove_everywhere(at)
        for uid in (DOOR, STORE):
            assert [each.id for each in at.devices[uid].users] == [TWIN]


async def remove_everywhere(at: Building) -> None:
    """Remove the user: at once from the one device, and later from the other."""
    at.off.add(STORE)
    findings = await at.removing.find(at.shown(DOOR, ID), report=quiet)
    waiting = await at.removing.remove(findings, findings.usual, got=no_receipt, report=quiet)
    assert [(each.device, each.user_id) for each in waiting] == [(STORE, ID)]
    at.off.clear()
    done = await at.removing.carry_out(STORE)
    assert done is not None
    assert [each.user_id for each in done.removed] == [ID]


def no_receipt(_receipt: Receipt) -> None:
    """Look at the devices instead."""


async def test_backed_up_and_restored(tmp_path: Path) -> None:
    async with backups.office(backups.SMALL, EMPTY) as at:
        users = at.devices[backups.FRONT].users
        for number, name in enumerate(NAMES, start=1):
            for user_id in (f"{number}", f"00{number}"):
                users.put(backup_user(user_id, name))
        path = tmp_path / "front.rollcall"
        await at.make(path)
        plan = await at.plan(await at.open(path), backups.STORE)
        assert plan.counts == {Restored.NEW: 2 * len(NAMES)}
        assert {each.verdict for each in await at.restore(plan)} == {DONE}
        assert at.texts(backups.STORE) == at.texts(backups.FRONT)
        assert at.templates(backups.STORE) == at.templates(backups.FRONT)


def backup_user(user_id: str, name: str) -> User:
    return User(id=UserId(user_id), name=name, department="Company", fingers=(A,), password="0042")
