"""Errors of SQLite, PostgreSQL and the file system, told as the store's own."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import exc

from rollcall.protocol.errors import StoreDamaged, StoreError, StoreFull, StoreLocked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Primary result codes (https://sqlite.org/rescode.html). What cannot be opened or written is
# told as locked: another program, or a missing permission, holds it.
_SQLITE: Final[Mapping[int, type[StoreError]]] = {
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_BUSY: StoreLocked,
    sqlite3.SQLITE_LOCKED: StoreLocked,
    sqlite3.SQLITE_CANTOPEN: StoreLocked,
    sqlite3.SQLITE_READONLY: StoreLocked,
    sqlite3.SQLITE_PERM: StoreLocked,
    sqlite3.SQLITE_PROTOCOL: StoreLocked,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_IOERR: StoreDamaged,
}
# SQLite says FULL for ENOSPC only; a quota or size limit comes as a failed write.
_SQLITE_WRITE_FAILED: Final = {sqlite3.SQLITE_IOERR_WRITE}
# SQLSTATE, whole or by its class of two characters (PostgreSQL documentation, appendix A).
_POSTGRESQL: Final[Mapping[str, type[StoreError]]] = {
    "53100": StoreFull,
    "53": StoreLocked,
    "55P03": StoreLocked,
    "40": StoreLocked,
    "57": StoreLocked,
    "08": StoreLocked,
    "28": StoreLocked,
    "3D": StoreLocked,
    "42501": StoreLocked,
    "25006": StoreLocked,
    "58": StoreDamaged,
    "XX": StoreDamaged,
}
_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def store_errors(path: str) -> Iterator[None]:
    """Raise a `StoreError` naming `path` for what the outside world did; let bugs through."""
    try:
        yield
    except (exc.DBAPIError, sqlite3.Error) as error:
        original = error.orig if isinstance(error, exc.DBAPIError) else error
        meaning = _meaning(original)
        if meaning is None:
            raise
        raise meaning(path) from error
    except OSError as error:
        raise (StoreFull if error.errno in _NO_ROOM else StoreLocked)(path) from error


def _meaning(error: BaseException | None) -> type[StoreError] | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return StoreFull if code in _SQLITE_WRITE_FAILED else _SQLITE.get(code & 0xFF)
    if isinstance(error, sqlite3.Error):  # of the driver itself, which gives no code
        return StoreDamaged if "decode to UTF-8" in str(error) else None
    state = getattr(error, "sqlstate", None)
    if state is None:  # psycopg: no connection came about, or it broke
        return StoreLocked if type(error).__name__ == "OperationalError" else None
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
