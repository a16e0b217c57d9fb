"""The whole program against simulated devices over real TCP: what a day brings, and its ends."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import keyring.errors
import psutil  # type: ignore[import-untyped]
import pytest
import shiboken6
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from qasync import QEventLoop  # type: ignore[import-untyped]

from rollcall import logs
from rollcall.app import (
    PRACTICE_FOLDER,
    STORE_FILE,
    DataFolderUnusable,
    Program,
    live,
    prepare,
)
from rollcall.protocol.address import Address
from rollcall.protocol.errors import Refused, StoreLocked, Unreachable
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from rollcall.store import AuditEntry, JournalKind, KnownDevice, Store
from rollcall.store.owner import Owner, this_program
from rollcall.tour.guide import Guide
from rollcall.ui.navigation import PageKey
from rollcall.ui.notices import Notice
from rollcall.ui.theme import APP_ARGUMENTS
from rollcall.ui.widgets.locked_banner import LockedBanner
from rollcall.ui.widgets.notice_bar import NoticeBar
from rollcall.usecases.fleet_device import DeviceState
from rollcall.vault import KeyringVault, SessionVault
from tests.conftest import ExpectedLog
from tests.keyring_fakes import FakeKeyring, HungKeyring, PlainKeyring, RaisingKeyring

KEY = "canary-7f3a-KEY"
OFFICE = Profile(uid="0ff1ce", users=30, records=10, service_s=0.002)
BIG = Profile(uid="b16", users=3000, service_s=0.005)
KEYED = Profile(uid="10c4ed", users=3, api_key=KEY)
UNKNOWN_TO_QT = "This plugin does not support"  # the offscreen platform has no window manager

Script = Callable[[Guide], Awaitable[None]]
pytestmark = pytest.mark.no_qt_log


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["rollcall", *APP_ARGUMENTS]


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
        async def save() -> None:
            store = await Store.open(self.store)
            for device in devices:
                await store.devices.save(device)
            await store.close()

        asyncio.run(save())

    def known(self) -> tuple[KnownDevice, ...]:
        async def read() -> tuple[KnownDevice, ...]:
            store = await Store.open(self.store)
            devices = await store.devices.all()
            await store.close()
            return devices

        return asyncio.run(read())

    def audit(self) -> tuple[AuditEntry, ...]:
        async def read() -> tuple[AuditEntry, ...]:
            store = await Store.open(self.store)
            entries = await store.audit.latest()
            await store.close()
            return entries

        return asyncio.run(read())


@pytest.fixture
def office(
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


def connections_to(address: Address) -> int:
    """Count the sockets of this process that are open to a device, from our side."""
    return sum(
        bool(each.raddr) and each.raddr.port == address.port and each.status == "ESTABLISHED"
        for each in psutil.Process().net_connections("tcp")
    )


def notice_of(guide: Guide) -> Notice | None:
    page = guide.window.current_page
    return None if page is None else page.notice_bar.notice


async def told(guide: Guide, *, by: NoticeBar | None = None) -> Notice:
    return await guide.until(lambda: by.notice if by is not None else notice_of(guide), "a notice")


async def add(guide: Guide, address: Address, name: str, *, key: str = "") -> None:
    await guide.go_to(PageKey.DEVICES)
    await guide.press("Add by address")
    dialog = await guide.dialog("Add device")
    await guide.enter("Address", str(address), within=dialog)
    await guide.press("Look for it", within=dialog)
    if key:
        field = await guide.see(QLineEdit, "API key", within=dialog, enabled=True)
        field.setText(key)
        await guide.press("Try this key", within=dialog)
    await guide.enter("Name", name, within=dialog)
    await guide.press("Add device", within=dialog)
    await guide.row("Devices", name)
    await guide.idle()


def state_of(guide: Guide, uid: str) -> DeviceState:
    return guide.program.fleet.device(DeviceUid(uid)).state


async def state_is(guide: Guide, uid: str, state: DeviceState) -> None:
    fleet = guide.program.fleet

    def look() -> bool:
        return any(each.uid == uid and each.state is state for each in fleet.devices)

    await guide.until(look, f"{uid} to be {state}")


def known(address: Address, uid: str, *, keyed: bool = False) -> KnownDevice:
    return KnownDevice(uid=DeviceUid(uid), name="Front door", address=address, keyed=keyed)


# --- a day


def test_device_is_added_and_read_and_nothing_is_left_when_the_window_closes(
    office: Office,
) -> None:
    with device(OFFICE) as address:

        async def script(guide: Guide) -> None:
            await guide.until(lambda: not guide.program.tasks.works, "quiet after the start")
            assert guide.program.fleet.devices == ()  # nothing is looked for unasked
            assert connections_to(address) == 0
            await add(guide, address, "Front door")
            await guide.pick_device("Front door")
            await guide.go_to(PageKey.USERS)
            await guide.rows("Users", 30)
            await guide.idle()
            assert connections_to(address) >= 1

        assert office.run(script) == 0
        assert connections_to(address) == 0
    assert [each.name for each in office.known()] == ["Front door"]
    assert [(each.action, each.result) for each in office.audit()] == [("add device", "done")]


def test_end_is_quiet_when_users_are_being_read(office: Office) -> None:
    with device(BIG) as address:
        office.remember(known(address, "b16"))

        async def script(guide: Guide) -> None:
            await guide.pick_device("Front door")
            await guide.go_to(PageKey.USERS)
            await guide.progress(20)
            assert guide.program.tasks.works

        assert office.run(script) == 0
        assert connections_to(address) == 0
    with closing(sqlite3.connect(office.store)) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store.execute("SELECT count(*) FROM device_user").fetchone()[0] >= 0


def test_end_is_quiet_when_a_dialog_is_open_and_another_asks_a_device(office: Office) -> None:
    with device(Profile(uid="510w", service_s=3600)) as address:

        async def script(guide: Guide) -> None:
            await guide.go_to(PageKey.DEVICES)
            await guide.press("Add by address")
            dialog = await guide.dialog("Add device")
            await guide.enter("Address", str(address), within=dialog)
            await guide.press("Look for it", within=dialog)
            await guide.until(lambda: connections_to(address), "a question to the device")

        assert office.run(script) == 0
        assert connections_to(address) == 0
    assert office.known() == ()


def test_second_window_on_the_same_data_sees_what_the_first_added(office: Office) -> None:
    with device(OFFICE) as address:

        async def script(guide: Guide) -> None:
            await add(guide, address, "Front door")
            redactor = logs.Redactor()
            second = Program(office.app, office.folder, practice=False, redactor=redactor)
            second.window.show()
            second.start()
            await second.tasks.idle()
            try:
                assert [each.name for each in second.fleet.devices] == ["Front door"]
            finally:
                second.window.close()
                await second.stop()

        assert office.run(script) == 0


def test_exit_code_is_kept_and_all_is_closed_when_the_store_fails_at_the_end(
    office: Office,
) -> None:
    with device(OFFICE) as address:
        office.remember(known(address, "0ff1ce"))

        async def script(guide: Guide) -> None:
            await state_is(guide, "0ff1ce", DeviceState.ONLINE)
            await guide.until(lambda: not guide.program.tasks.works, "quiet after the start")
            guide.program.settings.change(last_device="0ff1ce")

            close = guide.program.fleet.close

            async def fail() -> None:
                await close()
                raise StoreLocked("rollcall.db")

            guide.program.fleet.close = fail  # type: ignore[method-assign]

        assert office.run(script) == 0
    assert (office.folder / "settings.json").exists()


# --- the store at the start


def _damage(store: Path) -> None:
    store.write_bytes(b"this is no database, but somebody may want it back" * 100)


def _make_newer(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE rollcall_version SET version_num = '9999'")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "title"),
    [
        (_damage, "Rollcall's data cannot be read"),
        (_make_newer, "Rollcall's data is from a newer version"),
    ],
)
def test_store_is_told_of_and_left_alone_when_it_cannot_be_used(
    office: Office, spoil: Callable[[Path], None], title: str
) -> None:
    office.remember()
    spoil(office.store)
    before = office.store.read_bytes()
    with device(OFFICE) as address:

        async def script(guide: Guide) -> None:
            notice = await told(guide)
            assert notice.title == title
            assert notice.advice
            assert str(office.store) in notice.details
            await guide.go_to(PageKey.DEVICES)  # all else works: looking, for one
            await guide.press("Look in other networks")
            await guide.enter("Also look in", f"{address.host}:{address.port}")
            await guide.press("Find devices")
            await guide.row("Devices", address.host)

        assert office.run(script) == 0
    assert office.store.read_bytes() == before


def test_known_devices_are_shown_when_the_store_is_let_go_and_tried_again(office: Office) -> None:
    with device(OFFICE) as address, closing(sqlite3.connect(office.store)) as other:
        office.remember(known(address, "0ff1ce"))
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")

        async def script(guide: Guide) -> None:
            notice = await told(guide)
            assert notice.title == "Another program is using Rollcall's data"
            assert str(office.store) in notice.details
            other.rollback()
            other.close()
            await guide.press("Try again")
            await state_is(guide, "0ff1ce", DeviceState.ONLINE)

        assert office.run(script) == 0


def test_entry_is_kept_and_the_window_says_so_when_the_audit_trail_cannot_be_written(
    office: Office, expected_log: ExpectedLog
) -> None:
    expected_log("the audit trail was not written")
    with device(OFFICE) as address:

        async def script(guide: Guide) -> None:
            store = await guide.program.store.opened()
            await add(guide, address, "Front door")
            written = store.audit.add

            async def fail(entry: AuditEntry) -> None:
                raise StoreLocked("rollcall.db")

            store.audit.add = fail  # type: ignore[method-assign]
            await guide.program.fleet.rename(DeviceUid("0ff1ce"), "Back door")
            notice = await told(guide, by=guide.window.notice_bar)
            assert notice.title == "What was done is not written down yet"
            store.audit.add = written  # type: ignore[method-assign]
            await guide.program.fleet.rename(DeviceUid("0ff1ce"), "Side door")

        assert office.run(script) == 0
    assert [each.subject for each in office.audit()][:2] == ["Side door", "Back door"]


# --- keys


def _files_with(folder: Path, text: str) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and text.encode() in path.read_bytes()
    ]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (PlainKeyring, "found none that protects them"),
        (lambda: RaisingKeyring(keyring.errors.KeyringLocked()), "did not open in time"),
        (HungKeyring, "did not open in time"),
    ],
    ids=["missing", "locked", "hanging"],
)
def test_key_is_kept_for_this_run_only_when_the_keyring_does_not_take_it(
    office: Office, caplog: pytest.LogCaptureFixture, make: Callable[[], object], why: str
) -> None:
    office.keyring = make()
    office.limit = timedelta(milliseconds=200)
    with device(KEYED) as address:

        async def add_it(guide: Guide) -> None:
            await add(guide, address, "Vault", key=KEY)
            notice = await told(guide)
            assert notice.title == "The key of Vault is kept only until Rollcall is closed"
            assert why in notice.text
            await guide.pick_device("Vault")
            await guide.go_to(PageKey.USERS)
            await guide.rows("Users", 3)  # and it is used

        async def meet_it_again(guide: Guide) -> None:
            await state_is(guide, "10c4ed", DeviceState.KEY_NEEDED)

        assert office.run(add_it, level="debug") == 0
        assert office.run(meet_it_again, level="debug") == 0
    if isinstance(office.keyring, HungKeyring):
        office.keyring.released.set()
    assert (office.folder / logs.FILE_NAME).exists()
    assert _files_with(office.folder, KEY) == []
    assert KEY not in caplog.text


def test_keyed_device_answers_after_a_restart_when_the_keyring_has_its_key(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.keyring = FakeKeyring()
    with device(KEYED) as address:

        async def add_it(guide: Guide) -> None:
            await add(guide, address, "Vault", key=KEY)

        async def meet_it_again(guide: Guide) -> None:
            await state_is(guide, "10c4ed", DeviceState.ONLINE)

        async def without_its_key(guide: Guide) -> None:
            await state_is(guide, "10c4ed", DeviceState.KEY_NEEDED)

        assert office.run(add_it, level="debug") == 0
        assert office.run(meet_it_again, level="debug") == 0
        office.keyring = FakeKeyring()  # somebody emptied it
        assert office.run(without_its_key, level="debug") == 0
    assert _files_with(office.folder, KEY) == []
    assert KEY not in caplog.text


# --- known devices at the start


def test_other_device_is_told_apart_when_it_is_at_a_known_address(office: Office) -> None:
    with device(OFFICE) as address:
        office.remember(known(address, "another"))

        async def script(guide: Guide) -> None:
            await state_is(guide, "another", DeviceState.WRONG_DEVICE)

        assert office.run(script) == 0


def test_users_and_departments_of_a_device_are_forgotten_with_it(office: Office) -> None:
    with device(Profile(uid="0ff1ce")) as address:
        office.remember(known(address, "0ff1ce"))

        async def script(guide: Guide) -> None:
            await guide.until(lambda: not guide.program.tasks.works, "quiet after the start")
            uid, users = DeviceUid("0ff1ce"), guide.program.users
            roster, departments = users.rosters.of(uid), await users.departments.names(uid)
            await guide.program.fleet.rename(uid, "Back door")
            assert users.rosters.of(uid) is roster  # still ours
            assert departments
            await guide.program.fleet.forget(uid)
            assert users.rosters.of(uid) is not roster
            with pytest.raises(Unreachable):  # asked of the device, which is not ours any more
                await users.departments.names(uid)

        assert office.run(script) == 0


def test_window_works_when_a_known_device_is_switched_off(office: Office) -> None:
    with device(OFFICE) as address:
        pass
    office.remember(known(address, "0ff1ce"))

    async def script(guide: Guide) -> None:
        await state_is(guide, "0ff1ce", DeviceState.UNREACHABLE)
        await guide.go_to(PageKey.DEVICES)
        await guide.row("Devices", "Front door")

    assert office.run(script) == 0
    assert [each.address for each in office.known()] == [address]


# --- left locked


GONE = Owner(this_program().node, 2**22 + 7, 1000.0)  # beyond every process number of Linux


def leave_locked(office: Office, address: Address) -> SimulatedDevice:
    """Leave what a program leaves that was killed while it held the lock; give the device."""
    office.remember(known(address, "0ff1ce"))
    asyncio.run(leave(office, JournalKind.LOCK))
    locked = SimulatedDevice(OFFICE)
    locked.users.locked = True
    return locked


async def leave(office: Office, *kinds: JournalKind) -> None:
    """Leave what another program leaves that is gone by now."""
    store = await Store.open(office.store, owner=GONE)
    for kind in kinds:
        await store.journal.begin(kind, DeviceUid("0ff1ce"), user_id=UserId("1"))
    await store.close()


def journal(office: Office) -> int:
    with closing(sqlite3.connect(office.store)) as store:
        count: int = store.execute("SELECT count(*) FROM journal").fetchone()[0]
        return count


def free_address() -> Address:
    with device(OFFICE) as address:
        return address


def test_device_left_locked_is_unlocked_at_the_start_before_anything_else(office: Office) -> None:
    address = free_address()
    locked = leave_locked(office, address)
    with device(OFFICE, made=locked, port=address.port):

        async def script(guide: Guide) -> None:
            await state_is(guide, "0ff1ce", DeviceState.ONLINE)
            await guide.until(
                lambda: not guide.program.housekeeping.settling.due, "it to be settled"
            )
            assert not guide.window.findChildren(LockedBanner)

        assert office.run(script) == 0
    assert locked.ledger.commands[:2] == ["GetDeviceUid", "LockDevice"]
    assert not locked.users.locked
    assert journal(office) == 0
    assert [(each.action, each.result) for each in office.audit()] == [("unlock device", "done")]


def test_window_says_that_a_device_is_locked_until_it_is_back_and_unlocked(
    office: Office,
) -> None:
    address = free_address()
    locked = leave_locked(office, address)
    with device(BIG) as other:
        office.remember(KnownDevice(uid=DeviceUid("b16"), name="Back door", address=other))

        async def script(guide: Guide) -> None:
            await guide.see(QAbstractButton, "Unlock Front door")
            await state_is(guide, "b16", DeviceState.ONLINE)  # which it does not hold up
            await guide.press("Unlock Front door")
            notice = await told(guide, by=guide.window.notice_bar)
            assert "Front door" in notice.title + notice.text
            with device(OFFICE, made=locked, port=address.port):
                banner = guide.window.locked_banner
                await guide.until(lambda: not banner.isVisible(), "it to be unlocked")
                assert not locked.users.locked
                await guide.until(
                    lambda: not guide.program.housekeeping.settling.due, "it to be settled"
                )

        assert office.run(script) == 0
    assert journal(office) == 0


def test_what_waits_for_an_unlock_is_settled_right_after_it(office: Office) -> None:
    address = free_address()
    locked = leave_locked(office, address)
    asyncio.run(leave(office, JournalKind.WRITE))
    locked.faults.switch_on("refuse", command="LockDevice", times=1)
    with device(OFFICE, made=locked, port=address.port):

        async def script(guide: Guide) -> None:
            await guide.until(lambda: journal(office) == 0, "it to be settled")

        assert office.run(script) == 0
    assert not locked.users.locked


def test_what_another_window_left_is_settled_when_the_device_is_back(office: Office) -> None:
    address = free_address()
    office.remember(known(address, "0ff1ce"))

    async def script(guide: Guide) -> None:
        await state_is(guide, "0ff1ce", DeviceState.UNREACHABLE)
        await leave(office, JournalKind.LOCK)
        hung = SimulatedDevice(OFFICE)
        hung.users.locked = True
        with device(OFFICE, made=hung, port=address.port):
            await guide.program.fleet.check()
            await guide.until(lambda: not hung.users.locked, "the unlock")
            await guide.until(lambda: journal(office) == 0, "it to be noted")

    assert office.run(script) == 0


def test_person_unlocks_a_device_at_once(office: Office) -> None:
    locked = SimulatedDevice(OFFICE)
    with device(OFFICE, made=locked) as address:
        office.remember(known(address, "0ff1ce"))

        async def script(guide: Guide) -> None:
            await state_is(guide, "0ff1ce", DeviceState.ONLINE)
            leases, uid = guide.program.leases, DeviceUid("0ff1ce")

            async def never(_: float) -> None:
                await asyncio.Event().wait()

            leases._rest = never
            locked.faults.switch_on("refuse", command="LockDevice", times=1)
            locked.users.locked = True
            leases.take_over(uid, [])
            with contextlib.suppress(Refused):
                await leases.unlock(uid)
            await guide.press("Unlock Front door")
            await guide.until(lambda: not guide.window.locked_banner.isVisible(), "an unlock")
            assert not locked.users.locked

        assert office.run(script) == 0
    assert [(each.action, each.result) for each in office.audit()] == [("unlock device", "done")]


def test_closing_the_window_unlocks_what_is_being_worked_on(office: Office) -> None:
    locked = SimulatedDevice(OFFICE)
    with device(OFFICE, made=locked) as address:
        office.remember(known(address, "0ff1ce"))

        async def script(guide: Guide) -> None:
            await state_is(guide, "0ff1ce", DeviceState.ONLINE)
            program, uid = guide.program, DeviceUid("0ff1ce")

            async def work() -> None:
                async with (
                    program.fleet.session(uid) as session,
                    program.leases.hold(uid, session),
                ):
                    await asyncio.Event().wait()

            program.tasks.start(work(), owner=program.window, title="Writing users")
            await guide.until(lambda: locked.users.locked, "the lock")

        assert office.run(script) == 0
        assert not locked.users.locked
    assert journal(office) == 0


# --- practice mode


@pytest.mark.parametrize("address", ["10.20.30.40", "https://10.20.30.40", "printer.example"])
def test_address_is_refused_in_words_when_it_leaves_this_pc_in_practice(
    office: Office, address: str
) -> None:
    office.practice = True

    async def script(guide: Guide) -> None:
        await guide.go_to(PageKey.DEVICES)
        await guide.press("Add by address")
        dialog = await guide.dialog("Add device")
        await guide.enter("Address", address, within=dialog)
        await guide.press("Look for it", within=dialog)
        field = await guide.see(QLineEdit, "Address", within=dialog, enabled=True)
        await guide.until(
            lambda: "practice mode" in field.accessibleDescription(), "what is wrong with it"
        )

    assert office.run(script) == 0


# --- the process


def _started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "rollcall", "--data-dir", str(folder), *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("number", "arguments", "below"),
    [(signal.SIGTERM, [], ""), (signal.SIGINT, ["--practice"], PRACTICE_FOLDER)],
    ids=["SIGTERM", "SIGINT in practice"],
)
def test_program_ends_well_when_a_signal_says_so(
    tmp_path: Path, number: signal.Signals, arguments: list[str], below: str
) -> None:
    folder = tmp_path / "data" / below  # made-up devices have a folder of their own
    process = _started(tmp_path / "data", *arguments)
    try:
        while not (folder / STORE_FILE).exists():  # it is made once the window is shown
            assert process.poll() is None
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert said == b""
    assert (folder / "settings.json").exists()
    assert (tmp_path / "data" / STORE_FILE).exists() is not bool(below)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_data_folder_is_private_when_it_is_made_and_as_it_was_when_it_is_there(
    tmp_path: Path,
) -> None:
    made, there = tmp_path / "made" / "here", tmp_path / "there"
    there.mkdir(mode=0o750)
    prepare(made)
    prepare(there)
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert stat.S_IMODE(there.stat().st_mode) == 0o750


def test_data_folder_is_refused_when_nothing_can_be_kept_in_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for unusable in (file, file / "below"):
        with pytest.raises(DataFolderUnusable, match="file"):
            prepare(unusable)
