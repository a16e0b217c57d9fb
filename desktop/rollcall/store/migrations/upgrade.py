"""Finds out which version a database has, and brings it to the newest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from rollcall.protocol.errors import StoreDamaged, StoreTooNew
from rollcall.store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Plain files beside this module, in a checkout, a wheel and a bundle alike.
SCRIPTS: Final = Path(__file__).resolve().parent
VERSION_TABLE: Final = "rollcall_version"  # a shared server may hold other programs' tables
COPY_SUFFIX: Final = ".before-upgrade"

_LOCK: Final = 0x526F6C6C63616C6C  # any number that is ours: "Rollcall"


class Upgrade:
    """The way from any older version to the newest."""

    def __init__(self, path: str, scripts: Path = SCRIPTS) -> None:
        """Take the path that errors name, and the folder of the migration scripts."""
        self._path = path
        self._config = Config()
        # The configuration format reads % as the start of a reference.
        self._config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        self._config.set_main_option("path_separator", "os")
        self._scripts = ScriptDirectory.from_config(self._config)

    def is_current(self, connection: Connection) -> bool:
        """Tell whether nothing is to do.

        Raises `StoreTooNew` for a version this program does not know, and `StoreDamaged` for a
        database that is not a store, or not a whole one.
        """
        return self._version(connection) == self._scripts.get_current_head()

    def run(self, connection: Connection) -> None:
        """Upgrade in the connection's transaction, after a copy of a SQLite file that has data.

        Raises like `is_current`, and whatever fails leaves the old version.
        """
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:  # two PCs may start the new program at the same time
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        version = self._version(connection)  # as it is now that nobody else can write
        if version == self._scripts.get_current_head():
            return
        if is_sqlite and version is not None:
            _copy(Path(self._path))
        self._config.attributes["connection"] = connection
        self._config.attributes["version_table"] = VERSION_TABLE
        command.upgrade(self._config, "head")
        if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreDamaged(self._path)

    def _version(self, connection: Connection) -> str | None:
        """Give the database's version, or None for an empty database."""
        tables = set(inspect(connection).get_table_names())
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        heads = context.get_current_heads()
        if not heads:
            # Ours without a version, or, in a file, anything that is not ours.
            foreign = (
                tables if connection.dialect.name == "sqlite" else tables & set(metadata.tables)
            )
            if foreign:
                raise StoreDamaged(self._path)
            return None
        known = {script.revision for script in self._scripts.walk_revisions()}
        if not known.issuperset(heads):
            raise StoreTooNew(self._path)
        if heads[0] == self._scripts.get_current_head() and not tables.issuperset(metadata.tables):
            raise StoreDamaged(self._path)
        return heads[0]


def _copy(path: Path) -> None:
    """Copy the file as it is, with what is still in its log; the last copy is kept."""
    copy = path.with_name(path.name + COPY_SUFFIX)
    unfinished = copy.with_name(copy.name + ".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    with (
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(unfinished)) as new,
    ):
        old.backup(new)
    unfinished.replace(copy)
