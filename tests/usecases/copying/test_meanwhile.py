"""A second administrator works on the target, or the target misbehaves, while users are copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rollcall.protocol.errors import DeviceFull, UserChanged, UserGone
from rollcall.protocol.users import Privilege, SetUserInfo, UserId
from rollcall.usecases.changing.receipt import Verdict
from tests.usecases.copying.building import DOOR, NAMES, STORE, Building, building, door, store

if TYPE_CHECKING:
    from rollcall.protocol.command import Command

DONE, FAILED = Verdict.DONE, Verdict.FAILED


@pytest.mark.parametrize("at_the_last_moment", [False, True])
async def test_who_was_deleted_on_the_target_is_not_made_again(
    two: Building, *, at_the_last_moment: bool
) -> None:
    two.put(DOOR, "1", "Ann Lee", face=b"face", card="7")
    two.put(STORE, "1", "Ann Lee", face=b"face")
    plan = await two.plan(STORE)

    def before(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo) and two.counts(STORE, "SetUserInfo") == 0:
            two.devices[STORE].users.remove(UserId("1"))

    if at_the_last_moment:
        two.sessions[STORE].before = before
    else:
        two.devices[STORE].users.remove(UserId("1"))
    (receipt,) = await two.copy(plan)
    assert isinstance(receipt.error, UserGone)
    assert two.has(STORE, "1") is None


@pytest.mark.parametrize("is_there", [False, True])
async def test_nobody_gets_more_rights_than_the_plan_told(two: Building, *, is_there: bool) -> None:
    for each in ("1", "2"):
        two.put(DOOR, each, f"Ann {each}", privilege=Privilege.MANAGER, card="7")
        if is_there:
            two.put(STORE, each, f"Ann {each}")
    plan = await two.plan(STORE)
    two.put(DOOR, "1", "Ann 1", privilege=Privilege.ADMINISTRATOR, card="7")
    two.put(DOOR, "2", "Ann 2", card="7")
    receipts = {each.user_id: each for each in await two.copy(plan)}
    refused = receipts[UserId("1")]
    assert refused.verdict is FAILED
    assert isinstance(refused.error, UserChanged)
    assert refused.error.device == NAMES[DOOR]
    assert receipts[UserId("2")].verdict is DONE  # fewer rights than told are fine
    assert [each.action for each in two.trail.entries].count("raise privilege") == 0


async def test_copying_a_manager_is_audited_as_raising_rights(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", privilege=Privilege.MANAGER)
    await two.copy(await two.plan(STORE))
    assert [(each.action, each.device_name, each.subject) for each in two.trail.entries] == [
        ("copy users", NAMES[STORE], "1 Ann Lee"),
        ("raise privilege", NAMES[STORE], "1 Ann Lee"),
    ]


async def test_whose_fingers_the_target_drops_keeps_those_it_had(two: Building) -> None:
    two.put(DOOR, "1", "Ann Lee", fingers=(b"A", b"B", b"C"))
    two.put(STORE, "1", "Ann Lee", fingers=(b"A", b"B"))
    two.devices[STORE].faults.switch_on("keep-first-fingers", times=1)
    (receipt,) = await two.copy(await two.plan(STORE))
    assert receipt.verdict is Verdict.DIFFERS
    assert two.templates(STORE, "1") == {b"A": 1, b"B": 1}
    (receipt,) = await two.copy(await two.plan(STORE))
    assert receipt.verdict is DONE
    assert two.templates(STORE, "1") == two.templates(DOOR, "1")


async def test_target_that_somebody_else_fills_meanwhile_holds_no_half_user() -> None:
    async with building(door(users=6), store(limits={"users": 20, "fingers": 30})) as at:
        for user in at.devices[DOOR].users:
            at.put(DOOR, user.id, user.name, fingers=(b"%s 1" % user.id.encode(), b"2"))
        plan = await at.plan(STORE)

        def before(command: Command[Any]) -> None:
            if at.counts(STORE, "SetUserInfo") == 3:
                at.put(STORE, "900", "Enrolled there", fingers=tuple(b"%d" % n for n in range(24)))

        at.sessions[STORE].before = before
        receipts = await at.copy(plan)
        assert [each.verdict for each in receipts] == [DONE] * 3 + [FAILED] * 3
        assert all(each.error is not None for each in receipts[3:])
        copied = [user for user in at.devices[STORE].users if user.id != "900"]
        assert len(copied) == 3
        assert all(len(user.fingers) == 2 for user in copied)


@pytest.mark.parametrize("fault", ["drop-before", "drop-after"])
async def test_lost_replies_are_settled_by_reading_for_each_user(fault: str) -> None:
    async with building(door(users=8), store()) as at:
        at.devices[STORE].faults.switch_on(fault, command="SetUserInfo", times=3)
        receipts = await at.copy(await at.plan(STORE))
        done = [each.user_id for each in receipts if each.verdict is DONE]
        assert len(done) == (8 if fault == "drop-after" else 5)
        assert done == [user.id for user in at.devices[STORE].users]
        assert not any(isinstance(each.error, DeviceFull) for each in receipts)
        await at.copy(await at.plan(STORE))
        assert at.all_templates(STORE) == at.all_templates(DOOR)
