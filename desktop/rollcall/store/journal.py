"""What was begun on a device and has not been proven to have ended, in the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.owner import Owner, is_running, this_program
from rollcall.store.tables import journal as table
from rollcall.store.values import JournalEntry, JournalKind, require_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from rollcall.store.engine import Database
    from rollcall.store.worker import Worker


class Journal:
    """Open entries; every method raises `StoreError`.

    An entry belongs to the running program that wrote it. One whose program is gone is taken over
    by the first program of that PC that asks, and by no other: a second window, or another PC on a
    shared database, is never disturbed in what it does.
    """

    def __init__(self, database: Database, worker: Worker, *, owner: Owner | None = None) -> None:
        """Take `owner` to write in the name of another program than this process."""
        self._database = database
        self._worker = worker
        self._given_owner = owner
        self._taken_over: set[int] = set()

    async def begin(
        self,
        kind: JournalKind,
        device: DeviceUid,
        *,
        user_id: UserId = UserId(""),  # noqa: B008  # a text
        detail: str = "",
        sealed: bytes = b"",
    ) -> int:
        """Note that something begins; give the number of the entry, which no other one ever gets.

        Raises `InvalidInput` for text that cannot be kept.
        """
        for name, text in (("device", device), ("user_id", user_id), ("detail", detail)):
            require_text(name, text)
        values: dict[str, object] = {
            "at": datetime.now(UTC),
            "kind": kind.value,
            "device_uid": device,
            "user_id": user_id,
            "detail": detail,
            "sealed": sealed,
        }
        return await self._worker.run(self._begin, values)

    async def note(self, entry: int, detail: str) -> None:
        """Put other words to an open entry. Raises `InvalidInput` for text that cannot be kept."""
        require_text("detail", detail)
        await self._worker.run(self._note, entry, detail)

    async def end(self, entry: int) -> None:
        """Strike an entry out; fine for one that is gone."""
        await self._worker.run(self._end, entry)

    async def left_behind(self) -> tuple[JournalEntry, ...]:
        """Give the entries of this PC whose program is gone, oldest first.

        They belong to this program from now on; asked again, it gives those still open.
        """
        return await self._worker.run(self._left_behind)

    async def sealed_of(self, user_id: UserId) -> tuple[JournalEntry, ...]:
        """Give the entries that hold something of a user, on any device and of any program."""
        require_text("user_id", user_id)
        return await self._worker.run(self._sealed_of, user_id)

    @property
    def _owner(self) -> Owner:
        return self._given_owner or this_program()

    def _begin(self, values: dict[str, object]) -> int:
        statement = insert(table).values(values | {"owner": str(self._owner)})
        with self._database.writing() as connection:
            number: int = connection.execute(statement.returning(table.c.id)).scalar_one()
        return number

    def _note(self, entry: int, detail: str) -> None:
        with self._database.writing() as connection:
            connection.execute(update(table).where(table.c.id == entry).values(detail=detail))

    def _end(self, entry: int) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.id == entry))
        self._taken_over.discard(entry)

    def _sealed_of(self, user_id: UserId) -> tuple[JournalEntry, ...]:
        held = select(table).where(table.c.user_id == user_id, table.c.sealed != b"")
        with self._database.reading() as connection:
            rows = connection.execute(held.order_by(table.c.id)).mappings().all()
        return tuple(map(_entry, rows))

    def _left_behind(self) -> tuple[JournalEntry, ...]:
        with self._database.reading() as connection:
            # A file is of this PC alone, whatever the PC was called then: WAL needs shared memory.
            is_file = connection.dialect.name == "sqlite"
            rows = connection.execute(select(table).order_by(table.c.id)).mappings().all()
            entries = {row["id"]: _entry(row) for row in rows}
            gone = [
                row
                for row in rows
                if row["id"] not in self._taken_over
                and self._is_gone(Owner.parse(row["owner"]), is_file=is_file)
            ]
        if gone:
            self._take_over(gone)
        return tuple(entry for id, entry in entries.items() if id in self._taken_over)

    def _is_gone(self, owner: Owner, *, is_file: bool) -> bool:
        is_here = is_file or owner.node == self._owner.node
        return is_here and owner != self._owner and not is_running(owner)

    def _take_over(self, rows: Sequence[RowMapping]) -> None:
        taken: set[int] = set()
        with self._database.writing() as connection:
            for row in rows:
                # Another window may have been faster.
                still = (table.c.id == row["id"]) & (table.c.owner == row["owner"])
                statement = update(table).where(still).values(owner=str(self._owner))
                if connection.execute(statement).rowcount:
                    taken.add(row["id"])
        self._taken_over |= taken


def _entry(row: RowMapping) -> JournalEntry:
    return JournalEntry(
        id=row["id"],
        at=row["at"],
        kind=JournalKind(row["kind"]),
        device=row["device_uid"],
        user_id=row["user_id"],
        detail=row["detail"],
        sealed=row["sealed"],
    )
