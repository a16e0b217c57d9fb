"""Stores to test on: a SQLite file, and a PostgreSQL server of our own where one is installed."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest

from rollcall.store import Store

PATIENT = timedelta(minutes=1)  # for another program's lock: no test depends on the machine
IN_CI = bool(os.environ.get("CI"))

_numbers = count()


def _postgresql_programs() -> Path | None:
    """Give the folder of the newest server's programs."""
    on_path = shutil.which("initdb")
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3])
    )
    if on_path and shutil.which("pg_ctl"):
        found.append(Path(on_path))
    return found[-1].parent if found else None


PROGRAMS = _postgresql_programs()
# Absent on a developer's PC without a server; in CI on Linux it is asked for, and fails.
DATABASES = [
    "sqlite",
    *(
        [pytest.param("postgresql", marks=pytest.mark.postgres)]
        if PROGRAMS or (IN_CI and sys.platform == "linux")
        else []
    ),
]


def _as_server(*command: str | Path) -> None:
    """Run one of the server's programs, which refuse to run as root."""
    is_root = sys.platform != "win32" and os.geteuid() == 0
    prefix = ["runuser", "-u", "postgres", "--"] if is_root else []
    # To files: the server inherits the output and would keep a pipe open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [*prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            timeout=100,
            check=False,
        )
        output.seek(0)
        assert done.returncode == 0, output.read().decode(errors="replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a server of our own on loopback and give its URL without a database."""
    if not PROGRAMS:
        (pytest.fail if IN_CI and sys.platform == "linux" else pytest.skip)(
            "PostgreSQL is not installed"
        )
    folder = Path(tempfile.mkdtemp(prefix="rollcall-pg-"))
    if sys.platform != "win32" and os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    port = _free_port()
    data = folder / "data"
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off"
    try:
        _as_server(PROGRAMS / "initdb", "-D", data, "-U", "rollcall", "-A", "trust", "-E", "UTF8")
        _as_server(
            PROGRAMS / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"
        )
        try:
            yield f"postgresql://rollcall:quiet@127.0.0.1:{port}"
        finally:
            _as_server(PROGRAMS / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _make_store(target: str | Path) -> None:
    await (await Store.open(target, patience=PATIENT)).close()


def _execute(postgresql: str, statement: str) -> None:
    with psycopg.connect(f"{postgresql}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a store with nothing in it; a copy of it is made in no time."""
    path = tmp_path_factory.mktemp("store") / "new.db"
    asyncio.run(_make_store(path))
    return path


@pytest.fixture(scope="session")
def new_database(postgresql: str) -> str:
    """Give the name of a database that is a store with nothing in it, to be copied."""
    _execute(postgresql, "CREATE DATABASE new")
    asyncio.run(_make_store(f"{postgresql}/new"))
    return "new"


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest, postgresql: str) -> Iterator[str]:
    """Give the URL of a new database: empty, or a store for a test that asks for one."""
    name = f"test_{next(_numbers)}"
    is_store = "store" in request.fixturenames
    origin = request.getfixturevalue("new_database") if is_store else "template1"
    _execute(postgresql, f"CREATE DATABASE {name} TEMPLATE {origin}")
    yield f"{postgresql}/{name}"
    _execute(postgresql, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give where a store's file may come to be; the folder is not there yet."""
    return tmp_path / "data of 100% 张伟" / "rollcall.db"


@pytest.fixture(params=DATABASES)
def target(request: pytest.FixtureRequest) -> str | Path:
    """Give a database of each kind: empty, or a store for a test that asks for one."""
    if request.param == "sqlite":
        path: Path = request.getfixturevalue("path")
        if "store" in request.fixturenames:
            path.parent.mkdir(mode=0o700, parents=True)
            shutil.copy(request.getfixturevalue("new_file"), path)
        return path
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
async def store(target: str | Path) -> AsyncIterator[Store]:
    """Give a new store on each kind of database."""
    store = await Store.open(target, patience=PATIENT)
    yield store
    await store.close()
