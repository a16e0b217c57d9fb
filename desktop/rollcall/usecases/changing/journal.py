"""What is noted on this PC before a device is changed, so that a crash can be put in order.

`store/journal.py` is the real one. A lock, a capture and a write are each noted before they begin
and struck out when their end was proven; what is still there at the next start was cut short.
"""

from __future__ import annotations

from typing import Protocol

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import JournalEntry, JournalKind

__all__ = ["Journal", "JournalEntry", "JournalKind"]


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
        """Give the entries of this PC that no running program holds, oldest first.

        They belong to this program from now on; asked again, it gives those still open.
        """
