"""Tombstones made of a dictionary; `store/tombstones.py` is the real one."""

from __future__ import annotations

from collections.abc import Iterable

from rollcall.protocol.errors import AppError
from rollcall.store.values import Tombstone

KEY = b"k" * 32


class FakeTombstones:
    """Keeps them; `trouble` is raised by everything."""

    def __init__(self) -> None:
        self.kept: dict[bytes, Tombstone] = {}
        self.trouble: AppError | None = None

    async def add(self, tombstones: Iterable[Tombstone]) -> None:
        self._raise()
        self.kept |= {each.person: each for each in tombstones}

    async def drop(self, tombstones: Iterable[Tombstone]) -> None:
        self._raise()
        for each in tombstones:
            self.kept.pop(each.person, None)

    async def all(self) -> tuple[Tombstone, ...]:
        self._raise()
        return tuple(self.kept.values())

    def _raise(self) -> None:
        if self.trouble is not None:
            raise self.trouble


class FakeSealKey:
    """Gives a key, or None while it is `locked`."""

    def __init__(self, key: bytes = KEY) -> None:
        self.key = key
        self.locked = False
        self.asked = 0

    async def __call__(self) -> bytes | None:
        self.asked += 1
        return None if self.locked else self.key
