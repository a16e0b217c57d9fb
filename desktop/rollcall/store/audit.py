"""What was done, by whom, to which device, with what result: only ever added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict
from sqlalchemy import insert, select

from rollcall.store.tables import audit as table
from rollcall.store.values import AuditEntry, require_storable

if TYPE_CHECKING:
    from rollcall.store.engine import Database
    from rollcall.store.worker import Worker

_VALUES = [column for column in table.c if column is not table.c.id]


class Audit:
    """The audit trail; every method raises `StoreError`."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker

    async def add(self, entry: AuditEntry) -> None:
        """Append an entry; raises `InvalidInput` for text that cannot be kept."""
        require_storable(entry)
        await self._worker.run(self._add, entry)

    async def latest(self, limit: int = 500) -> tuple[AuditEntry, ...]:
        """Give the entries added last, newest first."""
        return await self._worker.run(self._latest, limit)

    def _add(self, entry: AuditEntry) -> None:
        with self._database.writing() as connection:
            connection.execute(insert(table), asdict(entry))

    def _latest(self, limit: int) -> tuple[AuditEntry, ...]:
        newest = select(*_VALUES).order_by(table.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(newest).mappings().all()
        return tuple(AuditEntry(**row) for row in rows)
