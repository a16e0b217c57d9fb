"""Copying over TCP: nothing is lost, nobody is overwritten, receipts are true."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from rollcall.protocol.errors import (
    AnotherPerson,
    DeviceFull,
    Unreachable,
    UserChanged,
    UserExists,
    UserGone,
)
from rollcall.protocol.users import Privilege, SetUserInfo, UserId
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.changing.steps import Step
from rollcall.usecases.copying.plan import Decision, Kind, Terms
from rollcall.usecases.progress import Progress
from tests.usecases.copying.building import DOOR, GATE, STORE, Building, building, door, gate, store

if TYPE_CHECKING:
    from rollcall.protocol.command import Command

DONE, FAILED, SKIPPED = Verdict.DONE, Verdict.FAILED, Verdict.SKIPPED


async def test_every_credential_is_on_every_target_when_it_was_copied() -> None:
    async with building(door(users=60), store(), gate()) as at:
        before = at.all_templates(DOOR)
        receipts = await at.copy(await at.plan(STORE, GATE))
        assert [each.verdict for each in receipts] == [DONE] * 120
        assert at.all_templates(DOOR) == at.all_templates(STORE) == at.all_templates(GATE) == before
        for user in at.devices[DOOR].users:
            copied = at.has(STORE, user.id)
            assert copied is not None
            assert (copied.name, copied.department, copied.privilege, copied.card) == (
                user.name, user.department, user.privilege, user.card,
            )  # fmt: skip
            assert copied.password == user.password
        assert at.journal.entries == {}


async def test_a_copy_to_several_devices_is_undone_as_one() -> None:
    async with building(door(users=60), store(users=20), gate()) as at:
        before = {uid: at.shown(uid) for uid in (STORE, GATE)}
        receipts = await at.copy(await at.plan(STORE, GATE))
        changed = [each for each in receipts if each.verdict is DONE]
        assert len(changed) > 60
        assert sorted(each.device for each in at.steps.of(last(at).part_of)) == [STORE, GATE]
        assert await at.take_back() == [DONE] * len(changed)
        assert {uid: at.shown(uid) for uid in (STORE, GATE)} == before
        assert at.undo.last is None


async def test_a_copy_is_undone_on_the_other_devices_when_one_does_not_answer() -> None:
    async with building(door(users=30), store(), gate()) as at:
        await at.copy(await at.plan(STORE, GATE))
        at.off.add(STORE)
        with pytest.raises(Unreachable):
            await at.take_back()
        assert (len(at.shown(STORE)), at.shown(GATE)) == (30, [])
        assert Counter(each.verdict for each in at.receipts) == {SKIPPED: 30, DONE: 30}
        at.off.clear()
        assert (last(at).device, last(at).count) == (STORE, 30)
        assert await at.take_back() == [DONE] * 30
        assert at.shown(STORE) == []


async def test_everybody_has_a_receipt_when_undoing_on_several_devices_is_stopped() -> None:
    async with building(door(users=12), store(), gate()) as at:
        await at.copy(await at.plan(STORE, GATE))
        undoing = asyncio.ensure_future(at.take_back())

        def answered(_: Command[Any]) -> None:
            if at.counts(STORE, "DeleteUserInfo") == 3:
                undoing.cancel()

        at.sessions[STORE].answered = answered
        with pytest.raises(asyncio.CancelledError):
            await undoing
        assert len(at.receipts) == 24
        done = Counter(each.device for each in at.receipts if each.verdict is DONE)
        assert len(at.shown(STORE)) == 12 - done[STORE] > 0
        assert len(at.shown(GATE)) == 12 - done[GATE] > 0
        assert sum(each.count for each in at.undo.of(last(at).part_of)) == 24 - done.total()
        assert await at.take_back() == [DONE] * (24 - done.total())
        assert (at.shown(STORE), at.shown(GATE)) == ([], [])


async def test_what_was_copied_again_is_undone_with_the_first_try() -> None:
    async with building(door(), store()) as at:
        at.put(DOOR, "1", "Ann Lee", fingers=(b"A", b"B", b"C"))
        at.put(STORE, "1", "Ann Lee")
        at.devices[STORE].faults.switch_on("keep-first-fingers", times=1)
        whole = object()
        for verdict in (Verdict.DIFFERS, DONE):
            plan = await at.plan(STORE)
            await at.copying.copy(
                plan, plan.rows, got=at.receipts.append, report=nobody, part_of=whole
            )
            assert at.receipts[-1].verdict is verdict
        assert await at.take_back() == [DONE]
        assert at.templates(STORE, "1") == {}
        assert at.undo.last is None


async def test_the_source_is_read_once_when_there_are_several_targets() -> None:
    async with building(door(users=30), store(), gate()) as at:
        plan = await at.plan(STORE, GATE)
        read = at.counts(DOOR, "GetUserInfo")
        await at.copy(plan)
        assert at.counts(DOOR, "GetUserInfo") - read == 30


async def test_the_other_targets_get_everybody_when_one_is_lost_in_the_middle() -> None:
    async with building(door(users=25), store(), gate()) as at:
        plan = await at.plan(STORE, GATE)

        def before(_: Command[Any]) -> None:
            if at.counts(STORE, "SetUserInfo") == 12:
                raise Unreachable("Warehouse")

        at.sessions[STORE].before = before
        await at.copy(plan)
        assert at.verdicts(GATE) == [DONE] * 25
        told = at.verdicts(STORE)
        # The twelfth was stored, and could not be read back.
        assert (told.count(DONE), told.count(Verdict.UNKNOWN)) == (11, 1)
        assert len(told) == 25
        errors = [each.error for each in at.receipts if each.verdict is SKIPPED]
        assert errors
        assert all(isinstance(each, Unreachable) for each in errors)


async def test_those_that_fit_are_written_when_the_target_is_full_in_the_middle() -> None:
    async with building(door(users=8), store(limits={"users": 5})) as at:
        plan = await at.plan(STORE)
        kinds = [row.kind for row in plan.rows]
        assert kinds == [Kind.NEW] * 5 + [Kind.DOES_NOT_FIT] * 3
        at.put(STORE, "900", "Came meanwhile")
        receipts = await at.copy(plan)
        assert [each.verdict for each in receipts] == [DONE] * 4 + [FAILED]
        assert isinstance(receipts[-1].error, DeviceFull)


async def test_it_is_told_when_a_user_of_the_source_was_deleted_meanwhile(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face")
    two.put(DOOR, "2", "Bob Ng")
    plan = await two.plan(STORE)
    two.devices[DOOR].users.remove(UserId("1"))
    first, second = await two.copy(plan)
    assert isinstance(first.error, UserGone)
    assert (first.verdict, second.verdict) == (FAILED, DONE)
    assert two.has(STORE, "1") is None


async def test_nothing_is_written_when_the_source_has_another_person_by_now(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    plan = await two.plan(STORE)
    two.put(DOOR, "1", "Rosa Diaz", face=b"rosa")
    (receipt,) = await two.copy(plan)
    assert isinstance(receipt.error, AnotherPerson)
    assert two.has(STORE, "1") is None


async def test_a_change_on_the_target_is_not_overwritten_when_it_came_after_the_plan(
    two: Building,
) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"new face")
    two.put(STORE, "1", "Ann Lee")
    plan = await two.plan(STORE)
    assert plan.rows[0].kind is Kind.DIFFERENT
    two.put(STORE, "1", "Ann Lee", face=b"enrolled here")
    (receipt,) = await two.copy(plan)
    assert isinstance(receipt.error, UserChanged)
    assert two.templates(STORE, "1") == {b"enrolled here": 1}


async def test_nobody_is_overwritten_when_the_id_was_given_away_after_the_plan(
    two: Building,
) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"ann")
    plan = await two.plan(STORE)
    two.put(STORE, "1", "Rosa Diaz", face=b"rosa")
    (receipt,) = await two.copy(plan)
    assert isinstance(receipt.error, UserExists)
    assert two.templates(STORE, "1") == {b"rosa": 1}


async def test_another_person_is_left_alone_when_nobody_asked_for_it(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"ann")
    two.put(STORE, "1", "Rosa Diaz", face=b"rosa", palms=(b"rosa's palm",))
    plan = await two.plan(STORE)
    assert plan.rows[0].kind is Kind.ANOTHER_PERSON
    assert plan.rows[0].other_name == "Rosa Diaz"
    assert await two.copy(plan) == []
    assert two.counts(STORE, "SetUserInfo") == 0


async def test_nothing_of_the_other_person_is_left_when_overwriting_was_asked_for(
    two: Building,
) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"ann")
    two.put(STORE, "1", "Rosa Diaz", fingers=(b"rosa",), card="77", privilege=Privilege.MANAGER)
    plan = await two.plan(STORE)
    (receipt,) = await two.copy(plan, [plan.rows[0].decided(Decision.OVERWRITE)])
    assert receipt.verdict is DONE
    now = two.has(STORE, "1")
    assert now is not None
    assert (now.name, now.card, now.privilege) == ("Ann Lee", "", Privilege.USER)
    assert two.templates(STORE, "1") == {b"ann": 1}


async def test_what_only_the_target_has_stays_when_a_difference_is_copied(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face", fingers=(b"A",))
    two.put(STORE, "1", "Ann Lee", fingers=(b"A", b"B"), card="5")
    plan = await two.plan(STORE)
    (receipt,) = await two.copy(plan)
    assert receipt.verdict is DONE
    assert two.templates(STORE, "1") == {b"face": 1, b"A": 1, b"B": 1}
    assert two.has(STORE, "1").card == "5"  # type: ignore[union-attr]


async def test_the_target_is_made_equal_when_that_was_wished(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", fingers=(b"A",))
    two.put(STORE, "1", "Ann Lee", fingers=(b"A", b"B"), card="5")
    plan = await two.plan(STORE, terms=Terms(with_removals=True))
    (receipt,) = await two.copy(plan)
    assert receipt.verdict is DONE
    assert two.templates(STORE, "1") == {b"A": 1}
    assert two.has(STORE, "1").card == ""  # type: ignore[union-attr]


async def test_a_department_is_added_when_the_target_does_not_have_it(two: Building) -> None:
    two.devices[DOOR].departments.create("Night shift")
    two.put(DOOR, "1", "Ann Lee", department="Night shift")
    plan = await two.plan(STORE)
    assert plan.new_departments(plan.rows) == {STORE: ("Night shift",)}
    (receipt,) = await two.copy(plan)
    assert receipt.verdict is DONE
    assert two.has(STORE, "1").department == "Night shift"  # type: ignore[union-attr]


async def test_the_user_comes_without_department_when_none_shall_be_added(two: Building) -> None:
    two.devices[DOOR].departments.create("Night shift")
    two.put(DOOR, "1", "Ann Lee", department="Night shift")
    plan = await two.plan(STORE, terms=Terms(with_departments=False))
    (receipt,) = await two.copy(plan)
    assert receipt.verdict is DONE
    assert "Night shift" not in two.devices[STORE].departments


async def test_each_row_has_a_receipt_when_the_source_breaks_off() -> None:
    async with building(door(users=25), store()) as at:
        plan = await at.plan(STORE)

        at.devices[DOOR].ledger.told = lambda: at.off.add(DOOR)
        await at.copy(plan)
        done = at.verdicts(STORE).count(DONE)
        assert 0 < done == len(list(at.devices[STORE].users)) < 25
        assert len(at.receipts) == 25
        left = [each for each in at.receipts if each.verdict is not DONE]
        assert all(isinstance(each.error, Unreachable) for each in left)


async def test_what_was_written_is_told_when_it_is_cancelled_between_two() -> None:
    async with building(door(users=25), store()) as at:
        plan = await at.plan(STORE)
        work = asyncio.create_task(at.copy(plan))

        def answered(_: Command[Any]) -> None:
            if at.counts(STORE, "SetUserInfo") == 5:
                work.cancel()

        at.sessions[STORE].answered = answered
        with pytest.raises(asyncio.CancelledError):
            await work
        assert len(at.receipts) == 25
        done = [each.user_id for each in at.receipts if each.verdict is DONE]
        assert done == [user.id for user in at.devices[STORE].users]
        assert at.verdicts(STORE).count(SKIPPED) == 25 - len(done)
        assert at.journal.entries == {}


async def test_only_the_rest_is_written_when_what_failed_is_tried_again() -> None:
    async with building(door(users=6), store()) as at:
        at.devices[STORE].faults.switch_on("refuse", command="SetUserInfo", times=2)
        await at.copy(await at.plan(STORE))
        failed = [each.user_id for each in at.receipts if not each.is_fine]
        assert len(failed) == 2
        again = await at.plan(STORE, users=at.shown(DOOR, *failed))
        assert [row.kind for row in again.rows] == [Kind.NEW] * 2
        assert [each.verdict for each in await at.copy(again)] == [DONE] * 2
        assert at.all_templates(STORE) == at.all_templates(DOOR)


async def test_nothing_is_doubled_when_a_reply_is_lost(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", fingers=(b"A", b"B"))
    two.devices[STORE].faults.switch_on("drop-after", command="SetUserInfo", times=1)
    (receipt,) = await two.copy(await two.plan(STORE))
    assert receipt.verdict is DONE
    assert two.counts(STORE, "SetUserInfo") == 1
    assert two.templates(STORE, "1") == {b"A": 1, b"B": 1}


async def test_a_device_that_reencodes_is_remembered_when_it_is_planned_again(
    two: Building,
) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face")
    two.devices[STORE].faults.switch_on("reencode-templates")
    (receipt,) = await two.copy(await two.plan(STORE))
    assert receipt.is_fine
    (row,) = (await two.plan(STORE)).rows
    assert (row.kind, row.is_in_other_bytes) == (Kind.SAME, True)


async def test_the_whole_of_nobody_is_sent_when_only_a_card_differs(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face", card="7")
    two.put(STORE, "1", "Ann Lee", face=b"face")
    await two.copy(await two.plan(STORE))
    sent = [
        each.command for each in two.devices[STORE].ledger.executed if each.name == "SetUserInfo"
    ]
    assert sent == [SetUserInfo(id=UserId("1"), card="7")]


async def test_a_lost_finger_is_told_when_the_target_keeps_only_some(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", fingers=(b"A", b"B"))
    two.devices[STORE].faults.switch_on("keep-first-fingers", value=1)
    (receipt,) = await two.copy(await two.plan(STORE))
    assert receipt.verdict is Verdict.DIFFERS
    (fingers,) = [each for each in receipt.parts if each.part.name == "FINGERS"]
    assert (fingers.asked, fingers.stored) == (2, 1)


async def test_the_progress_ends_at_the_number_of_rows_when_all_is_done() -> None:
    async with building(door(users=12), store()) as at:
        plan = await at.plan(STORE)
        at.progress.clear()
        await at.copy(plan)
        last = at.progress[-1]
        assert (last.done, last.total) == (12, 12)


def last(at: Building) -> Step:
    assert at.undo.last is not None
    return at.undo.last


def nobody(_: Progress) -> None:
    """Nobody waits to hear of it."""
