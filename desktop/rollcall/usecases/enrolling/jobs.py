"""Enrollment jobs as they are noted in the journal, and how one is brought to its end."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final

from msgspec import Struct

from rollcall.protocol.enrollment import CancelJob, JobState, QueryJobStatus
from rollcall.protocol.errors import BadReply, OutcomeUnknown, Refused, TimedOut, Unsupported
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.sessions import Session

__all__ = ["Job", "JobNote", "end_job"]

_NOTE: Final = re.compile(r"job (?P<number>-?[0-9]{1,19}|\?) (?P<method>[a-z]+)")
_CANCELS_MAX: Final = 3
_OVER: Final = frozenset({JobState.SUCCEEDED, JobState.FAILED})


class Job(Struct, kw_only=True):
    """A job on its way: what is known of it so far."""

    method: Method
    number: int | None = None
    """The device's own; None until it told."""
    entry: int | None = None

    @property
    def known_number(self) -> int:
        """The number of a job that was begun. Raises `ValueError`."""
        if self.number is None:
            raise ValueError(self.method)
        return self.number


class JobNote(Struct, frozen=True, kw_only=True):
    """What the journal keeps of a job, besides device and user."""

    number: int | None
    """The device's own; None where the program ended before the device had told it."""
    method: Method

    @property
    def written(self) -> str:
        """The note as the journal keeps it."""
        number = "?" if self.number is None else self.number
        return f"job {number} {self.method.value}"

    @classmethod
    def read(cls, detail: str) -> JobNote | None:
        """Read a note; None for one that is not ours."""
        match = _NOTE.fullmatch(detail)
        if match is None or match["method"] not in set(Method):
            return None
        number = None if match["number"] == "?" else int(match["number"])
        return cls(number=number, method=Method(match["method"]))


async def end_job(session: Session, number: int) -> bool:
    """Cancel one job, and tell whether it is known to be over. Raises `DeviceError`.

    An error from a cancel says nothing (protocol-notes E9), and a success is believed unless the
    job still runs; then it is cancelled again.
    """
    for _ in range(_CANCELS_MAX):
        is_told = False
        with suppress(Refused, Unsupported, OutcomeUnknown):
            await session.ask(CancelJob(job_id=number))
            is_told = True
        state = await _state(session, number)
        if state in _OVER or (is_told and state is not JobState.PENDING):
            return True
    return False


async def _state(session: Session, number: int) -> JobState | None:
    """Give how a job stands; None where that cannot be told."""
    try:
        status = await session.ask(QueryJobStatus(job_id=number))
    except (Refused, Unsupported):
        return JobState.FAILED  # it knows no such job: it was restarted
    except (BadReply, TimedOut):
        return None
    return status.state if status.job_id == number else None
