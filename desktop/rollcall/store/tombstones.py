"""Who was erased on purpose, in the database: keyed hashes, of which nothing here knows the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from rollcall.store.tables import tombstone as table
from rollcall.store.tables import upsert
from rollcall.store.values import Tombstone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rollcall.store.engine import Database
    from rollcall.store.worker import Worker


class Tombstones:
    """Kept until they are dropped; every method raises `StoreError`."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker

    async def add(self, tombstones: Iterable[Tombstone]) -> None:
        """Keep these; one of a person who has one takes its place."""
        await self._worker.run(self._add, tuple(tombstones))

    async def drop(self, tombstones: Iterable[Tombstone]) -> None:
        """Drop these; fine for those that are gone."""
        await self._worker.run(self._drop, tuple(tombstones))

    async def all(self) -> tuple[Tombstone, ...]:
        """Give them all, in no order that would tell anything."""
        return await self._worker.run(self._all)

    def _add(self, tombstones: tuple[Tombstone, ...]) -> None:
        rows = [
            {"person": each.person, "user_id": each.user_id, "name": each.name, "key": each.key}
            for each in tombstones
        ]
        with self._database.writing() as connection:
            upsert(connection, table, rows)

    def _drop(self, tombstones: tuple[Tombstone, ...]) -> None:
        with self._database.writing() as connection:
            for each in tombstones:
                connection.execute(delete(table).where(table.c.person == each.person))

    def _all(self) -> tuple[Tombstone, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.person)).mappings().all()
        return tuple(
            Tombstone(
                person=row["person"], user_id=row["user_id"], name=row["name"], key=row["key"]
            )
            for row in rows
        )
