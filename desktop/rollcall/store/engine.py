"""The engine and its transactions, on SQLite and PostgreSQL alike.

Only the store's worker thread comes here. What the tables hold is written in their own modules.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, create_engine, event, make_url

from rollcall.protocol.errors import StoreDamaged
from rollcall.store.failures import store_errors
from rollcall.store.migrations.upgrade import SCRIPTS, Upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from sqlalchemy import Connection, Engine

_CONNECT_TIMEOUT_S: Final = 5  # PostgreSQL on the office network
_WRITES: Final = "rollcall_writes"


class Database:
    """One database, opened: whole, migrated, ready."""

    def __init__(self, target: str | Path, *, patience: timedelta, scripts: Path = SCRIPTS) -> None:
        """Open, create or upgrade the SQLite file, or the PostgreSQL database, at `target`.

        `patience` is how long to wait for another program's lock. Raises `StoreError`.
        """
        url = _url(target)
        self._path = url.render_as_string(hide_password=True)
        if url.get_backend_name() == "sqlite":
            self._path = str(url.database)
            with store_errors(self._path):
                _make_private(Path(self._path))
            self._engine = _sqlite_engine(url, patience)
        else:
            self._engine = _postgresql_engine(url, patience)
        try:
            self._prepare(Upgrade(self._path, scripts))
        except BaseException:
            self._engine.dispose()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database; raises `StoreError`."""
        try:
            with store_errors(self._path), self._engine.connect() as connection:
                yield connection
        except ValueError as error:  # what was kept as a time is none
            raise StoreDamaged(self._path) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes happen together or not at all; raises `StoreError`."""
        with store_errors(self._path), self._engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close the connection."""
        self._engine.dispose()

    def _prepare(self, upgrade: Upgrade) -> None:
        is_sqlite = self._engine.dialect.name == "sqlite"
        with self.reading() as connection:
            if is_sqlite and not _is_whole(connection):
                raise StoreDamaged(self._path)
            is_current = upgrade.is_current(connection)
        if is_sqlite:  # only now, because it writes; it is a property of the file
            self._outside_transaction("PRAGMA journal_mode=WAL")
        if is_current:
            return
        if is_sqlite:
            # Alembic's batch mode makes tables anew; without this, dropping the old one would
            # delete what refers to it. It has no effect inside a transaction.
            self._outside_transaction("PRAGMA foreign_keys=OFF")
        with self.writing() as connection:
            upgrade.run(connection)
        self._engine.dispose()  # the next connection has them on again

    def _outside_transaction(self, statement: str) -> None:
        with store_errors(self._path), closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute(statement)


def _url(target: str | Path) -> URL:
    if isinstance(target, Path) or "://" not in target:
        return URL.create("sqlite", database=str(Path(target).absolute()))
    url = make_url(target)
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database:
        return url
    raise ValueError(url.get_backend_name())


def _make_private(path: Path) -> None:
    """Create folder and file for this person only; SQLite gives its side files the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
    if sys.platform != "win32":
        with suppress(PermissionError):  # somebody else's file, shared with us
            path.chmod(0o600)


def _sqlite_engine(url: URL, patience: timedelta) -> Engine:
    engine = create_engine(
        url,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # an error's text would show names, and may be logged
        connect_args={"timeout": patience.total_seconds()},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:  # noqa: ANN401  a driver's
        # sqlite3 begins transactions by guess, and not before SELECT or DDL; so we do it.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")  # what was acknowledged survives power cuts
        # Who was erased is gone from the file too, however this SQLite was built.
        connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE waits its turn; a reader that starts to write would fail at once.
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql_engine(url: URL, patience: timedelta) -> Engine:
    lock_timeout_ms = int(patience.total_seconds() * 1000)
    return create_engine(
        url,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # an error's text would show names, and may be logged
        pool_pre_ping=True,  # the server may have been restarted since
        connect_args={
            "connect_timeout": _CONNECT_TIMEOUT_S,
            "options": f"-c lock_timeout={lock_timeout_ms}",
        },
    )


def _is_whole(connection: Connection) -> bool:
    return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"
