"""Who is to be removed from devices that could not be reached, in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.tables import device as devices
from rollcall.store.tables import removal as table
from rollcall.store.tables import upsert
from rollcall.store.values import PendingRemoval, require_storable, require_text

if TYPE_CHECKING:
    from rollcall.store.engine import Database
    from rollcall.store.worker import Worker


class Removals:
    """Pending removals; every method raises `StoreError`.

    Those of a device that is not known, or no longer, are not kept: nobody could carry them out,
    and the names in them would stay on this PC for nothing.
    """

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker

    async def add(self, removal: PendingRemoval) -> None:
        """Keep one, in place of an earlier one of the same user and device.

        An erasure stays one, though the same person is only to be removed later. Raises
        `InvalidInput` for text that cannot be kept.
        """
        require_storable(removal)
        await self._worker.run(self._add, removal)

    async def done(self, device: DeviceUid, user_id: UserId) -> None:
        """Drop one: carried out, or not wanted any more. Fine for one that is gone."""
        require_text("device", device)
        require_text("user_id", user_id)
        await self._worker.run(self._done, device, user_id)

    async def all(self) -> tuple[PendingRemoval, ...]:
        """Give them all, in the order they were asked for."""
        return await self._worker.run(self._all)

    def _add(self, removal: PendingRemoval) -> None:
        row = {
            "device_uid": removal.device,
            "user_id": removal.user_id,
            "name": removal.name,
            "asked_at": removal.asked_at,
            "who": removal.who,
        }
        # Kept from being forgotten by another PC meanwhile.
        known = select(devices.c.uid).where(devices.c.uid == removal.device)
        with self._database.writing() as connection:
            if connection.execute(known.with_for_update(read=True)).first() is None:
                return
            same = (table.c.device_uid == removal.device) & (table.c.user_id == removal.user_id)
            erasures = select(table).where(same, table.c.name == removal.name, table.c.is_erasure)
            is_erasure = removal.is_erasure or connection.execute(erasures).first() is not None
            upsert(connection, table, [row | {"is_erasure": is_erasure}])

    def _done(self, device: DeviceUid, user_id: UserId) -> None:
        which = (table.c.device_uid == device) & (table.c.user_id == user_id)
        with self._database.writing() as connection:
            connection.execute(delete(table).where(which))

    def _all(self) -> tuple[PendingRemoval, ...]:
        oldest = select(table).order_by(table.c.asked_at, table.c.device_uid, table.c.user_id)
        with self._database.reading() as connection:
            rows = connection.execute(oldest).mappings().all()
        return tuple(
            PendingRemoval(
                device=row["device_uid"],
                user_id=row["user_id"],
                name=row["name"],
                asked_at=row["asked_at"],
                who=row["who"],
                is_erasure=row["is_erasure"],
            )
            for row in rows
        )
