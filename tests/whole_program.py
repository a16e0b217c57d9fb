"""One PC with the whole program on it, and simulated devices over real TCP around it."""

from __future__ import annotations

import asyncio
import gc
import logging
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from rollcall import logs
from rollcall.app import (
    STORE_FILE,
    Program,
    live,
)
from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from rollcall.store import AuditEntry, JournalKind, KnownDevice, Store
from rollcall.store.owner import Owner, this_program
from rollcall.tour.guide import Guide
from rollcall.ui.notices import Notice
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.usecases.fleet_device import DeviceState
from rollcall.vault import KeyringVault, SessionVault
from tests.keyring_fakes import PlainKeyring

OFFICE = Profile(uid="0ff1ce", users=30, records=10, service_s=0.002)

UNKNOWN_TO_QT = "This plugin does not support"  # the offscreen platform has no window manager

GONE = Owner(this_program().node, 2**22 + 7, 1000.0)  # beyond every process number of Linux

ResultT = TypeVar("ResultT")
Script = Callable[[Guide], Awaitable[None]]


class Office:
    """One PC: its data folder and keyring, and the program on it as often as it is started."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.keyring: object = PlainKeyring()  # refused
        self.limit = timedelta(seconds=30)
        self.practice = False

    @property
    def store(self) -> Path:
        return self.folder / STORE_FILE

    def run(self, script: Script, *, level: str = "info") -> int:
        """Start the program, do what the script says, close the window; give the exit code."""
        redactor = logs.Redactor()
        end_log = logs.start(self.folder, level, redactor=redactor)
        try:
            with asyncio.Runner(loop_factory=lambda: QEventLoop(self.app)) as runner:
                return runner.run(self._live(script, redactor))
        finally:
            end_log()
            gc.collect()  # here, and not by chance in the thread of a simulated device

    async def _live(self, script: Script, redactor: logs.Redactor) -> int:
        keys = KeyringVault(lambda: self.keyring, limit=self.limit)
        program = Program(
            self.app,
            self.folder,
            practice=self.practice,
            redactor=redactor,
            keys=SessionVault() if self.practice else keys,
        )
        async with asyncio.TaskGroup() as group:
            ended = group.create_task(live(program))
            guide = Guide(program, self.folder)
            try:
                await guide.until(lambda: program.window.current_page, "the first page")
                await script(guide)
            finally:
                program.window.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert not program.tasks.works
        shiboken6.delete(program.window)
        return ended.result()

    def remember(self, *devices: KnownDevice) -> None:
        async def save(store: Store) -> None:
            for device in devices:
                await store.devices.save(device)

        asyncio.run(self.with_store(save))

    def known(self) -> tuple[KnownDevice, ...]:
        return asyncio.run(self.with_store(lambda store: store.devices.all()))

    def audit(self) -> tuple[AuditEntry, ...]:
        return asyncio.run(self.with_store(lambda store: store.audit.latest()))

    async def with_store(self, work: Callable[[Store], Awaitable[ResultT]]) -> ResultT:
        """Do something with the store while no program runs."""
        store = await Store.open(self.store)
        try:
            return await work(store)
        finally:
            await store.close()


@contextmanager
def opened_office(
    qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Office]:
    """A PC on which the program may be started; Qt must have nothing to warn of meanwhile."""
    qapp.setQuitOnLastWindowClosed(False)
    caplog.set_level(logging.INFO, "rollcall.qt")
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    handler = qInstallMessageHandler(None)
    qInstallMessageHandler(handler)
    yield Office(qapp, folder)
    said = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name == "rollcall.qt" and UNKNOWN_TO_QT not in record.getMessage()
    ]
    assert said == []
    assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    now = qInstallMessageHandler(handler)
    assert now is handler  # the program put back who listened before


@contextmanager
def device(
    profile: Profile, *, made: SimulatedDevice | None = None, port: int = 0
) -> Iterator[Address]:
    """A simulated device in a thread of its own; gives where it listens."""
    ready = threading.Event()
    where: list[Address] = []
    ends: list[Callable[[], object]] = []

    async def run() -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        server = await DeviceServer(made or SimulatedDevice(profile), port=port).start()
        where.append(server.http_address)
        ends.append(lambda: loop.call_soon_threadsafe(stop.set))
        ready.set()
        await stop.wait()
        await server.aclose()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert ready.wait(30)
    try:
        yield where[0]
    finally:
        ends[0]()
        thread.join(30)
        assert not thread.is_alive()


def notice_of(guide: Guide) -> Notice | None:
    page = guide.window.current_page
    return None if page is None else page.notice_bar.notice


async def told(guide: Guide, *, by: NoticeBar | None = None) -> Notice:
    return await guide.until(lambda: by.notice if by is not None else notice_of(guide), "a notice")


async def state_is(guide: Guide, uid: str, state: DeviceState) -> None:
    fleet = guide.program.fleet

    def look() -> bool:
        return any(each.uid == uid and each.state is state for each in fleet.devices)

    await guide.until(look, f"{uid} to be {state}")


def known(address: Address, uid: str, *, keyed: bool = False) -> KnownDevice:
    return KnownDevice(uid=DeviceUid(uid), name="Front door", address=address, keyed=keyed)


def leave_locked(office: Office, address: Address) -> SimulatedDevice:
    """Leave what a program leaves that was killed while it held the lock; give the device."""
    office.remember(known(address, "0ff1ce"))
    asyncio.run(leave(office, JournalKind.LOCK))
    locked = SimulatedDevice(OFFICE)
    locked.users.locked = True
    return locked


async def leave(office: Office, *kinds: JournalKind, detail: str = "") -> None:
    """Leave what another program leaves that is gone by now."""
    store = await Store.open(office.store, owner=GONE)
    for kind in kinds:
        await store.journal.begin(kind, DeviceUid("0ff1ce"), user_id=UserId("1"), detail=detail)
    await store.close()


def journal(office: Office) -> int:
    with closing(sqlite3.connect(office.store)) as store:
        count: int = store.execute("SELECT count(*) FROM journal").fetchone()[0]
        return count


def free_address() -> Address:
    with device(OFFICE) as address:
        return address
