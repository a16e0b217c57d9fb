"""The real window while 5,000 users of 8 KB are read: how long its thread is kept from the screen.

In milliseconds of the thread's own processor time: what other programs take does not count.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractEventDispatcher, Qt, QTimer

from benchmarks import peer
from benchmarks.offscreen import application
from benchmarks.rows import Row
from rollcall import app
from rollcall.logs import Redactor
from rollcall.protocol.address import NO_KEY, Address
from rollcall.protocol.info import DeviceUid
from rollcall.ui.navigation import PageKey
from rollcall.ui.pages.users import UsersPage
from rollcall.vault import SessionVault

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

USERS = 5_000
SERVICE_MS = 20
TICK_MS = 10
FRAME_MS = 16


def rows(*, quick: bool) -> list[Row]:
    users = USERS // 10 if quick else USERS
    qt = application()
    with (
        peer.running(SERVICE_MS, users=users) as port,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
    ):
        meter = Meter()
        shown: list[int] = []
        app.drive(qt, _read(qt, Path(folder), port, meter, shown))
    assert shown == [users]
    return [
        _row(f"a {TICK_MS} ms timer while {users} users are read, late", meter.late),
        _row("one turn of its event loop", meter.turns),
        _row("one callback of asyncio in it", meter.callbacks),
    ]


async def _read(qt: QApplication, folder: Path, port: int, meter: Meter, shown: list[int]) -> int:
    program = app.Program(qt, folder, practice=False, redactor=Redactor(), keys=SessionVault())
    program.window.show()
    program.start()
    await program.tasks.idle()
    address = Address("127.0.0.1", port)
    await program.fleet.add(address, uid=DeviceUid(peer.UID), name="Gate", key=NO_KEY, pin=None)
    await program.tasks.idle()
    program.window.go_to(PageKey.USERS)
    meter.start()  # building the page, once, is not what is measured
    await program.tasks.idle()
    meter.stop()
    page = program.window.page(PageKey.USERS)
    assert isinstance(page, UsersPage)
    shown.append(page.table.model().rowCount())
    program.window.close()
    await program.stop()
    return 0


class Meter:
    """Takes the processor time of a thread that runs an event loop."""

    def __init__(self) -> None:
        self.late: list[float] = []
        """Of each tick: by how much, as far as the thread was busy itself."""
        self.turns: list[float] = []
        """From one wait for events to the next: all that happened in between, Qt's part too."""
        self.callbacks: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._ticked = self._turned = (0.0, 0.0)
        self._run = asyncio.Handle._run

    def start(self) -> None:
        meter, run = self, self._run

        def measured(handle: asyncio.Handle) -> None:
            before = time.thread_time()
            run(handle)
            meter.callbacks.append((time.thread_time() - before) * 1000)

        asyncio.Handle._run = measured  # type: ignore[assignment, method-assign]
        self._ticked = self._turned = (time.perf_counter(), time.thread_time())
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self._on_turn)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        QAbstractEventDispatcher.instance().aboutToBlock.disconnect(self._on_turn)
        asyncio.Handle._run = self._run  # type: ignore[method-assign]

    def _on_tick(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        waited, busy = (after - before for after, before in zip(now, self._ticked, strict=True))
        self.late.append(max(0.0, min(waited * 1000 - TICK_MS, busy * 1000)))
        self._ticked = now

    def _on_turn(self) -> None:
        now = time.thread_time()
        self.turns.append((now - self._turned[1]) * 1000)
        self._turned = (0.0, now)


def _row(work: str, times: list[float]) -> Row:
    ordered = sorted(times)
    worst = ordered[-1 - len(ordered) // 100]
    note = f"p50 {ordered[len(ordered) // 2]:.1f}, most {ordered[-1]:.1f}, {len(ordered)} times"
    return Row(f"{work}, ms at p99", worst, FRAME_MS, note)
