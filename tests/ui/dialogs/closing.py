"""Dialogs closed at every wrong moment, over the real use cases and simulated devices over TCP.

A device holds one answer back; in that moment the dialog is closed, deleted or the program ends.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog

from rollcall.network import Network
from rollcall.program.user_objects import UserObjects
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.settings import SettingsFile
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.ledger import Ledger
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.timing import RealTime
from rollcall.simulator.users import User
from rollcall.store.late import LateStore
from rollcall.store.values import KnownDevice, RememberedUser
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.question import Question
from rollcall.usecases.audit import Audit
from rollcall.usecases.backups.backups import Backups
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.enrolling.capture import Pace
from rollcall.usecases.enrolling.enrolling import Enrolling
from rollcall.usecases.fleet import Fleet
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.vault import SessionVault
from tests.usecases.backups.made import QUICK

DOOR = DeviceUid("d00e")
STORE = DeviceUid("5708e")
NAMES = {DOOR: "Front door", STORE: "Warehouse"}
PEOPLE = ("Ann", "Bob", "Cem", "Dora", "Eve", "Fay")
HELD_S: Final = 7777.0
HANG_S: Final = 30.0

__all__ = [
    "BY_HAND",
    "DOOR",
    "STORE",
    "WAYS",
    "House",
    "Way",
    "at_once",
    "delete_later",
    "each_way",
    "house",
    "with_its_page",
    "with_the_program",
]

EachT = TypeVar("EachT")
DialogT = TypeVar("DialogT", bound=QDialog)
Way = Callable[["House", QDialog], object]


class HeldTime(RealTime):
    """Real time, but for the one answer that is held back."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds < HELD_S:
            await super().sleep(seconds)
            return
        self.reached.set()
        await self.opened.wait()


class House:
    """Two devices, all the program does with users, and one page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bugs: list[BaseException] = []
        self.tasks = TaskRunner()
        self.tasks.bug_met.connect(self.bugs.append)
        self.page = Page(self.tasks)
        self.page.resize(1000, 700)
        self.settings = SettingsFile(folder / "settings.json")
        self.store = LateStore(folder / "rollcall.db")
        self.audit = Audit(self.store.audit, who="eva")
        self.fleet = Fleet(
            self.store.devices,
            keys=SessionVault(),
            connect=Network(practice=False).connect,
            sweep=_no_sweep,
            targets=_no_targets,
            audit=self.audit,
            hide=lambda _: None,
        )
        self.details = DetailsCache(self.fleet)
        self.leases = Leases(self.store.journal, open_session=self.fleet.session)
        self.users = UserObjects(self, device_name=NAMES.__getitem__, seal_key=_seal_key)
        self.users.enrolling = Enrolling(
            self.fleet.session,
            writer=self.users.writer,
            journal=self.store.journal,
            leases=self.leases,
            details=self.details,
            audit=self.audit,
            users=lambda _: self.remembered(),
            pace=Pace(rest=lambda _: asyncio.sleep(0)),
        )
        self.users.backups = Backups(
            self.fleet.session,
            writer=self.users.writer,
            details=self.details,
            departments=self.users.departments,
            audit=self.audit,
            tombstones=self.users.tombstones,
            cost=QUICK,
        )
        self.devices: dict[DeviceUid, SimulatedDevice] = {}
        self.times: dict[DeviceUid, HeldTime] = {}

    # --- the devices

    async def run_devices(self, stack: AsyncExitStack) -> None:
        for uid, name in NAMES.items():
            self.times[uid] = HeldTime()
            profile = Profile(name=name, uid=uid, capture_s=0.0)
            device = SimulatedDevice(profile, time=self.times[uid], ledger=Ledger(secrets=True))
            server = await stack.enter_async_context(DeviceServer(device))
            self.devices[uid] = device
            known = KnownDevice(uid=uid, name=name, address=server.address)
            await self.store.devices.save(known)
        await self.fleet.load()
        await self.fleet.check()
        for at, name in enumerate(PEOPLE, start=1):
            face = f"face {name}".encode() if at > 4 else None
            user = User(id=UserId(str(at)), name=name, department="Company", face=face)
            self.devices[DOOR].users.put(user)

    @property
    def door(self) -> FleetDevice:
        return self.fleet.device(DOOR)

    def remembered(self, *ids: str) -> list[RememberedUser]:
        """Give the users of the door as the grid has them; all of them, or these."""
        users = self.devices[DOOR].users
        return [
            RememberedUser(
                id=each.id,
                name=each.name,
                department=each.department,
                privilege=each.privilege.value,
                face=each.face is not None,
            )
            for each in users
            if not ids or each.id in ids
        ]

    def hold(self, command: str, *, after: int = 0, on: DeviceUid = DOOR) -> None:
        """Let a device execute a command once more than `after` times, and hold that answer back.

        The device holds it once only.
        """
        device = self.devices[on]
        before = device.ledger.counts[command]

        def begin() -> None:
            if device.ledger.counts[command] == before + after:
                device.ledger.told = None
                device.faults.switch_on("delay", value=HELD_S, command=command, times=1)

        device.ledger.told = begin
        begin()

    async def held(self) -> None:
        """Wait until an answer is held back."""
        waiting = [asyncio.ensure_future(each.reached.wait()) for each in self.times.values()]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED, timeout=HANG_S)
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting)
        assert done, "the answer to be held back was never asked for"

    def let_go(self) -> None:
        """Let devices answer."""
        for each in self.times.values():
            each.opened.set()

    # --- the dialogs

    def begin(self, work: Coroutine[Any, Any, object]) -> None:
        """Start what a button of the page starts."""
        self.tasks.start(work, owner=self.page, title="Work", quiet=True)

    async def dialog(self, kind: type[DialogT]) -> DialogT:
        """Wait for a dialog."""
        while True:
            for each in QApplication.topLevelWidgets():
                if isinstance(each, kind) and each.isVisible():
                    return each
            await asyncio.sleep(0)

    async def until(self, look: Callable[[], object]) -> None:
        while not look():  # noqa: ASYNC110  # nobody announces that a button can be pressed
            await asyncio.sleep(0.001)

    async def say_yes(self) -> None:
        """Answer what closing asks, before the device answers."""
        for _ in range(20):
            await asyncio.sleep(0)
            for each in QApplication.topLevelWidgets():
                if isinstance(each, Question) and each.isVisible():
                    _press(each)

    async def leave(self) -> None:
        """Press what closes, and yes to each question, until nothing is open."""
        while self.tasks.works:
            for each in QApplication.topLevelWidgets():
                if isinstance(each, QDialog) and shiboken6.isValid(each) and each.isVisible():
                    _press(each)
                    break
            for _ in range(20):
                await asyncio.sleep(0)

    # --- what must be true in the end

    @property
    def said(self) -> str:
        """What the page says."""
        notice = self.page.notice_bar.notice
        return "" if notice is None else f"{notice.title}\n{notice.text}"

    async def done(self) -> Counter[str]:
        """Count what the audit trail has as done, by its action."""
        return Counter(each.action for each in await self.audit.latest() if each.result == "done")

    async def check_is_tidy(self, *, jobs: int = 0) -> None:
        """Nothing broke, nothing runs, nothing is locked, nothing is left in the journal."""
        await self.tasks.idle()
        settle_deletions()
        await asyncio.sleep(0)
        assert self.bugs == []
        assert self.tasks.works == ()
        assert [device.users.locked for device in self.devices.values()] == [False, False]
        assert len(self.journal()) == jobs

    def journal(self) -> list[tuple[object, ...]]:
        """Give the open entries, as they are in the file."""
        with sqlite3.connect(self.folder / "rollcall.db") as store:
            rows = store.execute("SELECT kind, user_id, detail FROM journal").fetchall()
        store.close()
        return rows


def delete_later() -> None:
    """Delete what is to be deleted later."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle_deletions() -> None:
    """Delete what is to be deleted later, and collect what is in cycles."""
    delete_later()
    gc.collect()


def _press(dialog: QDialog) -> None:
    if isinstance(dialog, Question):
        dialog.verb_button.click()
    else:
        dialog.reject()


@contextmanager
def unraisable() -> Iterator[list[object]]:
    """Collect what breaks where nobody can catch it."""
    met: list[object] = []
    before = sys.unraisablehook
    sys.unraisablehook = lambda report: met.append(report.exc_value)
    try:
        yield met
    finally:
        sys.unraisablehook = before


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """Give a house; in the end nothing that anybody caught or did not catch may be there."""
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        met = stack.enter_context(unraisable())
        made = House(folder)
        loop.set_exception_handler(lambda _, context: met.append(context))
        stack.callback(loop.set_exception_handler, None)
        stack.push_async_callback(made.store.close)
        await made.run_devices(stack)
        stack.push_async_callback(made.fleet.close)
        stack.push_async_callback(made.tasks.shutdown)
        made.page.show()
        yield made
        made.let_go()
        await made.leave()
        if shiboken6.isValid(made.page):
            made.page.close()
            shiboken6.delete(made.page)
        settle_deletions()
        await asyncio.sleep(0)
        assert met == []
        assert made.bugs == []


# --- the ways to close


def by_escape(_house: House, dialog: QDialog) -> None:
    dialog.reject()


def by_its_frame(_house: House, dialog: QDialog) -> None:
    dialog.close()


def at_once(_house: House, dialog: QDialog) -> None:
    dialog.done(0)


def with_its_page(house: House, _dialog: QDialog) -> None:
    shiboken6.delete(house.page)


def with_the_program(house: House, _dialog: QDialog) -> None:
    ending = asyncio.ensure_future(house.tasks.shutdown())
    ending.add_done_callback(lambda each: each.result())


BY_HAND: Final = (by_escape, by_its_frame, at_once)
WAYS: Final = (*BY_HAND, with_its_page, with_the_program)


def each_way(begins: Iterable[EachT]) -> list[tuple[EachT, Way]]:
    """Give each with its ways to be closed: all of them if asked for, else one, in turn.

    All of them take minutes; `ROLLCALL_THOROUGH=1` asks for them.
    """
    if os.environ.get("ROLLCALL_THOROUGH"):
        return [(begin, way) for begin in begins for way in WAYS]
    return [(begin, WAYS[at % len(WAYS)]) for at, begin in enumerate(begins)]


async def _no_sweep(*_: object, **__: object) -> None:
    """Find nothing."""


async def _no_targets(_ranges: str) -> tuple[()]:
    return ()


async def _seal_key() -> bytes:
    return bytes(32)
