"""Enrollment jobs of a simulated device (protocol-notes 3.4): people come, after a while.

Of photos only the header is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from rollcall.protocol.command import Success
from rollcall.protocol.enrollment import (
    PHOTO_HEIGHT_MAX,
    PHOTO_WIDTH_MAX,
    BeginEnrollCard,
    BeginEnrollFace,
    BeginEnrollFinger,
    BeginEnrollPalm,
    CancelAllJobs,
    CancelJob,
    JobCreated,
    JobState,
    JobStatus,
    PhotoState,
    PhotoToFaceData,
    PhotoToFacedata,
    QueryJobStatus,
)
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Answers, Setup
from rollcall.simulator.templates import Sample
from rollcall.simulator.users import Users

CAPTURE_LIMIT_S = 60.0  # protocol-notes E4

# Start of frame: every C0 to CF but C4 (tables), C8 (reserved) and CC (arithmetic conditioning).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_END, _SCAN = 0xD9, 0xDA


@dataclass(slots=True)
class _Job:
    number: int
    kind: str
    begun: float
    nobody: bool
    fails: bool
    stuck: bool
    cancelled: bool = False


class Enrollment:
    """Jobs by number, one at a time; nothing is stored on the device by them (E2)."""

    def __init__(self, setup: Setup, users: Users) -> None:
        self._setup = setup
        self._users = users
        self._jobs: dict[int, _Job] = {}
        self.answers: Answers = {
            BeginEnrollFace: lambda _: self.begin("face"),
            BeginEnrollFinger: lambda _: self.begin("finger"),
            BeginEnrollCard: lambda _: self.begin("card"),
            BeginEnrollPalm: lambda _: self.begin("palm"),
            QueryJobStatus: self.status,
            CancelJob: self.cancel,
            CancelAllJobs: self.cancel_all,
            PhotoToFacedata: self.photo,
        }

    @property
    def running(self) -> tuple[int, ...]:
        """The numbers of the jobs that wait for a person."""
        jobs = self._jobs.values()
        return tuple(each.number for each in jobs if self._state(each) is JobState.PENDING)

    def forget(self) -> None:
        """Forget every job and count from 1 again, as after a restart."""
        self._jobs.clear()

    def begin(self, kind: str) -> JobCreated:
        """Start to wait for a person."""
        can = self._setup.profile.capabilities
        able = {"face": can.face, "finger": can.fingerprint, "card": can.card, "palm": can.palm}
        if not able[kind]:
            raise Refusal(Code.NOT_SUPPORTED, kind)
        for job in self._jobs.values():
            if self._state(job) is not JobState.PENDING:
                continue
            if not self._setup.variants.is_on("replace-running-job"):
                raise Refusal(Code.JOB_ALREADY_RUNNING, job.number)
            job.cancelled = True
        job = self._new(kind)
        self._jobs[job.number] = job
        return JobCreated(job_id=job.number)

    def status(self, command: QueryJobStatus) -> JobStatus:
        """Tell how a job stands, with its data once it succeeded."""
        job = self._known(command.job_id)
        state = self._state(job)
        if state is not JobState.SUCCEEDED:
            return JobStatus(job_id=job.number, state=state)
        profile, seed = self._setup.profile, f"{self._setup.profile.seed} job {job.number}"
        match job.kind:
            case "face":
                return JobStatus(
                    job_id=job.number, state=state, face=Sample(seed, profile.face_bytes).data()
                )
            case "finger":
                return JobStatus(
                    job_id=job.number, state=state, finger=Sample(seed, profile.finger_bytes).data()
                )
            case "palm":
                return JobStatus(
                    job_id=job.number, state=state, palm=Sample(seed, profile.palm_bytes).data()
                )
            case _:
                card = int.from_bytes(Sample(seed, 4).data(), "big") or 1
                return JobStatus(job_id=job.number, state=state, card=str(card))

    def cancel(self, command: CancelJob) -> Success:
        """End a job; one that has ended already stays as it is (E9)."""
        job = self._known(command.job_id)
        if self._state(job) is JobState.PENDING:
            job.cancelled = True
        return Success()

    def cancel_all(self, _: CancelAllJobs) -> Success:
        """End whatever runs, if anything does."""
        for job in self._jobs.values():
            if self._state(job) is JobState.PENDING:
                job.cancelled = True
        return Success()

    def photo(self, command: PhotoToFacedata) -> PhotoToFaceData:
        """Make a face template of a photo; equal photos give equal templates."""
        if not self._setup.profile.capabilities.visible_light_face:
            raise Refusal(Code.NOT_SUPPORTED, "vrface")
        state = judged(command.photo)
        if state is PhotoState.SUCCEEDED and "no-face-in-photo" in self._setup.active:
            state = PhotoState.PROCESS_FAIL
        if state is not PhotoState.SUCCEEDED:
            return PhotoToFaceData(state=state)
        seed = hashlib.sha256(command.photo).hexdigest()
        return PhotoToFaceData(
            state=state, face=Sample(seed, self._setup.profile.face_bytes).data()
        )

    def _new(self, kind: str) -> _Job:
        active = self._setup.active
        locked = self._users.locked and self._setup.variants.is_on("enroll-fails-while-locked")
        return _Job(
            number=len(self._jobs) + 1,
            kind=kind,
            begun=self._setup.time.ticks(),
            nobody="nobody-comes" in active,
            fails=locked or "capture-fails" in active,
            stuck="pending-for-ever" in active,
        )

    def _known(self, number: int) -> _Job:
        job = self._jobs.get(number)
        if job is None:
            raise Refusal(Code.JOB_NOT_EXISTS, number)
        return job

    def _state(self, job: _Job) -> JobState:
        if job.cancelled:
            return JobState.FAILED
        waited = self._setup.time.ticks() - job.begun
        if job.stuck:
            return JobState.PENDING
        needed = CAPTURE_LIMIT_S if job.nobody else self._setup.profile.capture_s
        if waited < min(needed, CAPTURE_LIMIT_S):
            return JobState.PENDING
        ended_well = not job.fails and needed < CAPTURE_LIMIT_S
        return JobState.SUCCEEDED if ended_well else JobState.FAILED


def judged(photo: bytes) -> PhotoState:
    """Tell whether a photo can be taken (protocol-notes E14)."""
    size = jpeg_size(photo)
    if size is None:
        return PhotoState.DECODE_FAIL
    width, height = size
    if width > PHOTO_WIDTH_MAX or height > PHOTO_HEIGHT_MAX:
        return PhotoState.DIMENSION_OVERFLOW
    return PhotoState.SUCCEEDED


def jpeg_size(photo: bytes) -> tuple[int, int] | None:
    """Give width and height from the frame header, None for what is not a JPEG."""
    if photo[:2] != b"\xff\xd8":
        return None
    place = 2
    while place + 4 <= len(photo):
        if photo[place] != 0xFF:
            return None
        marker = photo[place + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in {_END, _SCAN}:
            return None
        length = int.from_bytes(photo[place + 2 : place + 4], "big")
        if marker in _FRAMES:
            frame = photo[place + 4 : place + 9]
            height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
            return (width, height) if len(frame) == 5 and width and height else None
        if length < 2:
            return None
        place += 2 + length
    return None
