"""Removing a person everywhere: now, later, and never somebody else."""

from __future__ import annotations

import pytest

from rollcall.protocol.errors import StoreFull, Unreachable
from rollcall.store.values import PendingRemoval
from rollcall.usecases.changing.receipt import Part, Verdict
from rollcall.usecases.copying.finding import Findings, Where
from rollcall.usecases.copying.removing import CarriedOut
from tests.usecases.copying.building import (
    DOOR,
    GATE,
    STORE,
    Building,
    building,
    door,
    gate,
    store,
)


async def found(at: Building, *ids: str) -> Findings:
    return await at.removing.find(at.shown(DOOR, *ids), report=at.progress.append)


async def remove(at: Building, findings: Findings) -> tuple[PendingRemoval, ...]:
    at.receipts = []
    return await at.removing.remove(
        findings, findings.usual, got=at.receipts.append, report=at.progress.append
    )


async def test_a_person_is_removed_from_every_device_that_has_her(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face")
    two.put(STORE, "1", "ann lee", face=b"face")
    two.put(STORE, "2", "Bob Ng")
    waiting = await remove(two, await found(two, "1"))
    assert waiting == ()
    assert two.has(DOOR, "1") is two.has(STORE, "1") is None
    assert two.has(STORE, "2") is not None
    assert [each.verdict for each in two.receipts] == [Verdict.DONE] * 2


async def test_one_undo_brings_her_back_on_every_device(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face", fingers=(b"A",))
    two.put(STORE, "1", "Ann Lee", card="7")
    before = [two.has(uid, "1") for uid in (DOOR, STORE)]
    await remove(two, await found(two, "1"))
    assert await two.take_back() == [Verdict.DONE] * 2
    assert [two.has(uid, "1") for uid in (DOOR, STORE)] == before


async def test_another_name_is_left_out_unless_it_was_chosen(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Rosa Diaz")
    findings = await found(two, "1")
    assert [each.where for each in findings.finds] == [Where.THERE, Where.OTHER_NAME]
    await remove(two, findings)
    assert two.has(STORE, "1") is not None
    two.put(DOOR, "1", "Ann Lee")
    findings = await found(two, "1")
    everything = {each.key for each in findings.finds}
    await two.removing.remove(
        findings, everything, got=two.receipts.append, report=two.progress.append
    )
    assert two.has(STORE, "1") is None


async def test_a_device_that_is_off_waits_and_is_emptied_when_it_returns() -> None:
    async with building(door(), store(), gate()) as at:
        for uid in (DOOR, STORE, GATE):
            at.put(uid, "1", "Ann Lee", face=b"face")
        at.off.add(GATE)
        told: list[tuple[PendingRemoval, ...]] = []
        at.removing.changed.connect(told.append)
        (waiting,) = await remove(at, await found(at, "1"))
        assert (waiting.device, waiting.name, waiting.who) == (GATE, "Ann Lee", "eva")
        assert told == [(waiting,)]
        assert at.has(GATE, "1") is not None
        at.off.clear()
        done = await at.removing.carry_out(GATE)
        assert done == CarriedOut(device=GATE, removed=(waiting,))
        assert at.has(GATE, "1") is None
        assert told[-1] == ()
        assert await at.removing.carry_out(GATE) is None


async def test_nobody_else_is_removed_when_the_id_was_given_away_meanwhile(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Ann Lee")
    two.off.add(STORE)
    await remove(two, await found(two, "1"))
    two.put(STORE, "1", "Rosa Diaz", face=b"rosa")
    two.off.clear()
    told: list[CarriedOut] = []
    two.removing.carried_out.connect(told.append)
    await two.removing.carry_out(STORE)
    assert two.templates(STORE, "1") == {b"rosa": 1}
    (other,) = told[0].others
    assert (other.name, other.expected, other.device) == ("Rosa Diaz", "Ann Lee", "Warehouse")
    assert await two.removing.pending() == ()


async def test_it_is_done_when_the_person_is_gone_already(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.off.add(STORE)
    await remove(two, await found(two, "1"))
    two.off.clear()
    done = await two.removing.carry_out(STORE)
    assert done is not None
    assert len(done.removed) == 1
    assert await two.removing.pending() == ()


async def test_it_goes_on_waiting_when_the_device_is_off_again(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.off.add(STORE)
    await remove(two, await found(two, "1"))
    with pytest.raises(Unreachable):
        await two.removing.carry_out(STORE)
    assert len(await two.removing.pending()) == 1


async def test_it_goes_on_waiting_when_the_device_refuses(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Ann Lee")
    two.off.add(STORE)
    await remove(two, await found(two, "1"))
    two.off.clear()
    two.devices[STORE].faults.switch_on("refuse", command="DeleteUserInfo")
    done = await two.removing.carry_out(STORE)
    assert done is not None
    assert len(done.failed) == 1
    assert len(await two.removing.pending()) == 1


async def test_those_not_begun_wait_when_the_device_goes_away_in_the_middle(
    two: Building,
) -> None:
    for each in "123":
        two.put(DOOR, each, f"User {each}")
    findings = await found(two, "1", "2", "3")

    def before(_: object) -> None:
        if two.counts(DOOR, "DeleteUserInfo") == 1:
            raise Unreachable("Front door")

    two.sessions[DOOR].before = before
    waiting = await remove(two, findings)
    assert {each.user_id for each in waiting} >= {"3"}
    assert two.has(DOOR, "1") is None


async def test_nothing_is_removed_when_what_has_to_wait_cannot_be_kept(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.off.add(STORE)
    two.pending.trouble = StoreFull("rollcall.db")
    with pytest.raises(StoreFull):
        await remove(two, await found(two, "1"))
    assert two.has(DOOR, "1") is not None


async def test_it_is_not_carried_out_when_it_was_withdrawn(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee")
    two.put(STORE, "1", "Ann Lee")
    two.off.add(STORE)
    waiting = await remove(two, await found(two, "1"))
    await two.removing.withdraw(waiting)
    two.off.clear()
    assert await two.removing.carry_out(STORE) is None
    assert two.has(STORE, "1") is not None


async def test_the_last_copies_are_named(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face", fingers=(b"A", b"B"))
    two.put(STORE, "1", "Ann Lee", fingers=(b"A",))
    findings = await found(two, "1")
    (last,) = findings.last_copies(findings.usual)
    assert (last.person.name, last.counts) == ("Ann Lee", {Part.FACE: 1, Part.FINGERS: 2})
    here = {each.key for each in findings.finds if each.device == DOOR}
    (last,) = findings.last_copies(here)
    assert last.counts == {Part.FACE: 1, Part.FINGERS: 1}
    there = {each.key for each in findings.finds if each.device == STORE}
    assert findings.last_copies(there) == ()


async def test_many_are_more_than_ten_or_a_twentieth_of_a_device() -> None:
    async with building(door(users=200), store()) as at:
        few = await found(at, *map(str, range(1, 11)))
        many = await found(at, *map(str, range(1, 12)))
        assert not few.is_many(few.usual)
        assert many.is_many(many.usual)
    async with building(door(users=20), store()) as at:
        one, two = await found(at, "1"), await found(at, "1", "2")
        assert not one.is_many(one.usual)
        assert two.is_many(two.usual)
