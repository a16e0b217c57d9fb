"""Enrolling with the real writer, leases and journal, on a simulated device over TCP."""

from __future__ import annotations

import asyncio

import pytest

from rollcall.protocol.errors import DeviceFull
from rollcall.protocol.info import CapacityLimit
from rollcall.protocol.users import SetUserInfo
from rollcall.simulator.users import User
from rollcall.usecases.audit import Audit
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.changing.writer import UserWriter
from rollcall.usecases.enrolling.capture import Pace
from rollcall.usecases.enrolling.enrolling import Enrolling
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.steps import EnrollSteps
from rollcall.usecases.enrolling.wizard import Step
from tests.usecases.enrolling.door import ANN, NOW, CancelAt, Door


def together(door: Door) -> Enrolling:
    """Plug in what the program plugs in."""
    audit = Audit(door.trail, who="eva", now=lambda: NOW)
    leases = Leases(door.journal, open_session=door.session)
    writer = UserWriter(
        door.session,
        leases=leases,
        journal=door.journal,
        audit=audit,
        device_name=lambda _: "Front door",
    )
    return Enrolling(
        door.session,
        writer=writer,
        journal=door.journal,
        leases=leases,
        details=door.details,
        audit=audit,
        users=lambda _: door.remembered,
        pace=Pace(clock=door.time.ticks, rest=door.rest),
    )


@pytest.mark.parametrize("method", [each for each in Method if each.is_captured])
async def test_what_was_captured_is_read_back_and_everything_is_tidy(
    door: Door, method: Method
) -> None:
    await door.client.ask(SetUserInfo(id=ANN.id, fingers=(b"one",)))
    steps = EnrollSteps(together(door), door.fleet_device, [ANN])
    steps.choose_method(method)
    await steps.go_on()
    assert steps.step is Step.SAVED
    assert steps.attempts.receipt is not None
    assert steps.attempts.receipt.verdict is Verdict.DONE
    assert not door.journal.entries
    assert door.running == 0
    assert not door.device.users.locked
    commands = door.commands
    assert commands.index("LockDevice") > max(
        at for at, name in enumerate(commands) if name == "QueryJobStatus"
    )
    assert [each.action for each in door.trail.entries] == ["enroll"]


async def test_a_second_finger_is_added_and_none_is_lost(door: Door) -> None:
    enrolling = together(door)
    for count in (1, 2, 3):
        steps = EnrollSteps(enrolling, door.fleet_device, [ANN])
        steps.choose_method(Method.FINGER)
        await steps.go_on()
        assert steps.step is Step.SAVED
        assert len(door.info(ANN).fingers or ()) == count
        door.time.advance(1)


async def test_a_save_whose_answer_was_lost_is_settled_by_reading_back(door: Door) -> None:
    door.device.faults.switch_on("drop-after", command="SetUserInfo", times=1)
    steps = EnrollSteps(together(door), door.fleet_device, [ANN])
    steps.choose_method(Method.FINGER)
    await steps.go_on()
    assert steps.step is Step.SAVED
    assert door.commands.count("SetUserInfo") == 3  # Ann and Bob were made first


async def test_a_device_that_keeps_something_else_is_told_and_may_be_tried_again(
    door: Door,
) -> None:
    door.device.faults.switch_on("ignored", command="SetUserInfo", times=1)
    steps = EnrollSteps(together(door), door.fleet_device, [ANN])
    await steps.go_on()
    assert steps.step is Step.FAILED
    assert steps.attempts.receipt is not None
    assert steps.holds_capture
    await steps.go_on()
    assert door.info(ANN).face
    assert not door.journal.entries


@pytest.mark.parametrize("method", [Method.FINGER, Method.FACE])
@pytest.mark.parametrize("deed", ["deleted", "given to somebody else"])
async def test_whose_id_is_free_or_taken_meanwhile_is_not_made_and_nobody_gets_the_capture(
    door: Door, method: Method, deed: str
) -> None:
    def second_administrator() -> None:
        if door.commands.count("QueryJobStatus") == 1 and door.device.users.get(ANN.id) == ann:
            door.device.users.remove(ANN.id)
            if deed != "deleted":
                door.device.users.put(User(id=ANN.id, name="Zoe", department="Company"))

    ann = door.device.users.get(ANN.id)
    door.device.ledger.told = second_administrator
    steps = EnrollSteps(together(door), door.fleet_device, [ANN])
    steps.choose_method(method)
    await steps.go_on()
    assert steps.step is Step.FAILED
    now = door.device.users.get(ANN.id)
    assert (now is None) == (deed == "deleted")
    assert now is None or (now.name, now.fingers, now.face) == ("Zoe", (), None)
    await steps.close()
    assert not door.journal.entries
    assert door.running == 0
    assert not door.device.users.locked


async def test_a_device_without_room_is_told_and_the_user_stays_whole() -> None:
    async with Door(limits=CapacityLimit(users=10, fingers=1)) as door:
        await door.client.ask(SetUserInfo(id=ANN.id, fingers=(b"one",)))
        before = door.device.users.get(ANN.id)
        steps = EnrollSteps(together(door), door.fleet_device, [ANN])
        steps.choose_method(Method.FINGER)
        await steps.go_on()
        assert steps.step is Step.FAILED
        assert steps.attempts.receipt is not None
        assert isinstance(steps.attempts.receipt.error, DeviceFull)
        assert steps.holds_capture  # once there is room, nobody has to come again
        assert door.device.users.get(ANN.id) == before
        await steps.close()
        assert not door.journal.entries
        assert door.running == 0


@pytest.mark.parametrize("fault", ["keep-first-fingers", "drop-double-fingers"])
async def test_a_device_that_drops_fingers_costs_none_of_the_old_ones(
    door: Door, fault: str
) -> None:
    await door.client.ask(SetUserInfo(id=ANN.id, fingers=(b"one", b"two")))
    door.device.faults.switch_on(fault, times=1)
    steps = EnrollSteps(together(door), door.fleet_device, [ANN])
    steps.choose_method(Method.FINGER)
    await steps.go_on()
    fingers = door.info(ANN).fingers or ()
    assert fingers[:2] == (b"one", b"two")
    assert len(fingers) == 2 + (steps.step is Step.SAVED)
    await steps.close()
    assert not door.journal.entries


@pytest.mark.parametrize("method", [Method.FACE, Method.CARD])
async def test_a_wizard_cancelled_at_any_moment_leaves_nothing_half_done(
    door: Door, method: Method
) -> None:
    enrolling = together(door)
    at, was_reached = 0, True
    while was_reached:
        steps = EnrollSteps(enrolling, door.fleet_device, [ANN])
        steps.choose_method(method)
        going = CancelAt(steps.go_on(), at)
        try:
            await going
        except asyncio.CancelledError:
            uncancel()
        else:  # saved and read back, although it was cancelled by then perhaps
            uncancel()
            assert steps.step is Step.SAVED
        was_reached = going.suspended > at
        await steps.close()
        assert door.running == 0
        assert not door.device.users.locked
        assert not door.journal.entries
        at += 1
    assert door.commands.count("SetUserInfo") > 3


def uncancel() -> None:
    """Go on after a cancellation that was meant for what was awaited."""
    task = asyncio.current_task()
    assert task is not None
    while task.uncancel():
        pass
