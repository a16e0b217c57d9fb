"""Who was erased on purpose is never brought back from a backup."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from rollcall.protocol.errors import ErasedNotKnown, WasErased
from rollcall.protocol.users import UserId
from rollcall.simulator.users import User
from rollcall.usecases.backups.planning import Standing
from rollcall.usecases.backups.restore_steps import RestoreSteps
from rollcall.usecases.backups.saved import Backup
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.copying.finding import Person
from tests.usecases.backups.office import FRONT, SMALL, STORE, Office, office

ANN = Person(UserId("901"), "Ann Lee")


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[tuple[Office, Backup]]:
    """Give a backup of the Front door that holds Ann, and an empty Store."""
    front = replace(SMALL, name="Front door", uid=FRONT, users=3)
    async with office(front, replace(SMALL, name="Store", uid=STORE)) as made:
        made.devices[FRONT].users.put(
            User(id=ANN.user_id, name=ANN.name, department="Lab", face=b"face")
        )
        path = tmp_path / "old.rollcall"
        await made.make(path)
        yield made, await made.open(path)


async def test_she_stays_erased_and_everybody_else_is_restored(at: tuple[Office, Backup]) -> None:
    made, backup = at
    await made.tombstones.add([Person(ANN.user_id, "ANN  lee")])
    plan = await made.plan(backup, STORE)
    assert plan.counts == {Standing.NEW: 3, Standing.ERASED: 1}
    assert "Lab" not in plan.departments
    receipts = await made.restore(plan)
    assert [each.verdict for each in receipts].count(Verdict.DONE) == 3
    (hers,) = (each for each in receipts if each.user_id == ANN.user_id)
    assert hers.verdict is Verdict.FAILED
    assert isinstance(hers.error, WasErased)
    assert made.devices[STORE].users.get(ANN.user_id) is None
    assert made.devices[STORE].ledger.counts["SetUserInfo"] == 3


async def test_nothing_of_her_is_asked_or_written_where_she_is_still(
    at: tuple[Office, Backup],
) -> None:
    made, backup = at
    await made.tombstones.add([ANN])
    read = made.devices[FRONT].ledger.counts["GetUserInfo"]
    plan = await made.plan(backup, FRONT)
    assert plan.counts == {Standing.SAME: 3, Standing.ERASED: 1}
    assert made.devices[FRONT].ledger.counts["GetUserInfo"] == read + 3


async def test_somebody_else_with_her_id_is_restored(at: tuple[Office, Backup]) -> None:
    made, backup = at
    await made.tombstones.add([Person(ANN.user_id, "Rosa Diaz")])
    plan = await made.plan(backup, STORE)
    assert plan.counts == {Standing.NEW: 4}


async def test_nothing_at_all_is_restored_while_nobody_can_tell(at: tuple[Office, Backup]) -> None:
    made, backup = at
    await made.tombstones.add([Person(UserId("5"), "Bob Ng")])
    plan = await made.plan(backup, STORE)
    made.key.locked = True
    asked = dict(made.devices[STORE].ledger.counts)
    with pytest.raises(ErasedNotKnown):
        await made.plan(backup, STORE)
    with pytest.raises(ErasedNotKnown):
        await made.restore(plan)
    assert dict(made.devices[STORE].ledger.counts) == asked
    assert [each.verdict for each in made.receipts] == [Verdict.SKIPPED] * 4
    made.key.locked = False
    assert len(await made.restore(await made.plan(backup, STORE))) == 4


async def test_who_is_erased_after_the_plan_was_made_is_left_out_too(
    at: tuple[Office, Backup],
) -> None:
    made, backup = at
    plan = await made.plan(backup, STORE)
    assert "Lab" in plan.departments
    await made.tombstones.add([ANN])
    receipts = await made.restore(plan)
    assert len(receipts) == 4
    assert made.devices[STORE].users.get(ANN.user_id) is None
    assert "Lab" not in {each[2] for each in made.texts(STORE)}


async def test_who_came_back_by_hand_is_restored_again(at: tuple[Office, Backup]) -> None:
    made, backup = at
    await made.tombstones.add([ANN])
    await made.tombstones.lift([ANN])
    plan = await made.plan(backup, STORE)
    assert plan.counts == {Standing.NEW: 4}


async def test_those_noted_with_a_key_that_is_gone_are_counted(at: tuple[Office, Backup]) -> None:
    made, backup = at
    await made.tombstones.add([ANN])
    made.key.key = b"n" * 32
    plan = await made.plan(backup, STORE)
    assert plan.untold == 1
    assert plan.counts == {Standing.NEW: 4}


async def test_nobody_erased_is_among_those_chosen(at: tuple[Office, Backup]) -> None:
    made, backup = at
    await made.tombstones.add([ANN])
    steps = RestoreSteps(STORE, name="Store")
    steps.planned(backup, await made.plan(backup, STORE))
    assert steps.chosen is not None
    assert steps.chosen.counts == {Standing.NEW: 3}
    assert steps.count == 3
