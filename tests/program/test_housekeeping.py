"""What is due without anybody asking for it, in the whole program: at the start, and later.

How a lock, a job, a write or a removal is settled is proven with its use case.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog

from rollcall.device.client import Device
from rollcall.protocol.address import Address
from rollcall.protocol.enrollment import BeginEnrollCard, BeginEnrollFace
from rollcall.protocol.errors import Refused
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.store import JournalKind, KnownDevice, Store
from rollcall.store.values import PendingRemoval
from rollcall.tour.guide import Guide
from rollcall.ui.theme import APP_ARGUMENTS
from rollcall.ui.widgets.locked_banner import LockedBanner
from rollcall.usecases.changing.settling_writes import GivenUp
from rollcall.usecases.enrolling.jobs import JobNote
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.fleet_device import DeviceState
from tests.whole_program import (
    OFFICE,
    Office,
    device,
    free_address,
    journal,
    known,
    leave,
    leave_locked,
    opened_office,
    state_is,
    told,
)

UID = DeviceUid(OFFICE.uid)
BACK = Profile(uid="b16", users=3)
QUICK = Profile(uid=OFFICE.uid, users=3, capture_s=0.0)

pytestmark = pytest.mark.no_qt_log


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["rollcall", *APP_ARGUMENTS]


@pytest.fixture
def office(
    qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Office]:
    """A PC on which the program may be started."""
    with opened_office(qapp, tmp_path, caplog) as office:
        yield office


# --- left locked


def test_device_left_locked_is_unlocked_at_the_start_before_anything_else(office: Office) -> None:
    address = free_address()
    locked = leave_locked(office, address)
    with device(OFFICE, made=locked, port=address.port):

        async def script(guide: Guide) -> None:
            await state_is(guide, "0ff1ce", DeviceState.ONLINE)
            await guide.until(
                lambda: not guide.program.housekeeping.settling.due, "it to be settled"
            )
            assert not guide.window.findChildren(LockedBanner)

        assert office.run(script) == 0
    assert locked.ledger.commands[:2] == ["GetDeviceUid", "LockDevice"]
    assert not locked.users.locked
    assert journal(office) == 0
    assert [(each.action, each.result) for each in office.audit()] == [("unlock device", "done")]


def test_window_says_that_a_device_is_locked_until_it_is_back_and_unlocked(
    office: Office,
) -> None:
    address = free_address()
    locked = leave_locked(office, address)
    with device(BACK) as other:
        office.remember(KnownDevice(uid=DeviceUid("b16"), name="Back door", address=other))

        async def script(guide: Guide) -> None:
            await guide.see(QAbstractButton, "Unlock Front door")
            await state_is(guide, "b16", DeviceState.ONLINE)  # which it does not hold up
            await guide.press("Unlock Front door")
            notice = await told(guide, by=guide.window.notice_bar)
            assert "Front door" in notice.title + notice.text
            with device(OFFICE, made=locked, port=address.port):
                banner = guide.window.locked_banner
                await guide.until(lambda: not banner.isVisible(), "it to be unlocked")
                assert not locked.users.locked
                await guide.until(
                    lambda: not guide.program.housekeeping.settling.due, "it to be settled"
                )

        assert office.run(script) == 0
    assert journal(office) == 0


def test_what_waits_for_an_unlock_is_settled_right_after_it(office: Office) -> None:
    address = free_address()
    locked = leave_locked(office, address)
    asyncio.run(leave(office, JournalKind.WRITE))
    locked.faults.switch_on("refuse", command="LockDevice", times=1)
    with device(OFFICE, made=locked, port=address.port):

        async def script(guide: Guide) -> None:
            await guide.until(lambda: journal(office) == 0, "it to be settled")

        assert office.run(script) == 0
    assert not locked.users.locked


def test_what_another_window_left_is_settled_when_the_device_is_back(office: Office) -> None:
    address = free_address()
    office.remember(known(address, "0ff1ce"))

    async def script(guide: Guide) -> None:
        await state_is(guide, "0ff1ce", DeviceState.UNREACHABLE)
        await leave(office, JournalKind.LOCK)
        hung = SimulatedDevice(OFFICE)
        hung.users.locked = True
        with device(OFFICE, made=hung, port=address.port):
            await guide.program.fleet.check()
            await guide.until(lambda: not hung.users.locked, "the unlock")
            await guide.until(lambda: journal(office) == 0, "it to be noted")

    assert office.run(script) == 0


def test_person_unlocks_a_device_at_once(office: Office) -> None:
    locked = SimulatedDevice(OFFICE)
    with device(OFFICE, made=locked) as address:
        office.remember(known(address, "0ff1ce"))

        async def script(guide: Guide) -> None:
            await state_is(guide, "0ff1ce", DeviceState.ONLINE)
            leases, uid = guide.program.leases, DeviceUid("0ff1ce")

            async def never(_: float) -> None:
                await asyncio.Event().wait()

            leases._rest = never
            locked.faults.switch_on("refuse", command="LockDevice", times=1)
            locked.users.locked = True
            leases.take_over(uid, [])
            with contextlib.suppress(Refused):
                await leases.unlock(uid)
            await guide.press("Unlock Front door")
            await guide.until(lambda: not guide.window.locked_banner.isVisible(), "an unlock")
            assert not locked.users.locked

        assert office.run(script) == 0
    assert [(each.action, each.result) for each in office.audit()] == [("unlock device", "done")]


# --- captures cut short


def leave_captures(office: Office, address: Address, *methods: Method) -> None:
    """Let another program be killed after captures that the device finished."""

    async def capture() -> None:
        client = Device(address, label="Front door", uid=UID)
        for method in methods:
            begin = BeginEnrollFace() if method is Method.FACE else BeginEnrollCard()
            number = (await client.ask(begin)).job_id
            note = JobNote(number=number, method=method)
            await leave(office, JournalKind.JOB, detail=note.written)
        await client.aclose()

    office.remember(known(address, UID))
    asyncio.run(capture())


async def pressed(guide: Guide, dialog: QDialog, verb: str) -> None:
    """Press the button that begins so: a name follows."""
    buttons = dialog.findChildren(QAbstractButton)
    next(each for each in buttons if each.text().startswith(verb)).click()
    await guide.closed(dialog)


def test_capture_left_over_is_saved_when_a_person_says_so(office: Office) -> None:
    made = SimulatedDevice(QUICK)
    before = made.users.get("1")
    with device(QUICK, made=made) as address:
        leave_captures(office, address, Method.FACE)

        async def script(guide: Guide) -> None:
            dialog = await guide.dialog("Capture left over")
            assert made.users.get("1") == before
            await pressed(guide, dialog, "Save it to ")
            assert "Front door" in (await told(guide)).title
            assert made.users.get("1") != before

        assert office.run(script) == 0
    assert journal(office) == 0


def test_capture_left_over_stays_noted_when_nobody_decides(office: Office) -> None:
    made = SimulatedDevice(QUICK)
    with device(QUICK, made=made) as address:
        leave_captures(office, address, Method.FACE)

        async def script(guide: Guide) -> None:
            dialog = await guide.dialog("Capture left over")
            await guide.press("Decide later", within=dialog)
            await guide.closed(dialog)

        assert office.run(script) == 0
    assert journal(office) == 1
    assert "SetUserInfo" not in made.ledger.commands


def test_captures_left_over_are_asked_about_one_after_the_other(office: Office) -> None:
    made = SimulatedDevice(QUICK)
    with device(QUICK, made=made) as address:
        leave_captures(office, address, Method.FACE, Method.CARD)

        async def script(guide: Guide) -> None:
            def begun() -> int:
                return [each.title for each in guide.program.tasks.works].count("Saving a capture")

            await guide.until(lambda: begun() == 2, "both")
            for _ in range(2):
                first = await guide.dialog("Capture left over")
                asked = [each for each in guide.window.findChildren(QDialog) if each.isVisible()]
                assert asked == [first]
                await guide.press("Discard", within=first)
                await guide.closed(first)
            await guide.until(lambda: journal(office) == 0, "both to be struck out")

        assert office.run(script) == 0
    assert "SetUserInfo" not in made.ledger.commands


def test_capture_that_may_run_is_told_and_ended_on_request(office: Office) -> None:
    made = SimulatedDevice(OFFICE)
    with device(OFFICE, made=made) as address:
        office.remember(known(address, UID))
        note = JobNote(number=None, method=Method.FACE)
        asyncio.run(leave(office, JournalKind.JOB, detail=note.written))

        async def script(guide: Guide) -> None:
            bar = guide.window.notice_bar
            assert "Front door" in (await told(guide, by=bar)).title
            assert "CancelAllJobs" not in made.ledger.commands
            await guide.press("End all captures …", within=bar)
            question = await guide.dialog("End all captures on Front door?")
            await guide.press("End all captures", within=question)
            await guide.until(lambda: "CancelAllJobs" in made.ledger.commands, "the end of all")
            await guide.until(lambda: bar.notice is None, "the notice to go")

        assert office.run(script) == 0
    assert journal(office) == 0  # told once, not at each start


# --- removals that wait


def test_removal_that_waits_is_carried_out_and_told_when_the_device_is_back(
    office: Office,
) -> None:
    address = free_address()
    made = SimulatedDevice(QUICK)
    leaver = made.users.get("2")
    assert leaver is not None
    office.remember(known(address, UID))

    async def wish(store: Store) -> None:
        await store.removals.add(
            PendingRemoval(
                device=UID,
                user_id=UserId("2"),
                name=leaver.name,
                asked_at=datetime(2026, 11, 22, tzinfo=UTC),
                who="eva",
            )
        )

    async def waiting(guide: Guide) -> int:
        return len(await guide.program.removals.all())

    async def script(guide: Guide) -> None:
        await state_is(guide, UID, DeviceState.UNREACHABLE)
        assert await waiting(guide) == 1
        with device(QUICK, made=made, port=address.port):
            await guide.program.fleet.check()
            assert leaver.name in (await told(guide, by=guide.window.notice_bar)).title
            assert await waiting(guide) == 0
            assert [each.id for each in made.users] == ["1", "3"]

    asyncio.run(office.with_store(wish))
    assert office.run(script) == 0


# --- writes cut short


def test_whom_nothing_can_be_put_back_for_is_told_once_and_stays_told(office: Office) -> None:
    with device(OFFICE) as address:
        office.remember(known(address, UID))

        async def script(guide: Guide) -> None:
            await state_is(guide, UID, DeviceState.ONLINE)
            bar, announced = guide.window.notice_bar, guide.program.users.write_settler.given_up
            announced.emit(GivenUp(device=UID, user_id=UserId("7"), name="Ana"))
            assert "7 Ana on Front door" in (await told(guide, by=bar)).title
            announced.emit(GivenUp(device=UID, user_id=UserId("8"), name=""))
            assert "7 Ana on Front door, 8 on Front door" in (await told(guide, by=bar)).text

        assert office.run(script) == 0


def test_what_waited_for_the_keyring_is_settled_when_that_opens(office: Office) -> None:
    with device(OFFICE) as address:
        office.remember(known(address, UID))

        async def script(guide: Guide) -> None:
            await state_is(guide, UID, DeviceState.ONLINE)
            await leave(office, JournalKind.WRITE)
            housekeeping = guide.program.housekeeping
            await housekeeping.settling.look()
            housekeeping.settle_waiting(None)
            await guide.until(lambda: journal(office) == 0, "it to be settled")

        assert office.run(script) == 0
