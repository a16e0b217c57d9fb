"""A journal made of a dictionary; `store/journal.py` is the real one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.changing.journal import JournalEntry, JournalKind
from tests.usecases.fakes import NOW


class FakeJournal:
    """Keeps entries; `trouble` is raised by everything that writes.

    `entries` are those open now, `ever` all that were begun here.
    """

    def __init__(self, *left: JournalEntry) -> None:
        self.entries: dict[int, JournalEntry] = {}
        self.ever: list[JournalEntry] = []
        self.trouble: AppError | None = None
        self.pause_s = 0.0
        self.told: Callable[[str], None] = lambda _: None
        self._left: list[JournalEntry] = []
        self.leave(*left)

    async def begin(
        self,
        kind: JournalKind,
        device: DeviceUid,
        *,
        user_id: UserId = UserId(""),  # noqa: B008  # a text
        detail: str = "",
        sealed: bytes = b"",
    ) -> int:
        await self._write("begin")
        entry = JournalEntry(
            id=max((each.id for each in (*self._left, *self.ever)), default=0) + 1,
            at=NOW,
            kind=kind,
            device=device,
            user_id=user_id,
            detail=detail,
            sealed=sealed,
        )
        self.entries[entry.id] = entry
        self.ever.append(entry)
        return entry.id

    async def note(self, entry: int, detail: str) -> None:
        await self._write("note")
        self.entries[entry] = replace(self.entries[entry], detail=detail)

    async def end(self, entry: int) -> None:
        await self._write("end")
        self.entries.pop(entry, None)

    def leave(self, *entries: JournalEntry) -> None:
        """Let another program end with these open."""
        self.entries |= {entry.id: entry for entry in entries}
        self._left += entries

    async def left_behind(self) -> tuple[JournalEntry, ...]:
        """Give what another program left; what this one began is held by it."""
        await asyncio.sleep(self.pause_s)
        return tuple(entry for entry in self._left if entry.id in self.entries)

    async def sealed_of(self, user_id: UserId) -> tuple[JournalEntry, ...]:
        found = (each for each in self.entries.values() if each.user_id == user_id)
        return tuple(each for each in found if each.sealed)

    async def _write(self, what: str) -> None:
        await asyncio.sleep(0)
        self.told(what)
        if self.trouble is not None:
            raise self.trouble
