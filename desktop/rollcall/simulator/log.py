"""The attendance records of a simulated device (protocol-notes 3.5). uploader.py sends them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import UNSET, UnsetType, field

from rollcall.protocol.attendance import EraseAttendLog, GetAttendLog
from rollcall.protocol.command import Reply, Success, Wire
from rollcall.protocol.users import UserId
from rollcall.simulator.setup import Answers, Setup

PAGE = 100  # seen on a real device (protocol-notes 1.3)


class StoredRecord(Wire, gc=False):
    """One verification, its time as text because that is how it is given out."""

    user_id: UserId
    time: str
    mode: str


class LogPage(Reply):
    """`AttendLog` with records as stored, so that what is odd about them stays."""

    result_names: ClassVar[tuple[str, ...]] = ("AttendLog",)

    start: int = field(name="start_pos")
    next_position: int | UnsetType = field(name="next_pos", default=UNSET)
    records: tuple[StoredRecord, ...] = field(name="logs")


class Log:
    """Records by position. Positions are absolute: they survive erasing (protocol-notes L3)."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._samples: Sequence[StoredRecord] = ()
        self._own: list[StoredRecord] = []
        self._base = 0
        self.first = 0
        """Where the oldest stored record is."""
        self.answers: Answers = {GetAttendLog: self.page, EraseAttendLog: self.erase}

    def fill(self, samples: Sequence[StoredRecord]) -> None:
        """Start with sample records."""
        self._samples = samples

    @property
    def end(self) -> int:
        """Where the next record will be."""
        return self._base + len(self._samples) + len(self._own)

    def __len__(self) -> int:
        return self.end - self.first

    def read(self, start: int, end: int) -> tuple[StoredRecord, ...]:
        """Give the stored records from one position to another."""
        start = max(start, self.first) - self._base
        end = min(end, self.end) - self._base
        samples = len(self._samples)
        return (
            *self._samples[min(start, samples) : min(end, samples)],
            *self._own[max(start - samples, 0) : max(end - samples, 0)],
        )

    def add(self, record: StoredRecord) -> None:
        """Store a record; a full log loses its oldest."""
        self._own.append(record)
        limit = self._setup.profile.limits.records
        if limit is not UNSET and len(self) > limit:
            self.first = self.end - limit

    def clear(self) -> None:
        """Forget every record and count from 0 again, or go on counting."""
        self._base = self.end if self._setup.variants.is_on("clear-keeps-counting") else 0
        self._samples, self._own = (), []
        self.first = self._base

    # --- commands ---------------------------------------------------------------------------

    def page(self, command: GetAttendLog) -> LogPage:
        """Give records from a position on, or from the oldest when that is gone (L2)."""
        asked = self.first if command.start is UNSET else self._inside(command.start)
        start = min(max(asked, self.first), self.end)
        end = min(start + max(1, self._setup.variants.number("page-size-records", PAGE)), self.end)
        at_end = end == self.end and self._setup.variants.is_on("omit-next-pos-at-end")
        return LogPage(
            start=self._outside(start),
            next_position=UNSET if at_end else self._outside(end),
            records=self.read(start, end),
        )

    def erase(self, command: EraseAttendLog) -> Success:
        """Erase what is before a position, itself not included (L4)."""
        self.first = min(max(self.first, self._inside(command.end)), self.end)
        return Success()

    def _inside(self, position: int) -> int:
        step = max(1, self._setup.variants.number("position-step", 1))
        offset = self.first if self._setup.variants.is_on("relative-positions") else 0
        return -(-position // step) + offset

    def _outside(self, position: int) -> int:
        step = max(1, self._setup.variants.number("position-step", 1))
        offset = self.first if self._setup.variants.is_on("relative-positions") else 0
        return (position - offset) * step
