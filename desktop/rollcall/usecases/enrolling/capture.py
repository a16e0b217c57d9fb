"""One capture on one device: begun, noted, asked after each second, and ended on every path.

No job of ours is left running (reliability 4.7): whatever ends the waiting cancels it, also when
the window closes at that moment. How jobs that a crash left are settled is in `settling_jobs.py`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from time import monotonic
from typing import Final, Protocol

from msgspec import Struct

from rollcall.protocol.enrollment import JobState, JobStatus, QueryJobStatus
from rollcall.protocol.errors import (
    AppError,
    BadReply,
    CaptureFault,
    EnrollmentFailed,
    Refused,
    TimedOut,
    Unreachable,
)
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.changing.journal import Journal, JournalKind
from rollcall.usecases.enrolling.jobs import Job, JobNote, end_job
from rollcall.usecases.enrolling.methods import Captured, Method, begin_command, captured_of
from rollcall.usecases.roster import OpenSession
from rollcall.usecases.sessions import Session
from rollcall.usecases.undisturbed import undisturbed

__all__ = ["CAPTURE_S", "Capturing", "Left", "Pace", "Quiet", "is_unreadable"]

CAPTURE_S: Final = 90  # protocol-notes E4
POLL_EVERY_S: Final = 1.0  # protocol-notes E4
LOST_POLLS_MAX: Final = 3  # in a row; each was tried up to three times by then
END_WITHIN_S: Final = 30.0  # a keyring may ask a person before the device can be spoken to again

_log = logging.getLogger(__name__)

Left = Callable[[int], None]
"""Takes the whole seconds that are left, each time the device was asked."""


class Quiet(Protocol):
    """What a capture needs of the lock leases."""

    def quiet(self, uid: DeviceUid) -> AbstractAsyncContextManager[None]:
        """Wait until the device is unlocked, and let nobody lock it meanwhile."""


class Pace(Struct, frozen=True, kw_only=True):
    """Time, handed in so that tests need none."""

    clock: Callable[[], float] = monotonic
    """Seconds that never go back."""
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep


_USUAL: Final = Pace()


class Capturing:
    """Captures credentials, one at a time on each device."""

    def __init__(
        self,
        open_session: OpenSession,
        *,
        journal: Journal,
        leases: Quiet,
        pace: Pace = _USUAL,
    ) -> None:
        self._open_session = open_session
        self._journal = journal
        self._leases = leases
        self._clock = pace.clock
        self._rest = pace.rest
        self._turns: defaultdict[DeviceUid, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._loose: dict[DeviceUid, list[Job]] = {}

    async def capture(
        self, uid: DeviceUid, user_id: UserId, method: Method, *, device: str, left: Left
    ) -> Captured:
        """Let the device capture a credential; `device` is what people call it.

        What is given has an open entry in the journal: `let_go` of it once it is saved or given up.
        Raises `EnrollmentFailed`, and what a device, keyring or store raises: `Refused` where it
        does not begin, `OutcomeUnknown` where nobody knows whether it did.
        """
        async with self._turns[uid], self._leases.quiet(uid):
            await self._end_loose(uid)
            job = Job(method=method)
            try:
                await self._begin(uid, user_id, job)
                status = await self._result(uid, job, device=device, left=left)
                captured = captured_of(method, status, device=device)
            except BaseException:
                await undisturbed(self._end(uid, job))
                raise
            return Captured(
                method=method, template=captured.template, card=captured.card, entry=job.entry
            )

    @property
    def loose(self) -> tuple[DeviceUid, ...]:
        """The devices with jobs of ours that could not be ended."""
        return tuple(self._loose)

    async def end_loose(self, uid: DeviceUid) -> None:
        """End what could not be ended before, unless a capture is on its way. Never fails."""
        if uid in self._loose and not self._turns[uid].locked():
            async with self._turns[uid]:
                await self._end_loose(uid)

    async def let_go(self, captured: Captured) -> None:
        """Strike out what was noted of a capture that is saved, or given up. Never fails."""
        if captured.entry is not None:
            await undisturbed(self._strike_out(captured.entry))

    async def _begin(self, uid: DeviceUid, user_id: UserId, job: Job) -> None:
        async with self._open_session(uid) as session:
            await undisturbed(self._begin_noted(session, uid, user_id, job))

    async def _begin_noted(
        self, session: Session, uid: DeviceUid, user_id: UserId, job: Job
    ) -> None:
        # Noted before it is begun: after a crash in between, a person can be told that it may run.
        note = JobNote(number=None, method=job.method)
        job.entry = await self._journal.begin(
            JournalKind.JOB, uid, user_id=user_id, detail=note.written
        )
        try:
            created = await session.ask(begin_command(job.method))
        except BaseException:
            await self._strike_out(job.entry)  # nothing runs, or nobody knows, and that is told
            raise
        job.number = created.job_id
        note = JobNote(number=created.job_id, method=job.method)
        await self._journal.note(job.entry, note.written)

    async def _result(self, uid: DeviceUid, job: Job, *, device: str, left: Left) -> JobStatus:
        """Ask after a job until it succeeded. An unknown state is waited out (protocol-notes E10).

        Raises `EnrollmentFailed`.
        """
        began = self._clock()
        lost = 0
        while (waited := self._clock() - began) < CAPTURE_S:
            left(CAPTURE_S - int(waited))
            try:
                status = await self._status(uid, job, device=device)
            except (Unreachable, TimedOut, BadReply, Refused) as error:
                lost += 1
                if lost == LOST_POLLS_MAX or is_unreadable(error):
                    raise _told(error, device) from error
            else:
                lost = 0
                if status.state is JobState.SUCCEEDED:
                    return status
                if status.state is JobState.FAILED:
                    raise EnrollmentFailed(device, fault=CaptureFault.FAILED_OR_CANCELLED)
            passed = self._clock() - began - waited
            await self._rest(max(0.0, POLL_EVERY_S - passed))
        raise EnrollmentFailed(device, fault=CaptureFault.TOO_LATE)

    async def _status(self, uid: DeviceUid, job: Job, *, device: str) -> JobStatus:
        async with self._open_session(uid) as session:
            status = await session.ask(QueryJobStatus(job_id=job.known_number))
        if status.job_id != job.number:
            name = QueryJobStatus.names[0]
            raise BadReply(device, command=name, why="it is about another job")
        return status

    async def _end(self, uid: DeviceUid, job: Job) -> None:
        """Cancel a job and strike it out; where that is not proven it waits for another time."""
        if job.number is None:
            return
        is_over = False
        try:
            async with asyncio.timeout(END_WITHIN_S), self._open_session(uid) as session:
                is_over = await end_job(session, job.number)
        except (AppError, TimeoutError) as error:
            _log.info("a capture could not be cancelled: %s", type(error).__name__)
        if not is_over:
            self._loose.setdefault(uid, []).append(job)
        elif job.entry is not None:
            await self._strike_out(job.entry)

    async def _end_loose(self, uid: DeviceUid) -> None:
        """Cancel what could not be cancelled when the network was gone."""
        waiting = self._loose.pop(uid, [])
        try:
            while waiting:
                await undisturbed(self._end(uid, waiting.pop(0)))
        finally:
            if waiting:  # it was cancelled before their turn
                self._loose.setdefault(uid, []).extend(waiting)

    async def _strike_out(self, entry: int) -> None:
        try:
            await self._journal.end(entry)
        except AppError as error:  # the next start asks the device, and finds it over
            _log.info("the journal was not written: %s", type(error).__name__)


def is_unreadable(error: AppError) -> bool:
    """Whether a job gave data that is none: the reader names the member it could not read."""
    return isinstance(error, BadReply) and "_data`" in error.why


def _told(error: AppError, device: str) -> AppError:
    if is_unreadable(error):
        return EnrollmentFailed(device, fault=CaptureFault.WRONG_DATA)
    if isinstance(error, Refused):  # it does not know the job any more: it was restarted
        return EnrollmentFailed(device, fault=CaptureFault.FAILED_OR_CANCELLED)
    return error
