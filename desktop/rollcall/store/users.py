"""The users of each device as they were last read, in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict
from sqlalchemy import delete, select

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.tables import device as devices
from rollcall.store.tables import device_user as table
from rollcall.store.tables import upsert
from rollcall.store.values import RememberedUser, require_storable, require_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from rollcall.store.engine import Database
    from rollcall.store.worker import Worker

_VALUES = [column for column in table.c if column is not table.c.device_uid]


class Users:
    """Remembered users; every method raises `StoreError`.

    Users of a device that is not known, or no longer, are not remembered.
    """

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        """Give the device's users, by id compared as text."""
        require_text("uid", uid)
        return await self._worker.run(self._of, uid)

    async def replace(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        """Remember exactly these users of the device; of one id twice, the last counts.

        Raises `InvalidInput` for text that cannot be kept.
        """
        require_text("uid", uid)
        await self._worker.run(self._put, uid, _storable(users), alone=True)

    async def update(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        """Remember these users besides the others; raises like `replace`."""
        require_text("uid", uid)
        await self._worker.run(self._put, uid, _storable(users), alone=False)

    def _of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(select(*_VALUES).where(table.c.device_uid == uid)).all()
        users = (RememberedUser(**row._mapping) for row in rows)  # noqa: SLF001  public, says its documentation
        return tuple(sorted(users, key=lambda user: user.id))

    def _put(self, uid: DeviceUid, users: dict[UserId, RememberedUser], *, alone: bool) -> None:
        with self._database.writing() as connection:
            if not _is_known(connection, uid):
                return
            if alone:
                connection.execute(delete(table).where(table.c.device_uid == uid))
            rows = [{"device_uid": uid} | asdict(user) for user in users.values()]
            upsert(connection, table, rows)


def _storable(users: Iterable[RememberedUser]) -> dict[UserId, RememberedUser]:
    by_id = {user.id: user for user in users}
    for user in by_id.values():
        require_storable(user)
    return by_id


def _is_known(connection: Connection, uid: DeviceUid) -> bool:
    """Tell whether the device is there, and keep another PC from forgetting it meanwhile."""
    row = select(devices.c.uid).where(devices.c.uid == uid).with_for_update(read=True)
    return connection.execute(row).first() is not None
