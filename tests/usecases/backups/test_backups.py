from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from rollcall.protocol.errors import (
    AnotherPerson,
    DeviceError,
    DeviceFull,
    FileFault,
    FileProblem,
    InputProblem,
    InvalidInput,
    UserGone,
)
from rollcall.protocol.info import CapacityLimit, DeviceUid
from rollcall.protocol.users import DeleteUserInfo, Privilege, UserId
from rollcall.simulator.profile import EVERYTHING
from rollcall.usecases.backups.backups import checked_passphrase
from rollcall.usecases.backups.planning import Standing
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.progress import Progress
from tests.usecases.backups.made import PASSPHRASE
from tests.usecases.backups.office import FRONT, SMALL, STORE, Office, office

COUNT = 30
EMPTY = replace(SMALL, uid=STORE, name="Store")
FULL = replace(SMALL, uid=FRONT, users=COUNT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "front door.rollcall"


def verdicts(receipts: list[Receipt]) -> set[Verdict]:
    return {each.verdict for each in receipts}


def delete_at(at: Office, uid: DeviceUid, *ids: str) -> None:
    """Let somebody else delete users."""
    for each in ids:
        at.devices[uid].users.delete(DeleteUserInfo(id=UserId(each)))


def ids(at: Office, uid: DeviceUid) -> list[str]:
    return [each.id for each in at.devices[uid].users]


async def test_every_template_of_a_device_comes_back_on_an_empty_one(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        manifest = await at.make(path)
        plan = await at.plan(await at.open(path), STORE)
        receipts = await at.restore(plan)
        assert manifest.counts.users == COUNT
        assert manifest.is_complete
        assert plan.counts == {Standing.NEW: COUNT}
        assert verdicts(receipts) == {Verdict.DONE}
        assert len(receipts) == COUNT
        assert at.templates(STORE) == at.templates(FRONT)
        assert at.texts(STORE) == at.texts(FRONT)


async def test_who_gets_more_rights_by_a_restore_is_told_and_audited(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.make(path)
        chiefs = {
            each.id: each.privilege
            for each in at.devices[FRONT].users
            if each.privilege is not Privilege.USER
        }
        assert chiefs
        plan = await at.plan(await at.open(path), STORE)
        assert {each.user_id: each.privilege for each in plan.raises} == chiefs
        at.trail.entries.clear()
        await at.restore(plan)
        raised = [each for each in at.trail.entries if each.action == "raise privilege"]
        assert {each.subject.split()[0] for each in raised} == chiefs.keys()
        assert {each.device_uid for each in raised} == {STORE}
        assert (await at.plan(await at.open(path), STORE)).raises == ()


async def test_a_restore_is_undone_as_one(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.make(path)
        await at.restore(await at.plan(await at.open(path), STORE))
        receipts: list[Receipt] = []
        await at.undo.undo(got=receipts.append, report=at.progress.append)
        assert len(receipts) == COUNT
        assert verdicts(receipts) == {Verdict.DONE}
        assert ids(at, STORE) == []
        assert at.undo.last is None


async def test_what_was_lost_comes_back_and_what_is_there_is_not_written(path: Path) -> None:
    async with office(FULL) as at:
        before = at.templates(FRONT)
        await at.make(path)
        gone = ids(at, FRONT)[4:8]
        delete_at(at, FRONT, *gone)
        plan = await at.plan(await at.open(path), FRONT)
        receipts = await at.restore(plan)
        assert plan.counts == {Standing.NEW: 4, Standing.SAME: COUNT - 4}
        assert at.devices[FRONT].ledger.counts["SetUserInfo"] == 4
        assert len(receipts) == COUNT
        assert verdicts(receipts) == {Verdict.DONE, Verdict.SAME}
        assert at.templates(FRONT) == before


async def test_nobody_is_deleted_and_no_credential_is_taken_away(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        target = at.devices[STORE]
        bare = [replace(each, fingers=(), face=None, palms=()) for each in at.devices[FRONT].users]
        whole = at.devices[FRONT]
        target.users.fill(whole.users)
        stays = at.templates(STORE)
        for each in bare:
            whole.users.put(each)
        target.users.put(replace(bare[0], id=UserId("9999"), name="Only here"))
        await at.make(path)
        plan = await at.plan(await at.open(path), STORE)
        await at.restore(plan)
        assert plan.counts == {Standing.SAME: COUNT}
        assert at.templates(STORE) == stays
        assert "9999" in ids(at, STORE)


async def test_a_user_who_differs_is_put_back_part_by_part(path: Path) -> None:
    async with office(FULL) as at:
        before = at.templates(FRONT), at.texts(FRONT)
        await at.make(path)
        users = at.devices[FRONT].users
        one = next(each for each in users if each.fingers and each.face and each.card)
        users.put(replace(one, fingers=(), department="Sales", card="77"))
        plan = await at.plan(await at.open(path), FRONT)
        [row] = [row for row in plan.rows if row.standing is Standing.DIFFERENT]
        assert row.wanted.change.face is not row.user.face  # it did not change
        assert verdicts(await at.restore(plan)) == {Verdict.DONE, Verdict.SAME}
        assert (at.templates(FRONT), at.texts(FRONT)) == before


async def test_users_who_differ_can_be_left_as_they_are(path: Path) -> None:
    async with office(FULL) as at:
        await at.make(path)
        users = at.devices[FRONT].users
        one = next(each for each in users if each.fingers)
        users.put(replace(one, fingers=()))
        plan = (await at.plan(await at.open(path), FRONT)).without(Standing.DIFFERENT)
        receipts = await at.restore(plan)
        assert len(receipts) == COUNT - 1
        assert at.devices[FRONT].ledger.counts["SetUserInfo"] == 0


async def test_an_id_of_another_person_is_never_written(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.make(path)
        taken = next(iter(at.devices[FRONT].users))
        other = replace(taken, name="Xu Quentin", fingers=(), face=None, palms=())
        at.devices[STORE].users.put(other)
        plan = await at.plan(await at.open(path), STORE)
        receipts = await at.restore(plan)
        [failed] = [each for each in receipts if not each.is_fine]
        assert plan.counts[Standing.ANOTHER] == 1
        assert isinstance(failed.error, AnotherPerson)
        assert failed.error.name == "Xu Quentin"
        assert at.devices[STORE].users.get(taken.id) == other


async def test_an_id_taken_after_the_plan_is_not_written_either(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.make(path)
        plan = await at.plan(await at.open(path), STORE)
        taken = next(iter(at.devices[FRONT].users))
        other = replace(taken, name="Xu Quentin", fingers=(), face=None, palms=())
        at.devices[STORE].users.put(other)
        receipts = await at.restore(plan)
        [failed] = [each for each in receipts if not each.is_fine]
        assert failed.user_id == taken.id
        assert failed.error is not None
        assert at.devices[STORE].users.get(taken.id) == other


async def test_whom_the_device_has_no_room_for_is_said_before_and_after(path: Path) -> None:
    limits = CapacityLimit(users=10, faces=3000, fingers=15000, palms=1000)
    async with office(FULL, replace(EMPTY, limits=limits)) as at:
        await at.make(path)
        plan = await at.plan(await at.open(path), STORE)
        receipts = await at.restore(plan)
        assert plan.counts == {Standing.NEW: 10, Standing.NO_ROOM: COUNT - 10}
        full = [each for each in receipts if isinstance(each.error, DeviceFull)]
        assert len(full) == COUNT - 10
        assert len(ids(at, STORE)) == 10


async def test_a_device_that_is_full_in_the_middle_leaves_no_half_user(path: Path) -> None:
    limits = CapacityLimit(users=5000, faces=3000, fingers=9, palms=1000)
    async with office(FULL, replace(EMPTY, limits=limits)) as at:
        await at.make(path)
        plan = await at.plan(await at.open(path), STORE)
        # As if the device had not told its limits: all of them are tried.
        rows = tuple(
            changed(row, standing=Standing.NEW, room=None)
            if row.standing is Standing.NO_ROOM
            else row
            for row in plan.rows
        )
        receipts = await at.restore(changed(plan, rows=rows))
        assert len(receipts) == COUNT
        assert any(isinstance(each.error, DeviceFull) for each in receipts)
        done = {each.user_id for each in receipts if each.verdict is Verdict.DONE}
        assert set(ids(at, STORE)) == done
        here = at.templates(STORE)
        assert here == {key: n for key, n in at.templates(FRONT).items() if key[0] in done}


async def test_who_is_deleted_after_the_plan_is_not_made_again(path: Path) -> None:
    async with office(FULL) as at:
        await at.make(path)
        users = at.devices[FRONT].users
        one = next(each for each in users if each.fingers)
        users.put(replace(one, fingers=()))
        plan = await at.plan(await at.open(path), FRONT)
        assert plan.counts[Standing.DIFFERENT] == 1
        delete_at(at, FRONT, one.id)
        receipts = await at.restore(plan)
        [failed] = [each for each in receipts if not each.is_fine]
        assert isinstance(failed.error, UserGone)
        assert one.id not in ids(at, FRONT)
        # Whoever wants the user back plans again, and sees that nobody is there.
        again = await at.plan(await at.open(path), FRONT, only={one.id})
        assert again.counts == {Standing.NEW: 1}


async def test_a_device_that_drops_fingers_is_told_and_costs_nobody_what_was_there(
    path: Path,
) -> None:
    async with office(FULL) as at:
        before = at.templates(FRONT)
        await at.make(path)
        users = at.devices[FRONT].users
        some = [each for each in users if len(each.fingers) > 1][:3]
        for each in some:
            users.put(replace(each, fingers=each.fingers[:1]))
        backup = await at.open(path)
        at.devices[FRONT].faults.switch_on("keep-first-fingers")
        receipts = await at.restore(await at.plan(backup, FRONT))
        not_done = {each.user_id for each in receipts if not each.is_fine}
        assert not_done == {each.id for each in some}
        assert len(before - at.templates(FRONT)) == sum(len(each.fingers) - 1 for each in some)
        at.devices[FRONT].faults.switch_off()
        await at.restore(await at.plan(backup, FRONT, only=not_done))
        assert at.templates(FRONT) == before


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "cut-halfway"])
async def test_lost_replies_lose_and_double_nothing(path: Path, fault: str) -> None:
    async with office(FULL, EMPTY) as at:
        await at.make(path)
        at.devices[STORE].faults.switch_on(fault, command="SetUserInfo", times=3)
        backup = await at.open(path)
        receipts = await at.restore(await at.plan(backup, STORE))
        again = {each.user_id for each in receipts if not each.is_fine}
        if again:
            receipts = await at.restore(await at.plan(backup, STORE, only=again))
            assert {each.user_id for each in receipts} == again
        assert verdicts(receipts) <= {Verdict.DONE, Verdict.SAME}
        assert at.templates(STORE) == at.templates(FRONT)


async def test_cancelled_in_the_middle_everybody_has_a_receipt(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.make(path)
        backup = await at.open(path)
        plan = await at.plan(backup, STORE)

        async def restore() -> None:
            await at.restore(plan)

        task = asyncio.create_task(restore())
        at.devices[STORE].ledger.told = after(
            lambda: at.devices[STORE].ledger.counts["SetUserInfo"] >= 5, task.cancel
        )
        with pytest.raises(asyncio.CancelledError):
            await task
        at.devices[STORE].ledger.told = None
        assert len({each.user_id for each in at.receipts}) == COUNT
        assert Verdict.SKIPPED in verdicts(at.receipts)
        not_done = {each.user_id for each in at.receipts if not each.is_fine}
        await at.restore(await at.plan(backup, STORE, only=not_done))
        assert at.templates(STORE) == at.templates(FRONT)


async def test_a_device_that_goes_away_leaves_a_receipt_for_everybody(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.make(path)
        plan = await at.plan(await at.open(path), STORE)
        at.devices[STORE].faults.switch_on("drop-before", times=None)
        with pytest.raises(DeviceError):
            await at.restore(plan)
        assert len({each.user_id for each in at.receipts}) == COUNT
        assert Verdict.DONE not in verdicts(at.receipts)


async def test_departments_that_are_missing_are_added_first(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.add(FRONT, "Night shift")
        one = next(iter(at.devices[FRONT].users))
        at.devices[FRONT].users.put(replace(one, department="Night shift"))
        await at.make(path)
        plan = await at.plan(await at.open(path), STORE)
        assert plan.departments == ("Night shift",)
        assert verdicts(await at.restore(plan)) == {Verdict.DONE}
        assert at.texts(STORE) == at.texts(FRONT)


async def test_department_of_users_who_are_left_as_they_are_is_not_added(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.add(FRONT, "Night shift")
        one = next(iter(at.devices[FRONT].users))
        at.devices[FRONT].users.put(replace(one, department="Night shift"))
        at.devices[STORE].users.put(one)
        await at.make(path)
        plan = (await at.plan(await at.open(path), STORE)).without(Standing.DIFFERENT)
        assert plan.departments == ()


async def test_what_the_device_has_no_reader_for_is_left_out_and_said(path: Path) -> None:
    can = changed(EVERYTHING, fingerprint=False)
    async with office(FULL, replace(EMPTY, capabilities=can)) as at:
        await at.make(path)
        plan = await at.plan(await at.open(path), STORE)
        assert any(row.left_out for row in plan.rows)
        assert verdicts(await at.restore(plan)) == {Verdict.DONE}
        fingers = {key for key in at.templates(FRONT) if key[1] == "finger"}
        assert set(at.templates(STORE)) == set(at.templates(FRONT)) - fingers


async def test_a_device_that_keeps_templates_in_its_own_form_is_restored(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.make(path)
        at.devices[STORE].faults.switch_on("reencode-templates", times=None)
        receipts = await at.restore(await at.plan(await at.open(path), STORE))
        assert verdicts(receipts) == {Verdict.DONE}
        assert any(part.is_reencoded for each in receipts for part in each.parts)


# --- making one


async def test_a_user_who_cannot_be_read_makes_the_backup_incomplete(path: Path) -> None:
    async with office(FULL) as at:
        at.devices[FRONT].faults.switch_on("wrong-types", command="GetUserInfo", times=4)
        taken = await at.backups.read(FRONT, report=at.progress.append)
        assert len(taken.users) + len(taken.missing) == COUNT
        assert taken.is_complete == (not taken.missing)


async def test_a_user_deleted_meanwhile_is_not_missing(path: Path) -> None:
    async with office(FULL) as at:
        device = at.devices[FRONT]
        last = ids(at, FRONT)[-1]
        device.ledger.told = after(
            lambda: device.ledger.counts["GetUserInfo"] >= 3,
            lambda: delete_at(at, FRONT, last),
        )
        manifest = await at.make(path)
        assert manifest.is_complete
        assert manifest.counts.users == COUNT - 1
        assert last not in {each.id for each in (await at.open(path)).users}


async def test_a_list_that_never_stays_the_same_is_marked(path: Path) -> None:
    async with office(FULL) as at:
        device = at.devices[FRONT]
        waiting = list(reversed(ids(at, FRONT)))
        lists = 0

        def told() -> None:
            nonlocal lists
            if device.ledger.counts["GetUserIdList"] > lists:
                lists += 1
                delete_at(at, FRONT, waiting.pop())

        device.ledger.told = told
        taken = await at.backups.read(FRONT, report=at.progress.append)
        assert not taken.is_stable
        assert not taken.is_complete
        device.ledger.told = None
        manifest = await at.backups.write(
            path, PASSPHRASE, taken, uid=FRONT, name="Front door", report=at.progress.append
        )
        assert not manifest.is_complete
        assert not (await at.open(path)).manifest.is_complete


async def test_progress_counts_up_to_all_users(path: Path) -> None:
    async with office(FULL) as at:
        await at.make(path)
        await asyncio.sleep(0)
        assert at.progress[0].done == 0
        assert Progress(done=COUNT, total=COUNT, what="users") in at.progress


async def test_the_audit_trail_tells_of_making_and_restoring(path: Path) -> None:
    async with office(FULL, EMPTY) as at:
        await at.make(path)
        await at.restore(await at.plan(await at.open(path), STORE))
        deeds = [(each.action, each.result) for each in at.trail.entries]
        assert deeds[0] == ("back up users", "done")
        assert ("restore users", "done") in deeds
        assert at.trail.entries[0].subject == path.name


async def test_a_backup_that_cannot_be_written_is_told_and_noted(tmp_path: Path) -> None:
    async with office(FULL) as at:
        with pytest.raises(FileProblem) as caught:
            await at.make(tmp_path / "no such folder" / "a.rollcall")
        assert caught.value.fault is FileFault.NOT_WRITABLE
        assert at.trail.entries[0].result == "failed"


async def test_cancelled_while_it_is_written_the_old_file_stays(path: Path) -> None:
    path.write_bytes(b"the old one")
    async with office(FULL) as at:
        taken = await at.backups.read(FRONT, report=at.progress.append)
        writing = asyncio.create_task(
            at.backups.write(
                path, PASSPHRASE, taken, uid=FRONT, name="Front door", report=at.progress.append
            )
        )
        await asyncio.sleep(0)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert path.read_bytes() == b"the old one"
        assert list(path.parent.glob(".*")) == []


async def test_only_what_can_be_a_backup_passes_the_first_look(path: Path) -> None:
    async with office(FULL) as at:
        await at.make(path)
        await at.backups.look(path)
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(FileProblem) as caught:
            await at.backups.look(path)
        assert caught.value.fault is FileFault.DAMAGED


@pytest.mark.parametrize(
    ("one", "other", "field", "problem"),
    [
        ("", "", "passphrase", InputProblem.EMPTY),
        ("seven 7", "seven 7", "passphrase", InputProblem.TOO_SHORT),
        ("long enough", "long enougH", "again", InputProblem.NOT_EQUAL),
        ("long enough", "", "again", InputProblem.NOT_EQUAL),
    ],
)
def test_a_passphrase_that_will_not_do_is_told_at_its_field(
    one: str, other: str, field: str, problem: InputProblem
) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_passphrase(one, other)
    assert (caught.value.field, caught.value.problem) == (field, problem)


def test_a_passphrase_is_taken_as_it_is() -> None:
    assert checked_passphrase(" 8 chars", " 8 chars") == " 8 chars"


def after(is_due: Callable[[], bool], do: Callable[[], object]) -> Callable[[], None]:
    """Do something once, as soon as it is due."""
    done: list[bool] = []

    def told() -> None:
        if not done and is_due():
            done.append(True)
            do()

    return told
