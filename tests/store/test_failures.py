"""Each foreign error of the outside world is told as one of ours, and bugs are not."""

from __future__ import annotations

import errno
import sqlite3

import psycopg.errors
import pytest
from sqlalchemy.exc import DBAPIError, ProgrammingError, StatementError

from rollcall.protocol.errors import StoreDamaged, StoreError, StoreFull, StoreLocked
from rollcall.store.failures import store_errors


def sqlite_error(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorcode = getattr(sqlite3, name)
    return error


def named(value: object) -> str:
    return value.__name__ if isinstance(value, type) else f"{type(value).__name__} {value}"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (sqlite_error("SQLITE_FULL"), StoreFull),
        (sqlite_error("SQLITE_IOERR_WRITE"), StoreFull),
        (sqlite_error("SQLITE_IOERR_READ"), StoreDamaged),
        (sqlite_error("SQLITE_CORRUPT"), StoreDamaged),
        (sqlite_error("SQLITE_CORRUPT_INDEX"), StoreDamaged),
        (sqlite_error("SQLITE_NOTADB"), StoreDamaged),
        (sqlite_error("SQLITE_BUSY"), StoreLocked),
        (sqlite_error("SQLITE_BUSY_SNAPSHOT"), StoreLocked),
        (sqlite_error("SQLITE_LOCKED"), StoreLocked),
        (sqlite_error("SQLITE_CANTOPEN"), StoreLocked),
        (sqlite_error("SQLITE_READONLY_DIRECTORY"), StoreLocked),
        (psycopg.OperationalError("connection refused"), StoreLocked),
        (psycopg.errors.DiskFull(), StoreFull),
        (psycopg.errors.TooManyConnections(), StoreLocked),
        (psycopg.errors.LockNotAvailable(), StoreLocked),
        (psycopg.errors.DeadlockDetected(), StoreLocked),
        (psycopg.errors.AdminShutdown(), StoreLocked),
        (psycopg.errors.InvalidPassword(), StoreLocked),
        (psycopg.errors.InsufficientPrivilege(), StoreLocked),
        (psycopg.errors.DataCorrupted(), StoreDamaged),
        (psycopg.errors.IndexCorrupted(), StoreDamaged),
    ],
    ids=named,
)
def test_a_drivers_error_is_told_as_ours(error: Exception, expected: type[StoreError]) -> None:
    wrapped = DBAPIError("SELECT 1", {}, error)
    with pytest.raises(StoreError) as caught, store_errors("rollcall.db"):
        raise wrapped
    assert type(caught.value) is expected
    assert caught.value.path == "rollcall.db"
    assert caught.value.__cause__ is wrapped


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, StoreFull),
        (errno.EDQUOT, StoreFull),
        (errno.EACCES, StoreLocked),
        (errno.EROFS, StoreLocked),
    ],
)
def test_a_file_systems_error_is_told_as_ours(number: int, expected: type[StoreError]) -> None:
    with pytest.raises(expected), store_errors("rollcall.db"):
        raise OSError(number, "told by the system")


@pytest.mark.parametrize(
    "bug",
    [
        KeyError("column"),
        StatementError("wrong parameters", "SELECT ?", {}, ValueError()),
        ProgrammingError("SELEC 1", {}, sqlite_error("SQLITE_ERROR")),
        ProgrammingError("SELEC 1", {}, psycopg.errors.SyntaxError()),
        ProgrammingError("SELECT 1", {}, sqlite3.ProgrammingError("closed database")),
        ProgrammingError("SELECT 1", {}, psycopg.DataError("NUL")),
    ],
    ids=named,
)
def test_a_bug_stays_what_it_is(bug: Exception) -> None:
    with pytest.raises(type(bug)) as caught, store_errors("rollcall.db"):
        raise bug
    assert caught.value is bug
