"""What is imported before anybody asks: all of the window, away from the window's thread."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from rollcall import ui
from rollcall.program.ahead import import_ahead

DIALOGS = Path(ui.__file__).parent / "dialogs"


class Loader:
    """Takes the place of importing; notes what is asked for, and in which thread."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.threads: set[int] = set()

    def __call__(self, name: str) -> None:
        self.names.append(name)
        self.threads.add(threading.get_ident())


async def test_every_dialog_is_imported_beside_the_window() -> None:
    load, told = Loader(), list[int]()
    await import_ahead(lambda: told.append(threading.get_ident()), load=load)
    dialogs = {f"rollcall.ui.dialogs.{each.stem}" for each in DIALOGS.glob("[!_]*.py")}
    assert len(dialogs) > 30
    assert dialogs <= set(load.names)
    assert threading.get_ident() not in load.threads
    assert set(told) == {threading.get_ident()}
    assert len(told) == len(load.names)


async def test_the_page_of_users_comes_before_the_dialogs() -> None:
    load = Loader()
    await import_ahead(lambda: None, load=load)
    assert load.names[:2] == ["rollcall.program.user_objects", "rollcall.ui.pages.users"]


async def test_it_ends_soon_when_the_window_is_closed() -> None:
    load, work = Loader(), None

    def close() -> None:
        assert work is not None
        work.cancel()

    work = asyncio.create_task(import_ahead(close, load=load))
    with pytest.raises(asyncio.CancelledError):
        await work
    assert len(load.names) <= 2  # a thread that was begun is not stopped
