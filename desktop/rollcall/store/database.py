"""The store as others see it: opened, used and closed without waiting in the window's thread.

SQLAlchemy and Alembic are imported in the store's own thread when it is opened, because that
takes longer than showing the window.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rollcall.store.worker import Worker

if TYPE_CHECKING:
    from rollcall.store.audit import Audit
    from rollcall.store.devices import Devices
    from rollcall.store.engine import Database
    from rollcall.store.journal import Journal
    from rollcall.store.owner import Owner
    from rollcall.store.removals import Removals
    from rollcall.store.tombstones import Tombstones
    from rollcall.store.users import Users

PATIENCE: Final = timedelta(seconds=3)  # another program's write takes milliseconds


class Store:
    """What this PC remembers.

    Attributes:
        devices: the known devices.
        users: their users as last read.
        audit: what was done.
        journal: what was begun on a device and has not ended.
        removals: who is to be removed from a device that is off.
        tombstones: who was erased, as keyed hashes.
    """

    devices: Devices
    users: Users
    audit: Audit
    journal: Journal
    removals: Removals
    tombstones: Tombstones

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._database: Database | None = None

    @classmethod
    async def open(
        cls, target: str | Path, *, patience: timedelta = PATIENCE, owner: Owner | None = None
    ) -> Store:
        """Open the SQLite file at a path, or a database by its `postgresql://` URL.

        Creates or upgrades it first if need be; `patience` is how long any call waits for
        another program's lock; `owner` is whom the journal names in place of this process.
        Raises `StoreDamaged`, `StoreLocked`, `StoreFull`, `StoreTooNew`.
        """
        store = cls(Worker())
        try:
            await store._worker.run(store._open, target, patience, owner)
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """Finish what was begun, close the database and end the thread; a second time is fine."""
        await self._worker.end(self._close)

    def _open(self, target: str | Path, patience: timedelta, owner: Owner | None) -> None:
        from rollcall.store.audit import Audit
        from rollcall.store.devices import Devices
        from rollcall.store.engine import Database
        from rollcall.store.journal import Journal
        from rollcall.store.removals import Removals
        from rollcall.store.tombstones import Tombstones
        from rollcall.store.users import Users

        self._database = database = Database(target, patience=patience)
        self.devices = Devices(database, self._worker)
        self.users = Users(database, self._worker)
        self.audit = Audit(database, self._worker)
        self.journal = Journal(database, self._worker, owner=owner)
        self.removals = Removals(database, self._worker)
        self.tombstones = Tombstones(database, self._worker)

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
