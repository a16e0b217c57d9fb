"""What is noted on this PC before a device is changed, so that a crash can be put in order.

`store/journal.py` is the real one. A lock, a capture and a write are each noted before they begin and
struck out when their end was proven; what is still there at the next start was cut short.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId

__all__ = ["Journal", "JournalEntry", "JournalKind"]


class JournalKind(StrEnum):
    """What was begun; the words are kept in the store, so they never change."""

    LOCK = "lock"
    JOB = "job"
    WRITE = "write"


class JournalEntry(Struct, frozen=True, kw_only=True):
    """Something that was begun. No template, password or card number but in `sealed`."""

    id: int
    at: datetime
    """Aware."""
    kind: JournalKind
    device: DeviceUid
    user_id: UserId = UserId("")
    detail: str = ""
    """A few words for the kind that wrote it: the number and method of a job, for example."""
    sealed: bytes = b""
    """Encrypted with a key of the keyring; empty where there is no keyring."""


class Journal(Protocol):
    """Every method raises `StoreError`; what it says was kept survives a power cut."""

    async def begin(
        self,
        kind: JournalKind,
        device: DeviceUid,
        *,
        user_id: UserId = UserId(""),  # noqa: B008  # a text
        detail: str = "",
        sealed: bytes = b"",
    ) -> int:
        """Note that something begins; give the number of the entry."""

    async def note(self, entry: int, detail: str) -> None:
        """Put other words to an open entry: how far it has come."""

    async def end(self, entry: int) -> None:
        """Strike an entry out: its end was proven. Fine for one that is gone."""

    async def left_behind(self) -> tuple[JournalEntry, ...]:
        """Give the entries of this PC that no running program holds, oldest first."""
