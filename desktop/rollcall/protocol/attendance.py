"""Attendance records: read, erased, and sent by the device itself (specification, Attendance record management)."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType, field

from rollcall.protocol.command import Change, Query, Reply, Success, Wire
from rollcall.protocol.fields import Count, OpenWord, WallClock
from rollcall.protocol.users import UserId

UPLOAD_INTERVAL_MIN_S = 5  # specification, ConfigAttendLogUploader
UPLOAD_INTERVAL_MAX_S = 3600


class AttendanceRecord(Wire, gc=False):
    """One verification kept by the device.

    `mode` is the device's own text, often `face` or `card,fp`; `methods` splits it.
    A record that cannot be read whole has its JSON text in `unreadable` and perhaps no `time`: it is
    shown and stored, never skipped (reliability, GetAttendLog).
    """

    user_id: UserId
    time: WallClock | None = None
    mode: str = ""
    unreadable: str = ""

    @property
    def methods(self) -> tuple[str, ...]:
        """The single methods, in lower case and without blanks (protocol-notes L5)."""
        return tuple(word for part in self.mode.split(",") if (word := part.strip().lower()))


class AttendLog(Reply):
    """One page of records. `start` may differ from the one asked for when older records are gone (L2).

    `next_position` is where to go on reading; a device may leave it out at the end (L1).
    """

    start: Count = field(name="start_pos")
    next_position: Count | UnsetType = field(name="next_pos", default=UNSET)
    records: tuple[AttendanceRecord, ...] = field(name="logs")

    @classmethod
    def tidied(cls, payload: object) -> object:
        """Keep every record of the page, those that cannot be read as their own JSON text."""
        if not isinstance(payload, dict) or not isinstance(payload.get("logs"), list):
            return payload
        return {**payload, "logs": [_kept(each) for each in payload["logs"]]}


class GetAttendLog(Query[AttendLog]):
    """Ask for records from a position on (specification, GetAttendLog)."""

    start: Count | UnsetType = field(name="start_pos", default=UNSET)


class EraseAttendLog(Change[Success]):
    """Erase the records before `end`, itself not included (specification, EraseAttendLog; L4)."""

    end: Count = field(name="end_pos")


class ConfigAttendLogUploader(Change[Success]):
    """Have the device send its records to `target`, each `interval_s` seconds; an empty target is off (L10)."""

    target: str = field(name="target_uri")
    interval_s: Annotated[int, Meta(ge=UPLOAD_INTERVAL_MIN_S, le=UPLOAD_INTERVAL_MAX_S)] = field(
        name="interval"
    )


class UploadState(OpenWord):
    """Whether the device is sending."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class AttendLogUploaderStatus(Reply):
    """How the sending goes; `pending` records wait on the device."""

    state: UploadState = field(name="status")
    pending: Count = field(name="pending_count")


class GetAttendLogUploaderStatus(Query[AttendLogUploaderStatus]):
    """Ask how the sending goes (specification, GetAttendLogUploaderStatus)."""


class UploadAnswer(Wire):
    """What a receiver answers: the position to send from, absent when it has nothing yet."""

    next_position: Count | UnsetType = field(name="next_upload_pos", default=UNSET)


def _kept(record: object) -> object:
    if isinstance(record, dict):
        user_id, mode = record.get("user_id"), record.get("mode", "")
        if isinstance(user_id, int) and not isinstance(user_id, bool):
            user_id = str(user_id)
        readable = {"user_id": user_id, "time": record.get("time"), "mode": mode}
        try:
            kept = msgspec.convert(readable, AttendanceRecord)
        except msgspec.ValidationError:
            kept = None
        if kept is not None and kept.time is not None:
            return readable
        if isinstance(user_id, str):
            text = mode if isinstance(mode, str) else ""
            return {"user_id": user_id, "mode": text, "unreadable": _json(record)}
    return {"user_id": "", "unreadable": _json(record)}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
