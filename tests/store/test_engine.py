"""Damaged, locked, full and foreign databases each end in one error, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from rollcall.protocol.address import Address
from rollcall.protocol.errors import StoreDamaged, StoreError, StoreFull, StoreLocked
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store import KnownDevice, RememberedUser, Store
from rollcall.store.engine import Database

FRONT = KnownDevice(uid=DeviceUid("00a1"), name="Front door", address=Address("127.0.0.2"))
IMPATIENT = timedelta(milliseconds=50)
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps other rights")


async def filled(path: Path) -> None:
    """Make a store with some pages of users."""
    store = await Store.open(path)
    await store.devices.save(FRONT)
    await store.users.replace(FRONT.uid, some_users(2000))
    await store.close()


def some_users(count: int) -> list[RememberedUser]:
    return [
        RememberedUser(id=UserId(f"{n}"), name="张伟" * 20, department="", privilege="USER")
        for n in range(count)
    ]


@contextmanager
def each_connection(statement: str) -> Iterator[None]:
    """Run a statement on every connection the store opens meanwhile."""

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(statement)

    event.listen(Engine, "connect", prepare)
    try:
        yield
    finally:
        event.remove(Engine, "connect", prepare)


async def test_the_file_keeps_what_was_acknowledged(path: Path) -> None:
    store = await Store.open(path)
    try:
        wal_and_full = (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1))
        for pragma, expected in (*wal_and_full, ("secure_delete", 1)):
            assert store._database is not None
            assert await store._worker.run(_pragma, store, pragma) == expected
    finally:
        await store.close()


def _pragma(store: Store, name: str) -> object:
    assert store._database is not None
    with store._database.reading() as connection:
        value: object = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
    return value


@posix
async def test_folder_and_files_are_private(path: Path) -> None:
    store = await Store.open(path)
    await store.devices.save(FRONT)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    await store.close()
    assert set(modes) == {"rollcall.db", "rollcall.db-wal", "rollcall.db-shm"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@posix
async def test_a_file_that_others_may_read_becomes_private(path: Path) -> None:
    await filled(path)
    path.chmod(0o644)
    await filled(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"not a database\n" * 500, id="text"),
        pytest.param(b"SQLite format 3\0" + b"\xff" * 4080, id="only a head"),
        pytest.param(b"PK\x03\x04", id="short"),
    ],
)
async def test_open_leaves_a_file_alone_when_it_is_not_a_database(
    path: Path, content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreDamaged) as caught:
        await Store.open(path)
    assert caught.value.path == str(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("damage", ["middle", "cut", "head"])
async def test_open_leaves_a_file_alone_when_it_is_damaged(path: Path, damage: str) -> None:
    await filled(path)
    content = bytearray(path.read_bytes())
    if damage == "middle":
        content[len(content) // 4 : len(content) // 2] = b"\xa5" * (len(content) // 4)
    elif damage == "cut":
        del content[len(content) // 2 :]
    else:
        content[100:4096] = bytes(3996)
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        await Store.open(path)
    assert path.read_bytes() == content


async def test_open_leaves_another_programs_database_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE recipe (name TEXT)")
    content = path.read_bytes()
    with pytest.raises(StoreDamaged):
        await Store.open(path)
    assert path.read_bytes() == content


async def test_open_fails_when_a_table_is_gone(path: Path) -> None:
    await filled(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE audit")
    with pytest.raises(StoreDamaged):
        await Store.open(path)


async def test_open_makes_a_store_of_an_empty_file(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    await filled(path)


async def test_open_fails_when_there_is_a_folder_in_its_place(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreLocked):
        await Store.open(path)


async def test_open_fails_when_a_file_is_in_the_folders_place(path: Path) -> None:
    path.parent.write_text("not a folder")
    with pytest.raises(StoreLocked):
        await Store.open(path)


async def test_open_fails_when_another_program_holds_the_file(path: Path) -> None:
    await filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreLocked):
            await Store.open(path, patience=IMPATIENT)
    await filled(path)


async def test_save_fails_when_another_program_writes_and_works_when_it_ended(path: Path) -> None:
    store = await Store.open(path, patience=IMPATIENT)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked):
            await store.devices.save(FRONT)
        assert await store.devices.all() == ()
        other.execute("ROLLBACK")
    await store.devices.save(FRONT)
    assert await store.devices.all() == (FRONT,)
    await store.close()


async def test_a_write_that_reads_first_waits_for_another_programs(path: Path) -> None:
    await filled(path)
    store = await Store.open(path)
    waiting = threading.Event()

    def notice(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.startswith(("BEGIN IMMEDIATE", "DELETE")):
            waiting.set()

    event.listen(Engine, "before_cursor_execute", notice)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE device SET name = 'changed elsewhere'")
        writing = asyncio.create_task(store.users.replace(FRONT.uid, some_users(2)))
        await asyncio.to_thread(waiting.wait)
        other.execute("COMMIT")
        await writing
    event.remove(Engine, "before_cursor_execute", notice)
    assert await store.users.of(FRONT.uid) == tuple(some_users(2))
    await store.close()


async def test_nothing_changes_when_the_disk_is_full(path: Path) -> None:
    few = some_users(3)
    await filled(path)
    pages = path.stat().st_size // 4096
    with each_connection(f"PRAGMA max_page_count={pages + 2}"):
        store = await Store.open(path)
        await store.users.replace(FRONT.uid, few)
        with pytest.raises(StoreFull):
            await store.users.update(FRONT.uid, some_users(9000))
        assert await store.users.of(FRONT.uid) == tuple(few)
        await store.devices.save(replace(FRONT, name="still works"))
        await store.close()


async def test_open_fails_when_the_disk_is_full(path: Path) -> None:
    with each_connection("PRAGMA max_page_count=2"), pytest.raises(StoreFull):
        await Store.open(path)
    await filled(path)


@pytest.mark.postgres
async def test_save_waits_only_so_long_for_another_pc(postgresql_url: str) -> None:
    store = await Store.open(postgresql_url, patience=IMPATIENT)
    with psycopg.connect(postgresql_url) as other:
        other.execute("LOCK TABLE device")
        with pytest.raises(StoreLocked):
            await store.devices.save(FRONT)
    await store.devices.save(FRONT)
    await store.close()


@pytest.mark.postgres
async def test_the_store_works_again_when_the_server_dropped_it(postgresql_url: str) -> None:
    store = await Store.open(postgresql_url)
    assert await store.devices.all() == ()
    with psycopg.connect(postgresql_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    await store.devices.save(FRONT)
    assert await store.devices.all() == (FRONT,)
    await store.close()


@pytest.mark.postgres
async def test_other_programs_tables_are_left_alone_on_a_server(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    store = await Store.open(postgresql_url)
    await store.close()
    with psycopg.connect(postgresql_url) as other:
        other.execute("DROP TABLE rollcall_version")
    with pytest.raises(StoreError):
        await Store.open(postgresql_url)


@pytest.mark.parametrize(
    "damage",
    ["name = CAST(x'ff41' AS TEXT)", "last_seen = 'no time'"],
)
async def test_damaged_when_a_value_cannot_be_read(path: Path, damage: str) -> None:
    await filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE device SET {damage}")
        connection.commit()
    store = await Store.open(path)
    try:
        with pytest.raises(StoreDamaged):
            await store.devices.all()
    finally:
        await store.close()


async def test_no_bug_in_a_statement_shows_whom_it_was_about(path: Path) -> None:
    store = await Store.open(path)
    try:
        assert store._database is not None
        with pytest.raises(SQLAlchemyError) as caught:
            await store._worker.run(_misspelt, store._database)
    finally:
        await store.close()
    assert "canary" not in str(caught.value)


def _misspelt(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO user VALUES (:name)"), {"name": "canary"})
