"""The store opens late, closes in order, and comes back as it was."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from rollcall.protocol.address import Address
from rollcall.protocol.errors import StoreLocked
from rollcall.protocol.info import DeviceUid
from rollcall.store import KnownDevice, Store

FRONT = KnownDevice(uid=DeviceUid("00a1"), name="Front door", address=Address("127.0.0.2"))


def test_importing_the_store_imports_no_database_library() -> None:
    program = """
import sys, rollcall.store
print(sorted({"sqlalchemy", "alembic", "sqlite3", "psycopg"} & sys.modules.keys()))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"


async def test_open_gives_what_an_earlier_run_saved(target: str | Path) -> None:
    for _ in range(2):
        store = await Store.open(target)
        await store.devices.save(FRONT)
        await store.close()
    store = await Store.open(target)
    assert await store.devices.all() == (FRONT,)
    await store.close()


async def test_open_takes_a_path_as_text(path: Path) -> None:
    store = await Store.open(str(path))
    await store.close()
    assert path.exists()


async def test_close_a_second_time_does_nothing(store: Store) -> None:
    await store.close()
    await store.close()


async def test_close_lets_a_begun_write_happen(path: Path) -> None:
    store = await Store.open(path)
    async with asyncio.TaskGroup() as group:
        group.create_task(store.devices.save(FRONT))
        await asyncio.sleep(0)  # so that it is in the queue
        group.create_task(store.close())
    store = await Store.open(path)
    assert await store.devices.all() == (FRONT,)
    await store.close()


async def test_close_ends_the_thread_when_it_is_cancelled(path: Path) -> None:
    store = await Store.open(path)
    closing = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    await store.close()
    with pytest.raises(RuntimeError):
        await store.devices.all()


async def test_open_leaves_a_good_file_when_it_is_cancelled(path: Path) -> None:
    opening = asyncio.create_task(Store.open(path))
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    store = await Store.open(path)
    await store.devices.save(FRONT)
    await store.close()


async def test_open_fails_when_no_server_answers() -> None:
    with pytest.raises(StoreLocked) as caught:
        await Store.open("postgresql://rollcall:pass-word-1@127.0.0.1:1/rollcall")
    assert "127.0.0.1" in caught.value.path
    assert "pass-word-1" not in caught.value.path


async def test_open_refuses_another_kind_of_database() -> None:
    with pytest.raises(ValueError, match="oracle"):
        await Store.open("oracle://127.0.0.1/rollcall")
