"""The steps of the tour about what is left over: a capture of an earlier run, a device that is off.

They need a device that can be switched off, so one is simulated here, and forgotten afterwards.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

from PySide6.QtWidgets import QAbstractButton, QDialog

from rollcall.protocol.address import NO_KEY
from rollcall.protocol.enrollment import BeginEnrollFace, JobState, QueryJobStatus
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.practice import OFFICE
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from rollcall.store.values import JournalEntry, JournalKind
from rollcall.tour.guide import Guide
from rollcall.tour.steps import NAMES, Step
from rollcall.ui.navigation import PageKey
from rollcall.usecases.enrolling.jobs import JobNote
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.sessions import Session

__all__ = ["AWAY_STEPS"]

NAME: Final = "Side door"
UID: Final = DeviceUid("51de0d00r7c9a4e1")
PROFILE: Final = Profile(
    name=NAME, uid=UID, users=20, company=OFFICE.company, capture_s=0.01, loopback_only=True
)
FACELESS: Final = UserId("8")
LEAVER: Final = "Chloé Schmidt"  # on every device


async def left_over_capture(guide: Guide) -> None:
    """Be asked what becomes of a face that was captured before the program was closed."""
    async with _side_door(guide):
        program = guide.program
        await guide.go_to(PageKey.OVERVIEW)
        async with program.fleet.session(UID) as session:
            entry = await _capture(guide, session)
            await program.users.job_settler.settle_job(session, entry)
        dialog = await guide.dialog("Capture left over")
        await guide.picture("capture-left-over")
        await _press_verb(guide, dialog, "Save it to ")
        await guide.closed(dialog)
        await guide.told()
        await guide.picture("capture-left-over-saved")
        if program.window.current_page is not None:
            program.window.current_page.notice_bar.dismiss()


async def device_that_is_off(guide: Guide) -> None:
    """Remove somebody everywhere though a device is off, and see what waits until it is back."""
    async with _side_door(guide) as server:
        await guide.pick_device(NAME)
        await guide.go_to(PageKey.USERS)
        await guide.rows("Users", PROFILE.users)
        await guide.idle()
        await server.aclose()
        await guide.pick_device("All devices")
        await _remove_everywhere(guide)
        await guide.picture("removal-waits-told")
        await guide.act("Pending removals (1)")
        dialog = await guide.dialog("Pending removals")
        await guide.rows("Pending removals", 1)
        await guide.select("Pending removals", LEAVER)
        await guide.picture("pending-removals")
        dialog.reject()
        await guide.closed(dialog)
        await guide.go_to(PageKey.DEVICES)
        await guide.picture("devices-one-is-off")
        await server.start()
        await guide.press("Refresh")
        bar = guide.window.notice_bar
        await guide.until(lambda: bar.notice, "what became of the removal")
        await guide.picture("removal-carried-out")
        bar.dismiss()


async def _remove_everywhere(guide: Guide) -> None:
    await guide.act("Remove everywhere")
    whom = await guide.dialog("Remove everywhere")
    await guide.row("Users", LEAVER, within=whom)
    await guide.enter("Search users", LEAVER, within=whom)
    await guide.select("Users", LEAVER, within=whom)
    await guide.picture("remove-whom")
    await guide.press("Next", within=whom)
    await guide.closed(whom)
    dialog = await guide.dialog("Remove everywhere")
    await guide.rows("Where they are", len(NAMES) + 1)
    await guide.picture("remove-everywhere-one-is-off")
    await guide.press(f"Remove {LEAVER}", within=dialog)
    await guide.see(QAbstractButton, "Close", within=dialog, enabled=True)
    await guide.picture("remove-everywhere-receipt")
    await guide.press("Close", within=dialog)
    await guide.closed(dialog)
    await guide.told()


async def _capture(guide: Guide, session: Session) -> JournalEntry:
    """Capture a face, and leave it as a program does that is killed then."""
    job = await session.ask(BeginEnrollFace())
    while (await session.ask(QueryJobStatus(job_id=job.job_id))).state is JobState.PENDING:
        pass
    note = JobNote(number=job.job_id, method=Method.FACE).written
    entry = await guide.program.journal.begin(JournalKind.JOB, UID, user_id=FACELESS, detail=note)
    return JournalEntry(
        id=entry,
        at=datetime.now(UTC),
        kind=JournalKind.JOB,
        device=UID,
        user_id=FACELESS,
        detail=note,
    )


@asynccontextmanager
async def _side_door(guide: Guide) -> AsyncIterator[DeviceServer]:
    """Add a device of this process, and forget it in the end."""
    fleet = guide.program.fleet
    async with DeviceServer(SimulatedDevice(PROFILE)) as server:
        await fleet.add(server.http_address, uid=UID, name=NAME, key=NO_KEY, pin=None)
        yield server
        await guide.pick_device(NAMES[0])
        await fleet.forget(UID)


async def _press_verb(guide: Guide, dialog: QDialog, start: str) -> None:
    """Press the button whose text begins so: the rest is somebody's name."""
    buttons = dialog.findChildren(QAbstractButton)
    await guide.press(next(each.text() for each in buttons if each.text().startswith(start)))


AWAY_STEPS: Final[tuple[Step, ...]] = (left_over_capture, device_that_is_off)
