"""Garbage is collected on the window's thread only."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from rollcall.ui.garbage import GarbageCollection


class _Cycle:
    """Part of a cycle; tells in which thread it was deleted."""

    def __init__(self, deleted_in: list[threading.Thread]) -> None:
        self._self = self
        self._deleted_in = deleted_in

    def let_go(self) -> None:
        del self._self

    def __del__(self) -> None:
        self._deleted_in.append(threading.current_thread())


@pytest.fixture
def collection(qapp: QObject) -> Iterator[GarbageCollection]:
    collection = GarbageCollection()
    collection.start()
    yield collection
    collection.stop()


def _allocate_much() -> None:
    kept = [[number] for number in range(100_000)]
    del kept


@pytest.mark.usefixtures("collection")
def test_no_other_thread_deletes_a_cycle_when_it_allocates() -> None:
    deleted_in: list[threading.Thread] = []
    _Cycle(deleted_in)
    busy = threading.Thread(target=_allocate_much)
    busy.start()
    busy.join()
    assert deleted_in == []


def test_cycles_are_collected_here_when_they_are_due(collection: GarbageCollection) -> None:
    deleted_in: list[threading.Thread] = []
    _Cycle(deleted_in)
    kept = [[number] for number in range(gc.get_threshold()[0] + 10)]
    collection.collect()
    assert deleted_in == [threading.current_thread()]
    assert kept


def test_what_was_spared_is_not_looked_through_and_dies_as_ever(
    collection: GarbageCollection,
) -> None:
    kept = [[number] for number in range(gc.get_threshold()[0] + 10)]
    collection.spare()
    assert gc.get_count()[0] < len(kept)
    deleted_in: list[threading.Thread] = []
    alone = _Cycle(deleted_in)
    collection.spare()
    alone.let_go()
    del alone
    assert deleted_in == [threading.current_thread()]


def test_python_collects_again_when_the_window_is_gone(collection: GarbageCollection) -> None:
    collection.stop()
    assert gc.isenabled()
    collection.start()
