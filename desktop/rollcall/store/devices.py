"""The devices the administrator keeps in the list, in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict
from sqlalchemy import delete, select

from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.store.tables import device as table
from rollcall.store.tables import upsert
from rollcall.store.values import KnownDevice, require_storable, require_text

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from rollcall.store.engine import Database
    from rollcall.store.worker import Worker


class Devices:
    """Known devices; every method raises `StoreError`."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker

    async def all(self) -> tuple[KnownDevice, ...]:
        """Give all known devices, by uid."""
        return await self._worker.run(self._all)

    async def save(self, device: KnownDevice) -> None:
        """Remember the device, or replace what was known of it; its users stay remembered.

        Raises `InvalidInput` for text that cannot be kept.
        """
        require_storable(device)
        await self._worker.run(self._save, device)

    async def forget(self, uid: DeviceUid) -> None:
        """Drop the device and what is remembered of its users."""
        require_text("uid", uid)
        await self._worker.run(self._forget, uid)

    def _all(self) -> tuple[KnownDevice, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(select(table)).mappings().all()
        return tuple(sorted(map(_known_device, rows), key=lambda known: known.uid))

    def _save(self, device: KnownDevice) -> None:
        with self._database.writing() as connection:
            upsert(connection, table, [_row(device)])

    def _forget(self, uid: DeviceUid) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.uid == uid))


def _row(device: KnownDevice) -> dict[str, Any]:
    row = asdict(device)
    return row | asdict(row.pop("address"))


def _known_device(row: RowMapping) -> KnownDevice:
    values = dict(row)
    address = Address(values.pop("host"), values.pop("port"), values.pop("https"))
    return KnownDevice(address=address, **values)
