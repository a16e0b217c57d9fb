"""The whole program against simulated devices over real TCP: what a day brings, and its ends."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring.errors
import psutil  # type: ignore[import-untyped]
import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from rollcall import logs
from rollcall.app import (
    PRACTICE_FOLDER,
    STORE_FILE,
    DataFolderUnusable,
    Program,
    prepare,
)
from rollcall.program import SETTINGS_FILE
from rollcall.protocol.address import NO_KEY, Address
from rollcall.protocol.errors import StoreLocked, Unreachable
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.practice import PRACTICE
from rollcall.simulator.profile import Profile
from rollcall.simulator.timing import RealTime
from rollcall.store import AuditEntry, Store
from rollcall.store.values import PendingRemoval
from rollcall.tour.guide import Guide
from rollcall.ui.navigation import PageKey
from rollcall.ui.theme import APP_ARGUMENTS
from rollcall.ui.words import ANSWERING
from rollcall.usecases.fleet_device import DeviceState
from tests.conftest import ExpectedLog
from tests.keyring_fakes import FakeKeyring, HungKeyring, PlainKeyring, RaisingKeyring
from tests.whole_program import (
    OFFICE,
    Office,
    device,
    journal,
    known,
    opened_office,
    state_is,
    told,
)

KEY = "canary-7f3a-KEY"
BIG = Profile(uid="b16", users=3000, service_s=0.005)
KEYED = Profile(uid="10c4ed", users=3, api_key=KEY)

pytestmark = pytest.mark.no_qt_log


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["rollcall", *APP_ARGUMENTS]


@pytest.fixture
def office(
    qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Office]:
    """A PC on which the program may be started."""
    with opened_office(qapp, tmp_path, caplog) as office:
        yield office


def connections_to(address: Address) -> int:
    """Count the sockets of this process that are open to a device, from our side."""
    return sum(
        bool(each.raddr) and each.raddr.port == address.port and each.status == "ESTABLISHED"
        for each in psutil.Process().net_connections("tcp")
    )


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


def test_dialogs_are_imported_before_anybody_asks_for_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = "rollcall.ui.dialogs.end_captures"
    importlib.import_module(late)
    monkeypatch.delitem(sys.modules, late)

    async def script(guide: Guide) -> None:
        await guide.until(lambda: late in sys.modules, "its import")

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


def test_what_waits_for_a_device_is_done_when_it_is_found_at_another_address(
    office: Office,
) -> None:
    made = SimulatedDevice(OFFICE)
    leaver = made.users.get("7")
    assert leaver is not None
    removal = PendingRemoval(
        device=DeviceUid(OFFICE.uid),
        user_id=leaver.id,
        name=leaver.name,
        asked_at=datetime.now(UTC),
        who="ann",
    )

    async def remember_removal() -> None:
        store = await Store.open(office.store)
        await store.removals.add(removal)
        await store.close()

    with device(OFFICE, made=made) as address:
        office.remember(known(Address("127.0.0.1", 1), OFFICE.uid))
        asyncio.run(remember_removal())

        async def script(guide: Guide) -> None:
            await state_is(guide, OFFICE.uid, DeviceState.UNREACHABLE)
            await guide.program.fleet.find(str(address), report=lambda _: None)
            assert state_of(guide, OFFICE.uid) is DeviceState.MOVED
            await told(guide, by=guide.window.notice_bar)

        assert office.run(script) == 0
        assert made.users.get("7") is None


# --- left locked


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


# --- closed in the middle of writing


class HeldTime(RealTime):
    """Lets a device hang in a long answer until it is let go."""

    def __init__(self) -> None:
        self._is_let_go = False
        self._held: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        if seconds <= 60:
            await super().sleep(seconds)
        elif not self._is_let_go:
            event = asyncio.Event()
            self._held.append((asyncio.get_running_loop(), event))
            await event.wait()

    def let_go(self) -> None:
        self._is_let_go = True
        for loop, event in self._held:
            loop.call_soon_threadsafe(event.set)


@contextmanager
def hanging(office: Office) -> Iterator[tuple[SimulatedDevice, HeldTime]]:
    """A device we know that makes a change of a user and does not say so until it is let go."""
    time = HeldTime()
    made = SimulatedDevice(OFFICE, time=time)
    made.faults.switch_on("delay", value="3600", command="SetUserInfo")
    with device(OFFICE, made=made) as address:
        office.remember(known(address, "0ff1ce"))
        yield made, time


async def rename_somebody(guide: Guide, made: SimulatedDevice) -> UserId:
    """Come as far as the device hangs; give who is renamed."""
    await state_is(guide, "0ff1ce", DeviceState.ONLINE)
    await guide.pick_device("Front door")
    await guide.go_to(PageKey.USERS)
    await guide.rows("Users", 30)
    await guide.idle()
    somebody = next(iter(made.users))
    await guide.activate("Users", somebody.name)
    dialog = await guide.dialog("Edit user")
    await guide.see(QAbstractButton, "Save", within=dialog, enabled=True)
    await guide.enter("Name", "Ann Müller", within=dialog)
    await guide.press("Save", within=dialog)
    await guide.until(lambda: made.ledger.counts["SetUserInfo"], "the change to be sent")
    return somebody.id


def test_window_is_out_of_sight_at_once_while_a_device_hangs_in_a_change(office: Office) -> None:
    with hanging(office) as (made, time):

        async def script(guide: Guide) -> None:
            changed.append(await rename_somebody(guide, made))
            guide.window.close()
            assert not guide.window.isVisible()
            for _ in range(20):  # turns of the loop, which an idle window takes in no time
                await asyncio.sleep(0)
            assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]
            assert guide.program.tasks.works
            assert made.users.locked
            assert (office.folder / SETTINGS_FILE).exists()
            time.let_go()

        changed: list[UserId] = []
        assert office.run(script) == 0
        assert not made.users.locked
        assert {each.id: each.name for each in made.users}[changed[0]] == "Ann Müller"
    assert journal(office) == 0
    assert [(each.action, each.result) for each in office.audit()] == [("edit user", "done")]


def test_second_start_leaves_alone_what_a_closing_program_still_does(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with hanging(office) as (made, time):

        async def script(guide: Guide) -> None:
            guide.program.users.writer.patience_s = 60
            await rename_somebody(guide, made)
            guide.window.close()
            before = made.ledger.counts["GetCapacityLimit"]
            second = _started(office.folder)
            try:  # it asks for this once it has looked through what was left behind
                await guide.until(
                    lambda: made.ledger.counts["GetCapacityLimit"] > before, "the second program"
                )
            finally:
                second.terminate()
                await asyncio.to_thread(second.communicate)
            assert second.returncode == 0
            time.let_go()

        assert office.run(script) == 0
        assert not made.users.locked
        assert made.ledger.counts["LockDevice"] == 2  # locked once, unlocked once
        assert made.ledger.counts["SetUserInfo"] == 1
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


def test_known_practice_devices_answer_after_a_restart_wherever_they_listen(
    office: Office,
) -> None:
    office.practice = True
    uids = {each.uid for each in PRACTICE}

    async def find(guide: Guide) -> None:
        await guide.go_to(PageKey.DEVICES)
        await guide.press("Find devices")
        await guide.rows("Devices", 3)
        await guide.idle()
        fleet = guide.program.fleet
        for each in fleet.devices:
            assert each.uid
            name = f"Door {each.uid}"
            await fleet.add(each.address, uid=each.uid, name=name, key=NO_KEY, pin=None)

    async def all_answer(guide: Guide) -> None:
        def look() -> bool:
            devices = guide.program.fleet.devices
            return uids <= {each.uid for each in devices if each.state in ANSWERING}

        await guide.until(look, "all to answer")
        await guide.idle()

    assert office.run(find) == 0
    before = {each.uid: each.address for each in office.known()}
    assert before.keys() == uids
    assert office.run(all_answer) == 0
    assert {each.uid: each.address for each in office.known()} == before
    taken = before[DeviceUid(PRACTICE[0].uid)]
    with socket.socket() as other_program:
        other_program.bind((taken.host, taken.port))
        assert office.run(all_answer) == 0
    after = {each.uid: each.address for each in office.known()}
    assert {uid for uid, address in after.items() if address != before[uid]} == {PRACTICE[0].uid}


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
