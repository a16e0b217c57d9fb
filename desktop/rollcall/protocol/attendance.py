"""Attendance records: read, erased, and sent by the device itself.

(Specification, Attendance record management and Automatic reporting of attendance records.)
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType, field

from rollcall.protocol.command import Change, Query, Reply, Success, Wire
from rollcall.protocol.fields import Count, Number, OpenWord, SecretText, WallClock
from rollcall.protocol.ranges import within
from rollcall.protocol.users import UserId

UPLOAD_INTERVAL_MIN_S = 5  # specification, ConfigAttendLogUploader
UPLOAD_INTERVAL_MAX_S = 3600

_RECORD_QUOTES = 12  # three members, each a text
_UNREADABLE = " unreadable"  # strictjson.py strips names, so no device can send it


class AttendanceRecord(Wire, gc=False, omit_defaults=True):
    """One verification kept by the device.

    `mode` is the device's own text, often `face` or `card,fp`; `methods` splits it.
    A record that cannot be read whole has its JSON text in `unreadable` and perhaps no `time`: it
    is shown and stored, never skipped (reliability, GetAttendLog).
    """

    user_id: UserId
    time: WallClock | None
    mode: str
    unreadable: str = field(name=_UNREADABLE, default="")

    @property
    def methods(self) -> tuple[str, ...]:
        """The single methods, in lower case and without blanks (protocol-notes L5)."""
        return tuple(word for part in self.mode.split(",") if (word := part.strip().lower()))


class AttendLog(Reply):
    """One page of records.

    `start` may differ from the one asked for when older records are gone (protocol-notes L2).
    `next_position` is where to go on reading; a device may leave it out at the end (L1).
    """

    start: Count = field(name="start_pos")
    next_position: Number | UnsetType = field(name="next_pos", default=UNSET)
    records: tuple[AttendanceRecord, ...] = field(name="logs")

    def quotes(self) -> int:
        """Count without writing: a page of 100 records has its time budget (desktop/README.md)."""
        if None in [record.time for record in self.records]:
            return -1  # null has no quotes, so the count would prove nothing
        members = 2 if self.next_position is UNSET else 3
        return 2 * members + _RECORD_QUOTES * len(self.records)

    @classmethod
    def rescued(cls, payload: object, original: object) -> object:
        """Keep every record of the page, those that cannot be read as their own JSON text."""
        match payload, original:
            case {"logs": list(records)}, {"logs": list(given)}:
                kept = [_kept(*each) for each in zip(records, given, strict=True)]
                return {**payload, "logs": kept}  # type: ignore[dict-item]  # matched above
            case _:
                return payload


class GetAttendLog(Query[AttendLog]):
    """Ask for records from a position on (specification, GetAttendLog)."""

    start: Count | UnsetType = field(name="start_pos", default=UNSET)


class EraseAttendLog(Change[Success]):
    """Erase the records before `end`, itself not included (specification, EraseAttendLog; L4)."""

    end: Count = field(name="end_pos")


class ConfigAttendLogUploader(Change[Success]):
    """Have the device send its records to `target`, each `interval_s` seconds.

    An empty target is off (protocol-notes L10). It is secret: receivers put a token into it.
    """

    target: SecretText = field(name="target_uri")
    interval_s: Annotated[int, within(UPLOAD_INTERVAL_MIN_S, UPLOAD_INTERVAL_MAX_S)] = field(
        name="interval"
    )


class UploadState(OpenWord):
    """Whether the device is sending."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class AttendLogUploaderStatus(Reply):
    """How the sending goes; `pending` records wait on the device."""

    state: UploadState = field(name="status")
    pending: Number = field(name="pending_count")


class GetAttendLogUploaderStatus(Query[AttendLogUploaderStatus]):
    """Ask how the sending goes (specification, GetAttendLogUploaderStatus)."""


class UploadAnswer(Wire):
    """What a receiver answers: the position to send from, absent when it has nothing yet."""

    next_position: Count | UnsetType = field(name="next_upload_pos", default=UNSET)


def _kept(record: object, original: object) -> object:
    """Give the record if it can be read whole, else what can be read of it beside its text."""
    members = record if isinstance(record, dict) else {}
    parts = ("user_id", "time", "mode")
    readable = {name: members[name] for name in parts if _is_read(members, name)}
    kept = {"user_id": "", "time": None, "mode": "", **readable}
    if {"user_id", "time"} <= readable.keys() and ("mode" in readable or "mode" not in members):
        return kept
    return {**kept, _UNREADABLE: msgspec.json.encode(original).decode()}


def _is_read(members: dict[str, object], name: str) -> bool:
    try:
        msgspec.convert(
            {"user_id": "", "time": None, "mode": "", name: members[name]}, AttendanceRecord
        )
    except (KeyError, msgspec.ValidationError):
        return False
    return members[name] is not None
