"""Enrollment jobs, and a photo made into a face (specification, Remote registration)."""

from __future__ import annotations

from typing import ClassVar

from msgspec import UNSET, UnsetType, field

from rollcall.protocol.command import Change, Query, Reply, Success
from rollcall.protocol.fields import Number, OpenWord, SecretText, Template

PHOTO_WIDTH_MAX = 480  # specification, PhotoToFacedata
PHOTO_HEIGHT_MAX = 640


class JobState(OpenWord):
    """Where an enrollment job is; `FAILED` also means cancelled (protocol-notes E8)."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class PhotoState(OpenWord):
    """What became of a photo."""

    SUCCEEDED = "succeeded"
    PROCESS_FAIL = "process_fail"
    DECODE_FAIL = "decode_fail"
    DIMENSION_OVERFLOW = "dimension_overflow"


class JobCreated(Reply):
    """The device waits for the person; `job_id` is the device's own number."""

    job_id: Number


class BeginEnrollFace(Change[JobCreated]):
    """Start to capture a face (specification, BeginEnrollFace)."""


class BeginEnrollFinger(Change[JobCreated]):
    """Start to capture a fingerprint (specification, BeginEnrollFP, whose request spells it Fp)."""

    names: ClassVar[tuple[str, ...]] = ("BeginEnrollFp", "BeginEnrollFP")


class BeginEnrollCard(Change[JobCreated]):
    """Start to read a card (specification, BeginEnrollCard)."""


class BeginEnrollPalm(Change[JobCreated]):
    """Start to capture a palm (specification, BeginEnrollPalm)."""


class JobStatus(Reply):
    """How a job stands; the member of its kind is there once it succeeded."""

    job_id: Number
    state: JobState
    face: Template | UnsetType = field(name="face_data", default=UNSET)
    finger: Template | UnsetType = field(name="fp_data", default=UNSET)
    palm: Template | UnsetType = field(name="palm_data", default=UNSET)
    card: SecretText | UnsetType = field(name="card_data", default=UNSET)

    @classmethod
    def tidied(cls, payload: object) -> object:
        """Take the one template out of a list (protocol-notes E7)."""
        if not isinstance(payload, dict):
            return payload
        return {
            name: value[0] if isinstance(value, list) and len(value) == 1 else value
            for name, value in payload.items()
        }


class QueryJobStatus(Query[JobStatus]):
    """Ask how a job stands (specification, QueryJobStatus)."""

    job_id: Number


class CancelJob(Change[Success]):
    """End one job (specification, CancelJob)."""

    job_id: Number


class CancelAllJobs(Change[Success]):
    """End whatever job runs, other people's too (specification, CancelAllJobs)."""


class PhotoToFaceData(Reply):
    """The template made of a photo; present when `state` is succeeded."""

    state: PhotoState
    face: Template | UnsetType = field(name="face_data", default=UNSET)


class PhotoToFacedata(Query[PhotoToFaceData]):
    """Make a face template of a JPEG of at most 480 x 640; nothing is stored (specification)."""

    photo: Template
