"""Erasing with everything the program is made of: two devices, the store on the disk, the keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from rollcall.protocol.users import SetUserInfo, UserId
from rollcall.simulator.users import User
from rollcall.store.values import PendingRemoval
from rollcall.usecases.audit import Action
from rollcall.usecases.backups.planning import RestorePlan, Standing
from rollcall.usecases.backups.saved import Backup
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.wanted import Presence, Wanted
from tests.ui.dialogs.closing import DOOR, STORE, House, house

ID = UserId("4711007")
NAME = "Zaphira Oberhofer"
PASSPHRASE = "correct horse"


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[House]:
    """Give two devices that both have her, and have been read."""
    async with house(folder) as made:
        for uid in (DOOR, STORE):
            made.devices[uid].users.put(
                User(id=ID, name=NAME, department="Company", face=b"face", card="7")
            )
            await made.users.rosters.of(uid).read(quiet)
        yield made


def quiet(_: object) -> None:
    """Report to nobody."""


async def backed_up(at: House, path: Path) -> Backup:
    backups = at.users.backups
    taken = await backups.read(DOOR, report=quiet)
    await backups.write(path, PASSPHRASE, taken, uid=DOOR, name="Front door", report=quiet)
    return await backups.open(path, PASSPHRASE, report=quiet)


async def erase(at: House) -> tuple[list[Receipt], tuple[PendingRemoval, ...]]:
    receipts: list[Receipt] = []
    removing = at.users.removing
    findings = await removing.find(at.remembered(ID), report=quiet)
    waiting = await removing.remove(
        findings, findings.usual, got=receipts.append, report=quiet, erase=True
    )
    return receipts, waiting


async def plan(at: House, backup: Backup) -> RestorePlan:
    return await at.users.backups.plan(STORE, backup, report=quiet)


async def write(at: House, action: Action, **members: Any) -> None:
    wanted = Wanted(change=SetUserInfo(id=ID, **members), presence=Presence.EITHER)
    await at.users.writer.write(STORE, [wanted], action=action, got=quiet, report=quiet)


@pytest.mark.usefixtures("qapp")
async def test_an_old_backup_does_not_bring_her_back_until_she_is_added_by_hand(
    tmp_path: Path,
) -> None:
    async with office(tmp_path / "data") as at:
        backup = await backed_up(at, tmp_path / "old.rollcall")
        await write(at, Action.EDIT_USER, name=NAME, card="8")
        receipts, waiting = await erase(at)
        assert waiting == ()
        assert all(each.is_fine for each in receipts)
        assert at.users.people.undo.last is None
        erased = await plan(at, backup)
        assert erased.counts[Standing.ERASED] == 1
        await at.users.backups.restore(erased, name="Warehouse", got=quiet, report=quiet)
        assert at.devices[STORE].users.get(ID) is None
        assert at.devices[STORE].users.get(UserId("1")) is not None
        await write(at, Action.COPY_USERS, name=NAME.lower())
        assert (await plan(at, backup)).counts[Standing.ERASED] == 1
        at.devices[STORE].users.remove(ID)
        await write(at, Action.ADD_USER, name=NAME.lower())
        again = await plan(at, backup)
        assert Standing.ERASED not in again.counts
        (hers,) = (row for row in again.rows if row.user.id == ID)
        assert hers.standing is Standing.DIFFERENT


@pytest.mark.usefixtures("qapp")
async def test_only_the_list_of_activities_names_her_afterwards(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        for uid in (DOOR, STORE):
            assert ID in {each.id for each in await at.store.users.of(uid)}
        await erase(at)
        for uid in (DOOR, STORE):
            assert ID not in {each.id for each in await at.store.users.of(uid)}
        assert await at.store.journal.sealed_of(ID) == ()
        assert await at.store.removals.all() == ()
        named = [each for each in await at.store.audit.latest() if NAME in each.subject]
        assert {each.action for each in named} == {"erase user"}
    everything = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert everything.count(NAME.encode()) == len(named)
