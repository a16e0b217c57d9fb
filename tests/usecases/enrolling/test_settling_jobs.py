"""Captures that a crash cut short, settled at the next start."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from rollcall.protocol.enrollment import (
    BeginEnrollCard,
    BeginEnrollFace,
    BeginEnrollFinger,
)
from rollcall.protocol.errors import DeviceError
from rollcall.protocol.users import DeleteUserInfo, SetUserInfo, UserId
from rollcall.usecases.changing.journal import JournalEntry, JournalKind
from rollcall.usecases.enrolling.jobs import JobNote
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.settling_jobs import RecoveredCapture, SettlingJobs
from tests.usecases.enrolling.door import ANN, UID, Door

CHILD = Path(__file__).with_name("capturing_child.py")


async def left(door: Door, *, number: int = 1, method: Method = Method.FACE) -> None:
    detail = JobNote(number=number, method=method).written
    await door.journal.begin(JournalKind.JOB, UID, user_id=ANN.id, detail=detail)


async def settle(door: Door) -> list[RecoveredCapture]:
    settling = SettlingJobs(door.journal)
    offered: list[RecoveredCapture] = []
    settling.offered.connect(offered.append)
    for entry in tuple(door.journal.entries.values()):
        async with door.session(UID) as session:
            await settling.settle_job(session, entry)
    return offered


async def test_a_job_that_still_runs_is_cancelled_alone(door: Door) -> None:
    await door.client.ask(BeginEnrollFace())
    await left(door)
    assert not await settle(door)
    assert door.running == 0
    assert not door.journal.entries
    assert "CancelAllJobs" not in door.commands


async def test_what_was_captured_is_offered_and_never_assigned(door: Door) -> None:
    await door.client.ask(BeginEnrollFace())
    door.time.advance(5)
    await left(door)
    (offer,) = await settle(door)
    assert (offer.info.name, offer.captured.method) == ("Ann", Method.FACE)
    assert offer.captured.template
    assert str(offer.captured.template) not in repr(offer)
    assert not door.info(ANN).face
    assert len(door.journal.entries) == 1  # until somebody has decided
    receipt = await door.enrolling.save(door.fleet_device, offer.info, offer.captured)
    await door.enrolling.let_go(offer.captured)
    assert receipt.is_fine
    assert door.info(ANN).face == offer.captured.template
    assert not door.journal.entries


async def test_what_was_saved_before_the_crash_is_not_offered_again(door: Door) -> None:
    await door.client.ask(BeginEnrollFinger())
    door.time.advance(5)
    await left(door, method=Method.FINGER)
    (offer,) = await settle(door)
    await door.enrolling.save(door.fleet_device, offer.info, offer.captured)
    assert not await settle(door)
    assert not door.journal.entries


@pytest.mark.parametrize("fault", ["job-wrong-member", "job-without-data", "job-bad-base64"])
async def test_what_is_of_no_use_is_not_offered(door: Door, fault: str) -> None:
    await door.client.ask(BeginEnrollFace())
    door.time.advance(5)
    await left(door)
    door.device.faults.switch_on(fault)
    assert not await settle(door)
    assert not door.journal.entries


async def test_the_capture_of_somebody_who_is_gone_is_not_offered(door: Door) -> None:
    await door.client.ask(BeginEnrollFace())
    door.time.advance(5)
    await left(door)
    await door.client.ask(DeleteUserInfo(id=ANN.id))
    assert not await settle(door)
    assert not door.journal.entries


async def test_after_a_restart_of_the_device_the_job_is_over(door: Door) -> None:
    await door.client.ask(BeginEnrollFace())
    await left(door)
    door.device.restart()
    assert not await settle(door)
    assert not door.journal.entries


async def test_a_number_that_a_restarted_device_gave_again_is_not_taken_for_ours(
    door: Door,
) -> None:
    await left(door, method=Method.FACE)
    door.device.restart()
    await door.client.ask(BeginEnrollCard())  # somebody else's, number 1 too
    door.time.advance(5)
    assert not await settle(door)
    assert not door.journal.entries


async def test_what_a_restarted_device_captured_under_our_number_is_not_assigned(
    door: Door,
) -> None:
    await left(door, method=Method.FACE)
    door.device.restart()
    await door.client.ask(BeginEnrollFace())  # somebody else's, of the same kind and number
    door.time.advance(5)
    (offer,) = await settle(door)  # only a person can tell whose face it is
    assert not door.info(ANN).face
    assert door.commands.count("SetUserInfo") == 2  # Ann and Bob were made first
    await door.enrolling.let_go(offer.captured)
    assert not door.journal.entries


async def test_a_job_that_failed_is_over(door: Door) -> None:
    door.device.faults.switch_on("capture-fails")
    await door.client.ask(BeginEnrollFace())
    door.time.advance(5)
    await left(door)
    assert not await settle(door)
    assert not door.journal.entries


async def test_a_job_in_an_unknown_state_is_cancelled(door: Door) -> None:
    await door.client.ask(BeginEnrollFace())
    await left(door)
    door.device.faults.switch_on("job-unknown-state")
    assert not await settle(door)
    assert door.running == 0
    assert not door.journal.entries


async def test_a_device_that_cannot_be_asked_is_settled_another_time(door: Door) -> None:
    await door.client.ask(BeginEnrollFace())
    await left(door)
    door.device.faults.switch_on("drop-before", command="QueryJobStatus")
    with pytest.raises(DeviceError):
        await settle(door)
    assert len(door.journal.entries) == 1
    door.device.faults.switch_off()
    await settle(door)
    assert door.running == 0
    assert not door.journal.entries


async def test_a_busy_device_loses_no_capture(door: Door) -> None:
    await door.client.ask(BeginEnrollFace())
    door.time.advance(5)
    await left(door)
    door.device.faults.switch_on("refuse", command="GetUserInfo", times=1)
    with pytest.raises(DeviceError):
        await settle(door)
    assert len(await settle(door)) == 1


async def test_a_note_nobody_can_read_is_struck_out(door: Door) -> None:
    await door.journal.begin(JournalKind.JOB, UID, user_id=ANN.id, detail="???")
    assert not await settle(door)
    assert not door.journal.entries


@pytest.mark.parametrize("at", ["noted", "waiting"])
async def test_a_program_that_was_killed_leaves_no_job_after_the_next_start(
    door: Door, at: str
) -> None:
    await door.client.ask(SetUserInfo(id=UserId("7"), name="Ann"))
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(CHILD), str(door.port), at, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    detail = (await child.stdout.readline()).decode().strip()
    child.kill()
    await child.wait()
    assert door.running == 1
    await door.journal.begin(JournalKind.JOB, UID, user_id=ANN.id, detail=detail)
    assert not await settle(door)
    assert door.running == 0
    assert not door.journal.entries


async def test_a_program_that_was_killed_before_it_knew_the_job_tells_that_one_may_run(
    door: Door,
) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(CHILD), str(door.port), "begun", stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    detail = (await child.stdout.readline()).decode().strip()
    child.kill()
    await child.wait()
    await door.journal.begin(JournalKind.JOB, UID, user_id=ANN.id, detail=detail)
    (entry,) = tuple(door.journal.entries.values())
    settling = SettlingJobs(door.journal)
    told: list[JournalEntry] = []
    settling.uncertain.connect(told.append)
    async with door.session(UID) as session:
        await settling.settle_job(session, entry)
    assert told == [entry]
    assert not {"CancelJob", "CancelAllJobs"} & set(door.commands)  # a person decides
    assert not door.journal.entries
