"""Captures that were cut short by a crash: cancelled, or what they gave is offered to a person.

Nothing is assigned silently: a device that was restarted counts its jobs from the beginning, and a
number may by now mean somebody else's capture (reliability 4.7).
"""

from __future__ import annotations

from msgspec import Struct

from rollcall.protocol.enrollment import JobState, QueryJobStatus
from rollcall.protocol.errors import DeviceError, EnrollmentFailed, Refused, Unsupported
from rollcall.protocol.users import GetUserInfo, UserInfo
from rollcall.usecases.changing.journal import Journal, JournalEntry
from rollcall.usecases.enrolling.capture import is_unreadable
from rollcall.usecases.enrolling.jobs import JobNote, end_job
from rollcall.usecases.enrolling.methods import Captured, captured_of, is_stored
from rollcall.usecases.listening import Event
from rollcall.usecases.sessions import Session

__all__ = ["RecoveredCapture", "SettlingJobs"]


class RecoveredCapture(Struct, frozen=True, kw_only=True):
    """What was captured before the program was closed, for a person to decide about."""

    entry: JournalEntry
    captured: Captured
    info: UserInfo
    """The user it was captured for, as the device has it now."""

    def __repr__(self) -> str:
        return f"RecoveredCapture({self.entry.device!r}, {self.captured!r})"


class SettlingJobs:
    """Brings jobs in order that another run of the program left behind."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.offered: Event[RecoveredCapture] = Event()
        """Somebody has to say whether it is saved; its entry stays open until then."""
        self.uncertain: Event[JournalEntry] = Event()
        """A capture may run of which nobody knows the number: only ending all would end it."""

    async def settle_job(self, session: Session, entry: JournalEntry) -> None:
        """Cancel a job that still runs, offer what one gave, strike out what is over.

        The entry stays where that could not be done. Raises `DeviceError` and `StoreError`.
        """
        note = JobNote.read(entry.detail)
        if note is None or await self._is_done_with(session, entry, note):
            await self._journal.end(entry.id)

    async def _is_done_with(self, session: Session, entry: JournalEntry, note: JobNote) -> bool:
        if note.number is None:
            self.uncertain.emit(entry)
            return True
        try:
            status = await session.ask(QueryJobStatus(job_id=note.number))
        except (Refused, Unsupported):
            return True  # the device was restarted: it knows no such job
        except DeviceError as error:
            if is_unreadable(error):
                return True  # it succeeded, and what it gave is of no use
            raise
        if status.job_id != note.number or not status.state.is_known:
            return await end_job(session, note.number)
        match status.state:
            case JobState.PENDING:
                return await end_job(session, note.number)
            case JobState.FAILED:
                return True
        try:
            captured = captured_of(note.method, status, device=entry.device)
        except EnrollmentFailed:
            return True  # nothing in it, or somebody else's: of another kind
        return not await self._is_offered(session, entry, captured)

    async def _is_offered(self, session: Session, entry: JournalEntry, captured: Captured) -> bool:
        """Offer it, unless the user has it already or is gone."""
        try:
            info = await session.ask(GetUserInfo(id=entry.user_id))
        except Refused as error:
            if error.is_unknown_user:
                return False
            raise
        if is_stored(info, captured):
            return False
        kept = Captured(
            method=captured.method,
            template=captured.template,
            card=captured.card,
            entry=entry.id,
        )
        self.offered.emit(RecoveredCapture(entry=entry, captured=kept, info=info))
        return True
