"""Every row of reliability 4.7 that a capture can meet, on a simulated device over TCP."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from msgspec.structs import replace

from rollcall.protocol.enrollment import BeginEnrollFace, CancelAllJobs, JobStatus, QueryJobStatus
from rollcall.protocol.errors import (
    BadReply,
    CaptureFault,
    DeviceError,
    EnrollmentFailed,
    KeyRejected,
    OutcomeUnknown,
    Refused,
    StoreFull,
    TimedOut,
    Unreachable,
    Unsupported,
)
from rollcall.usecases.changing.journal import JournalKind
from rollcall.usecases.enrolling.methods import Captured, Method
from tests.usecases.enrolling.door import ANN, SHORT, UID, CancelAt, Door

CAPTURED = (Method.FACE, Method.FINGER, Method.PALM, Method.CARD)


async def capture(door: Door, method: Method = Method.FACE) -> Captured:
    door.lefts.clear()
    return await door.enrolling.capture(door.fleet_device, ANN.id, method, left=door.lefts.append)


async def failed(door: Door, method: Method = Method.FACE) -> CaptureFault:
    with pytest.raises(EnrollmentFailed) as caught:
        await capture(door, method)
    assert caught.value.device == "Front door"
    return caught.value.fault


def check_tidy(door: Door) -> None:
    """No job left running, nothing left in the journal, and locking allowed again."""
    assert door.running == 0
    assert not door.journal.entries
    assert door.leases.quiet_now == 0


@pytest.mark.parametrize("method", CAPTURED)
async def test_what_the_device_captured_is_given_and_noted_until_it_is_let_go(
    door: Door, method: Method
) -> None:
    captured = await capture(door, method)
    assert bool(captured.template) == (method is not Method.CARD)
    assert bool(captured.card) == (method is Method.CARD)
    (entry,) = door.journal.entries.values()
    assert (entry.kind, entry.device, entry.user_id) == (JournalKind.JOB, UID, ANN.id)
    assert entry.detail == f"job 1 {method.value}"
    assert not entry.sealed
    await door.enrolling.let_go(captured)
    check_tidy(door)


async def test_the_device_is_asked_each_second_and_the_time_left_is_told(door: Door) -> None:
    captured = await capture(door)
    assert door.lefts == [90, 89, 88, 87, 86, 85]
    assert door.commands.count("QueryJobStatus") == 6
    assert set(door.rests) == {1.0}
    await door.enrolling.let_go(captured)


async def test_the_job_is_in_the_journal_before_it_is_asked_after(door: Door) -> None:
    noted: list[int] = []

    def told() -> None:
        if door.commands[-1:] == ["QueryJobStatus"]:
            noted.append(len(door.journal.entries))

    door.device.ledger.told = told
    await door.enrolling.let_go(await capture(door))
    assert noted
    assert set(noted) == {1}


async def test_nobody_locks_the_device_meanwhile(door: Door) -> None:
    quiet: list[int] = []
    door.device.ledger.told = lambda: quiet.append(door.leases.quiet_now)
    await door.enrolling.let_go(await capture(door))
    assert set(quiet) == {1}
    assert "LockDevice" not in door.commands


async def test_what_was_captured_is_not_shown(door: Door) -> None:
    captured = await capture(door, Method.CARD)
    assert captured.card not in repr(captured)
    await door.enrolling.let_go(captured)


# --- it comes to nothing


async def test_nobody_comes(door: Door) -> None:
    door.device.faults.switch_on("nobody-comes")
    assert await failed(door) is CaptureFault.FAILED_OR_CANCELLED  # after 60 s, by the device
    check_tidy(door)


async def test_the_capture_fails(door: Door) -> None:
    door.device.faults.switch_on("capture-fails")
    assert await failed(door) is CaptureFault.FAILED_OR_CANCELLED
    check_tidy(door)


@pytest.mark.parametrize("fault", ["pending-for-ever", "job-unknown-state"])
async def test_it_is_ended_after_90_seconds(door: Door, fault: str) -> None:
    door.device.faults.switch_on("pending-for-ever")
    if fault != "pending-for-ever":
        door.device.faults.switch_on(fault, times=95)
    assert await failed(door) is CaptureFault.TOO_LATE
    assert sum(door.rests) == 90
    assert door.commands.count("CancelJob") >= 1
    check_tidy(door)


async def test_an_unknown_state_is_waited_out(door: Door) -> None:
    door.device.faults.switch_on("job-unknown-state", times=5)
    await door.enrolling.let_go(await capture(door))
    check_tidy(door)


@pytest.mark.parametrize("method", CAPTURED)
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("job-without-data", CaptureFault.NO_DATA),
        ("job-wrong-member", CaptureFault.WRONG_DATA),
        ("job-bad-base64", CaptureFault.WRONG_DATA),
    ],
)
async def test_data_that_is_none_or_of_another_kind_is_refused(
    door: Door, method: Method, fault: str, expected: CaptureFault
) -> None:
    door.device.faults.switch_on(fault)
    assert await failed(door, method) is expected
    check_tidy(door)


async def test_it_fails_while_somebody_else_locked_the_device(door: Door) -> None:
    door.device.variants.switch_on("enroll-fails-while-locked")
    door.device.users.locked = True
    assert await failed(door) is CaptureFault.FAILED_OR_CANCELLED
    check_tidy(door)


@pytest.mark.parametrize(
    ("variant", "method"),
    [
        ("enroll-fp-capital", Method.FINGER),
        ("palm-as-list", Method.PALM),
        ("card-as-number", Method.CARD),
    ],
)
async def test_other_ways_of_saying_it_are_understood(
    door: Door, variant: str, method: Method
) -> None:
    plain = await capture(door, method)
    await door.enrolling.let_go(plain)
    door.device.restart()  # so that the job has the same number, and the same data
    door.device.variants.switch_on(variant)
    other = await capture(door, method)
    assert (other.template, other.card) == (plain.template, plain.card)
    await door.enrolling.let_go(other)
    check_tidy(door)


def begun_as(door: Door) -> list[str]:
    """Give the names of the commands that began captures, as they were sent."""
    sent = [each.command for each in door.device.ledger.requests]
    return [each for each in sent if each.startswith("Begin")]


async def test_the_other_spelling_is_sent_once_the_first_is_not_known(door: Door) -> None:
    door.device.variants.switch_on("enroll-fp-capital")
    for _ in range(2):
        await door.enrolling.let_go(await capture(door, Method.FINGER))
    assert begun_as(door) == ["BeginEnrollFp", "BeginEnrollFP", "BeginEnrollFP"]
    check_tidy(door)


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "truncated-json", "html", "refuse"])
async def test_the_other_spelling_is_not_sent_for_any_other_reason(door: Door, fault: str) -> None:
    door.device.faults.switch_on(fault, command="BeginEnrollFp", times=1)
    with pytest.raises((OutcomeUnknown, Refused)):
        await capture(door, Method.FINGER)
    assert begun_as(door) == ["BeginEnrollFp"]


async def test_a_device_that_does_not_know_the_command_is_remembered(door: Door) -> None:
    door.device.faults.switch_on("unknown", command="BeginEnrollPalm")
    assert door.enrolling.can(UID, Method.PALM) is None
    with pytest.raises(Unsupported):
        await capture(door, Method.PALM)
    assert door.enrolling.can(UID, Method.PALM) is False
    assert door.enrolling.can(UID, Method.FACE) is None
    check_tidy(door)


# --- other people's captures


async def test_a_capture_of_somebody_else_is_left_alone(door: Door) -> None:
    await door.client.ask(BeginEnrollFace())
    with pytest.raises(Refused) as caught:
        await capture(door)
    assert caught.value.command == "BeginEnrollFace"
    assert door.running == 1
    assert not {"CancelJob", "CancelAllJobs"} & set(door.commands)
    assert not door.journal.entries


async def test_every_capture_is_ended_on_request_and_that_is_recorded(door: Door) -> None:
    await door.client.ask(BeginEnrollFace())
    await door.enrolling.end_all(door.fleet_device)
    assert door.running == 0
    assert [each.action for each in door.trail.entries] == ["cancel all jobs"]
    await door.enrolling.let_go(await capture(door))


@pytest.mark.parametrize(("fault", "running"), [("drop-before", 1), ("drop-after", 0)])
async def test_that_nobody_knows_whether_every_capture_was_ended_is_told(
    door: Door, fault: str, running: int
) -> None:
    await door.client.ask(BeginEnrollFace())
    door.device.faults.switch_on(fault, command="CancelAllJobs", times=1)
    with pytest.raises(OutcomeUnknown):
        await door.enrolling.end_all(door.fleet_device)
    assert door.running == running
    assert [each.command for each in door.device.ledger.requests].count("CancelAllJobs") == 1
    assert [each.result for each in door.trail.entries] == ["unknown"]


async def test_a_capture_that_somebody_else_replaced_has_failed(door: Door) -> None:
    door.device.variants.switch_on("replace-running-job")
    begun = asyncio.Event()

    async def rest(seconds: float) -> None:
        if not begun.is_set():
            begun.set()
            await door.client.ask(BeginEnrollFace())
        door.time.advance(seconds)

    door.resting = rest
    assert await failed(door) is CaptureFault.FAILED_OR_CANCELLED
    assert door.running == 1  # the other one's
    await door.client.ask(CancelAllJobs())
    check_tidy(door)


async def test_an_answer_about_another_job_is_not_used(door: Door) -> None:
    answer = door.device.enrollment.status

    def another(command: QueryJobStatus) -> JobStatus:
        return replace(answer(command), job_id=command.job_id + 1)

    door.device._answers = {**door.device._answers, QueryJobStatus: another}
    with pytest.raises(BadReply):
        await capture(door)


# --- the network


@pytest.mark.parametrize("fault", ["drop-after", "cut-halfway", "truncated-json", "wrong-mid"])
async def test_a_lost_answer_to_begin_is_told_and_nothing_is_cancelled(
    door: Door, fault: str
) -> None:
    door.device.faults.switch_on(fault, command="BeginEnrollFace", times=1)
    with pytest.raises(OutcomeUnknown):
        await capture(door)
    assert door.running == 1
    assert not {"CancelJob", "CancelAllJobs"} & set(door.commands)
    assert not door.journal.entries


async def test_a_begin_that_was_not_done_is_not_repeated() -> None:
    for fault in ("drop-before", "silent"):
        async with Door(budget=SHORT) as door:
            door.device.faults.switch_on(fault, command="BeginEnrollFace", times=1)
            with pytest.raises(OutcomeUnknown):
                await capture(door)
            assert "BeginEnrollFace" not in door.commands
            check_tidy(door)


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "html", "truncated-json", "refuse"])
@pytest.mark.parametrize("times", [1, 2])
async def test_lone_lost_polls_do_not_end_it(door: Door, fault: str, times: int) -> None:
    tries = 3 if fault.startswith("drop") else 1  # by the client itself
    door.device.faults.switch_on(fault, command="QueryJobStatus", times=times * tries)
    await door.enrolling.let_go(await capture(door))
    check_tidy(door)


async def test_a_device_that_answers_no_poll_ends_it_and_the_job_is_cancelled(door: Door) -> None:
    door.device.faults.switch_on("drop-before", command="QueryJobStatus", times=9)
    with pytest.raises(DeviceError):
        await capture(door)
    check_tidy(door)


async def test_a_silent_poll_ends_it_and_the_job_is_cancelled() -> None:
    async with Door(budget=SHORT) as door:
        door.device.faults.switch_on("silent", command="QueryJobStatus", times=9)
        with pytest.raises(TimedOut):
            await capture(door)
        check_tidy(door)


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "refuse", "ignored", "html"])
async def test_a_job_is_cancelled_although_the_first_cancel_was_lost(
    door: Door, fault: str
) -> None:
    door.device.faults.switch_on("pending-for-ever")
    door.device.faults.switch_on(fault, command="CancelJob", times=1)
    assert await failed(door) is CaptureFault.TOO_LATE
    check_tidy(door)


async def test_a_job_that_cannot_be_cancelled_stays_in_the_journal_and_is_ended_later(
    door: Door,
) -> None:
    door.device.faults.switch_on("pending-for-ever", times=1)
    door.device.faults.switch_on("drop-before", command="CancelJob")
    assert await failed(door) is CaptureFault.TOO_LATE
    assert door.running == 1
    assert len(door.journal.entries) == 1
    door.device.faults.switch_off("drop-before")
    await door.enrolling.let_go(await capture(door))  # ends the old one first
    check_tidy(door)


async def test_what_could_not_be_ended_is_ended_once_the_device_is_back(door: Door) -> None:
    async def rest(seconds: float) -> None:
        door.trouble = Unreachable("Front door")

    door.resting = rest
    with pytest.raises(Unreachable):
        await capture(door)
    assert door.enrolling.loose == (UID,)
    await door.enrolling.end_loose(UID)
    assert door.running == 1
    door.trouble = None
    await door.enrolling.end_loose(UID)
    assert not door.enrolling.loose
    await door.enrolling.end_loose(UID)
    assert door.commands.count("CancelJob") == 1
    check_tidy(door)


async def test_of_several_that_could_not_be_ended_none_is_forgotten_when_cancelled(
    door: Door,
) -> None:
    door.device.variants.switch_on("replace-running-job")
    door.device.faults.switch_on("pending-for-ever")
    door.device.faults.switch_on("drop-before", command="CancelJob")
    for _ in range(2):
        assert await failed(door) is CaptureFault.TOO_LATE
    assert len(door.journal.entries) == 2
    door.device.faults.switch_off()
    ending = asyncio.ensure_future(door.enrolling.end_loose(UID))
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert door.enrolling.loose == (UID,)
    await door.enrolling.end_loose(UID)
    check_tidy(door)


async def test_the_network_is_lost_meanwhile(door: Door) -> None:
    lost = Unreachable("Front door")

    async def rest(seconds: float) -> None:
        door.trouble = lost

    door.resting = rest
    with pytest.raises(Unreachable):
        await capture(door)
    assert len(door.journal.entries) == 1  # the next start settles it
    assert door.leases.quiet_now == 0


async def test_a_rejected_key_ends_it_at_once(door: Door) -> None:
    async def rest(seconds: float) -> None:
        door.trouble = KeyRejected("Front door")

    door.resting = rest
    with pytest.raises(KeyRejected):
        await capture(door)
    assert door.commands.count("QueryJobStatus") == 1


async def test_a_device_that_was_restarted_has_no_job_any_more(door: Door) -> None:
    async def rest(seconds: float) -> None:
        door.device.restart()
        door.time.advance(seconds)

    door.resting = rest
    assert await failed(door) is CaptureFault.FAILED_OR_CANCELLED
    check_tidy(door)


async def test_a_full_disk_ends_the_job_that_could_not_be_noted(door: Door) -> None:
    door.journal.trouble = StoreFull("rollcall.db")
    with pytest.raises(StoreFull):
        await capture(door)
    assert door.running == 0


async def test_a_disk_that_fills_meanwhile_hides_no_other_failure(door: Door) -> None:
    door.device.faults.switch_on("capture-fails")

    async def rest(seconds: float) -> None:
        door.journal.trouble = StoreFull("rollcall.db")
        door.time.advance(seconds)

    door.resting = rest
    assert await failed(door) is CaptureFault.FAILED_OR_CANCELLED
    assert door.running == 0


# --- cancelled


@pytest.mark.parametrize("more", [0, 1, 1000], ids=["once", "twice", "always"])
async def test_cancelled_at_any_moment_it_leaves_no_job(door: Door, more: int) -> None:
    door.device.faults.switch_on("pending-for-ever", times=1)
    await door.client.ask(BeginEnrollFace())  # warm, and proves the device
    await door.client.ask(CancelAllJobs())
    at, is_cancelled, begun = 0, True, 0
    while is_cancelled:
        work = CancelAt(capture(door), at, more=more)
        is_cancelled = False
        try:
            await door.enrolling.let_go(await work)
        except asyncio.CancelledError:
            is_cancelled = True
            task = asyncio.current_task()
            assert task is not None
            while task.uncancel():
                pass
        check_tidy(door)
        begun = door.commands.count("BeginEnrollFace")
        at += 1
    assert begun > 10  # often enough it was cancelled after the device had begun
    assert at > begun


async def test_a_second_capture_waits_until_the_first_is_cleaned_up(door: Door) -> None:
    door.device.faults.switch_on("pending-for-ever", times=1)
    gate = asyncio.Event()

    async def rest(seconds: float) -> None:
        gate.set()
        await asyncio.Event().wait()

    door.resting = rest
    first = asyncio.create_task(capture(door))
    await gate.wait()
    first.cancel()
    door.resting = None
    await door.enrolling.let_go(await capture(door))
    with suppress(asyncio.CancelledError):
        await first
    check_tidy(door)


async def test_letting_go_never_fails(door: Door) -> None:
    captured = await capture(door)
    door.journal.trouble = StoreFull("rollcall.db")
    await door.enrolling.let_go(captured)
    assert len(door.journal.entries) == 1
