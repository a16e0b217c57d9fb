"""The tables as the newest migration leaves them; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """Aware times, kept in UTC; SQLite itself knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

device = Table(
    "device",
    metadata,
    Column("uid", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("port", Integer, nullable=False),
    Column("https", Boolean, nullable=False),
    Column("pin", Text),
    Column("keyed", Boolean, nullable=False),
    Column("last_seen", UtcDateTime),
)

device_user = Table(
    "device_user",
    metadata,
    Column("device_uid", ForeignKey("device.uid", ondelete="CASCADE"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("privilege", Text, nullable=False),
    Column("face", Boolean),
    Column("fingers", Integer),
    Column("palms", Integer),
    Column("card", Boolean),
    Column("password", Boolean),
)

# No foreign key: what was done to a device outlives it.
audit = Table(
    "audit",
    metadata,
    # SQLite numbers rows by itself only when the type is exactly INTEGER.
    Column(
        "id", BigInteger().with_variant(Integer, "sqlite"), Identity(always=True), primary_key=True
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("device_uid", Text),
    Column("device_name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("details", Text, nullable=False),
)


# No foreign key either: a device that was forgotten may still be locked.
journal = Table(
    "journal",
    metadata,
    Column(
        "id", BigInteger().with_variant(Integer, "sqlite"), Identity(always=True), primary_key=True
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("device_uid", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("owner", Text, nullable=False),
    sqlite_autoincrement=True,  # else the number of an entry struck out is given once more
)

removal = Table(
    "removal",
    metadata,
    Column("device_uid", ForeignKey("device.uid", ondelete="CASCADE"), primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("is_erasure", Boolean, nullable=False, server_default=false()),
)

# Keyed hashes alone: no time, no device, no other row that would tell who it is.
tombstone = Table(
    "tombstone",
    metadata,
    Column("person", LargeBinary, primary_key=True),
    Column("user_id", LargeBinary, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("key", LargeBinary, nullable=False),
)


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or replace the columns of those that are there by primary key."""
    if not rows:
        return
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    key = [column.name for column in table.primary_key]
    others = {name: statement.excluded[name] for name in table.c.keys() if name not in key}  # noqa: SIM118
    connection.execute(
        statement.on_conflict_do_update(index_elements=key, set_=others), [dict(r) for r in rows]
    )
