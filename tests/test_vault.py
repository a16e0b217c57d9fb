"""Keys are kept by real keyrings only, and absent, refused and locked are never confused."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
import traceback
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import keyring.backend
import keyring.errors
import pytest
from keyring.backends import chainer, fail, null

from rollcall.protocol.address import NO_KEY, ApiKey
from rollcall.protocol.errors import (
    InputProblem,
    InvalidInput,
    NoBackend,
    VaultDenied,
    VaultError,
    VaultLocked,
)
from rollcall.protocol.info import DeviceUid
from rollcall.vault import KeyringVault, SessionVault
from tests.keyring_fakes import (
    ClingingKeyring,
    FakeChain,
    FakeKeyring,
    ForgettingKeyring,
    HungKeyring,
    ManglingKeyring,
    NullKeyring,
    PlainKeyring,
    RaisingKeyring,
    UnknownKeyring,
    WriteProtectedKeyring,
    passing_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UID = DeviceUid("0123456789abcdef")
OTHER = DeviceUid("fedcba9876543210")
KEY = ApiKey("Zm9v YmFy-键-🔑")
PATIENT = timedelta(minutes=2)  # no test depends on how fast the machine is
AT_ONCE = timedelta(milliseconds=50)  # for backends that never answer


def vault_on(
    backend: object,
    *,
    limit: timedelta = PATIENT,
    rest: Callable[[float], object] = lambda _: None,
) -> KeyringVault:
    return KeyringVault(lambda: backend, limit=limit, rest=rest)


@pytest.fixture
def hung() -> Iterator[HungKeyring]:
    backend = HungKeyring()
    yield backend
    backend.released.set()


@pytest.mark.parametrize("make", [SessionVault, lambda: vault_on(FakeKeyring())])
async def test_get_gives_what_was_put_until_forgotten(
    make: Callable[[], SessionVault | KeyringVault],
) -> None:
    vault = make()
    assert await vault.get(UID) is None
    await vault.put(UID, KEY)
    await vault.put(OTHER, ApiKey("other"))
    assert await vault.get(UID) == KEY
    await vault.put(UID, ApiKey("new"))
    assert await vault.get(UID) == ApiKey("new")
    await vault.forget(UID)
    await vault.forget(UID)
    assert await vault.get(UID) is None
    assert await vault.get(OTHER) == ApiKey("other")


@pytest.mark.parametrize("make", [SessionVault, lambda: vault_on(FakeKeyring())])
async def test_put_forgets_when_the_key_is_empty(
    make: Callable[[], SessionVault | KeyringVault],
) -> None:
    vault = make()
    await vault.put(UID, KEY)
    await vault.put(UID, NO_KEY)
    assert await vault.get(UID) is None


async def test_put_writes_one_entry_under_the_programs_name() -> None:
    backend = FakeKeyring()
    await vault_on(backend).put(UID, KEY)
    assert backend.entries == {("Rollcall", UID): KEY.reveal()}


FAULTS = [
    pytest.param(RaisingKeyring(keyring.errors.KeyringLocked()), VaultLocked, id="locked"),
    pytest.param(RaisingKeyring(keyring.errors.InitError()), VaultLocked, id="cannot be opened"),
    pytest.param(RaisingKeyring(keyring.errors.NoKeyringError()), NoBackend, id="went away"),
    pytest.param(RaisingKeyring(keyring.errors.KeyringError()), VaultDenied, id="denies"),
    pytest.param(RaisingKeyring(OSError(5, "D-Bus")), VaultDenied, id="foreign error"),
    pytest.param(ManglingKeyring(), VaultDenied, id="returns other text"),
    pytest.param(ForgettingKeyring(), VaultDenied, id="forgets"),
    pytest.param(WriteProtectedKeyring(), VaultDenied, id="write-protected"),
]
REFUSED = [
    pytest.param(null.Keyring(), id="null"),  # type: ignore[no-untyped-call]
    pytest.param(NullKeyring(), id="subclass of null"),  # type: ignore[no-untyped-call]
    pytest.param(fail.Keyring(), id="fail"),  # type: ignore[no-untyped-call]
    pytest.param(PlainKeyring(), id="plain text"),
    pytest.param(UnknownKeyring(), id="unknown"),
    pytest.param(FakeChain(), id="empty chain"),
    pytest.param(FakeChain(FakeKeyring(), PlainKeyring()), id="chain with plain text"),
    pytest.param(FakeChain(FakeKeyring(), FakeChain(FakeKeyring())), id="chain in a chain"),
    pytest.param(None, id="nothing"),
]


@pytest.mark.parametrize(("backend", "expected"), FAULTS)
async def test_put_fails_when_the_keyring_has_a_fault(
    backend: FakeKeyring, expected: type[VaultError]
) -> None:
    with pytest.raises(VaultError) as caught:
        await vault_on(backend).put(UID, KEY)
    assert type(caught.value) is expected
    assert KEY.reveal() not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(("backend", "expected"), FAULTS[:5])
async def test_get_and_forget_fail_when_the_keyring_does_not_answer_properly(
    backend: FakeKeyring, expected: type[VaultError]
) -> None:
    with pytest.raises(expected):
        await vault_on(backend).get(UID)
    with pytest.raises(expected):
        await vault_on(backend).forget(UID)


@pytest.mark.parametrize("backend", REFUSED)
async def test_no_call_reaches_a_backend_that_is_not_a_real_keyring(backend: object) -> None:
    vault = vault_on(backend)
    with pytest.raises(NoBackend):
        await vault.check()
    with pytest.raises(NoBackend):
        await vault.get(UID)
    with pytest.raises(NoBackend):
        await vault.put(UID, KEY)
    with pytest.raises(NoBackend):
        await vault.forget(UID)
    if isinstance(backend, FakeKeyring):
        assert backend.entries == {}


@pytest.mark.parametrize("error", [ModuleNotFoundError, AttributeError, RuntimeError])
async def test_check_finds_no_backend_when_keyring_cannot_load_one(error: type[Exception]) -> None:
    def find() -> object:
        raise error

    with pytest.raises(NoBackend):
        await KeyringVault(find, limit=PATIENT).check()


async def test_check_names_the_keyring_as_people_know_it() -> None:
    assert await vault_on(FakeKeyring()).check() == "Secret Service"
    assert await vault_on(FakeChain(FakeKeyring(), FakeKeyring())).check() == "Secret Service"


def test_the_real_classes_are_where_the_vault_expects_them() -> None:
    classes: set[type] = keyring.backend.KeyringBackend._classes
    paths = {f"{class_.__module__}.{class_.__qualname__}" for class_ in classes}
    assert f"{chainer.ChainerBackend.__module__}.ChainerBackend" in paths
    assert "keyring.backends.chainer.ChainerBackend" in paths


@pytest.mark.parametrize("entry", ["x" * 1201, "line\nbreak", "\x00", 5, b"bytes"])
async def test_get_denies_an_entry_that_is_not_a_key(entry: str) -> None:
    backend = FakeKeyring()
    backend.entries["Rollcall", UID] = entry
    with pytest.raises(VaultDenied):
        await vault_on(backend).get(UID)


async def test_forget_fails_when_the_entry_stays() -> None:
    backend = ClingingKeyring()
    vault = vault_on(backend)
    await vault.put(UID, KEY)
    with pytest.raises(VaultDenied):
        await vault.forget(UID)


async def test_put_refuses_what_windows_could_not_hold() -> None:
    backend = FakeKeyring()
    await vault_on(backend).put(UID, ApiKey("k" * 1200))
    with pytest.raises(InvalidInput) as caught:
        await vault_on(backend).put(OTHER, ApiKey("🔑" * 601))
    assert caught.value.problem is InputProblem.TOO_LONG
    assert list(backend.entries) == [("Rollcall", UID)]


async def test_get_gives_up_at_the_limit_when_the_keyring_hangs(hung: HungKeyring) -> None:
    vault = vault_on(hung, limit=AT_ONCE)
    with pytest.raises(VaultLocked):
        await vault.get(UID)
    with pytest.raises(VaultLocked):
        await vault.put(UID, KEY)
    assert hung.prompts == 1


async def test_get_works_again_when_the_person_unlocked_the_keyring(hung: HungKeyring) -> None:
    hung.entries["Rollcall", UID] = KEY.reveal()
    impatient = vault_on(hung, limit=AT_ONCE)
    with pytest.raises(VaultLocked):
        await impatient.get(UID)
    workers = [thread for thread in threading.enumerate() if thread.name == "keyring"]
    hung.released.set()
    for thread in workers:
        thread.join()
    assert await impatient.get(UID) == KEY


async def test_seal_key_is_made_once_and_kept_beside_the_api_keys() -> None:
    backend = FakeKeyring()
    key = await vault_on(backend).seal_key()
    await vault_on(backend).put(UID, KEY)
    assert (len(key), await vault_on(backend).seal_key()) == (32, key)
    assert set(backend.entries) == {("Rollcall", "journal seal"), ("Rollcall", UID)}
    assert await vault_on(FakeKeyring()).seal_key() != key


@pytest.mark.parametrize("order", ["12", "21"])
async def test_two_programs_that_make_a_seal_key_at_once_come_to_the_same_one(order: str) -> None:
    """Both find none; then each writes its own, and the later one stands."""
    backend = FakeKeyring()
    have_found_none = threading.Barrier(2)
    have_written = threading.Barrier(2)
    turns = {name: threading.Event() for name in order}
    turns[order[0]].set()

    class OneOfTwo(FakeKeyring):
        def __init__(self, name: str) -> None:
            self.entries = backend.entries
            self.name = name
            self.has_looked = False

        def get_password(self, service: str, username: str) -> str | None:
            found = super().get_password(service, username)
            if not self.has_looked:
                self.has_looked = True
                have_found_none.wait()
            return found

        def set_password(self, service: str, username: str, password: str) -> None:
            turns[self.name].wait()
            super().set_password(service, username, password)
            turns[order[1]].set()

    passing_for("keyring.backends.SecretService.Keyring")(OneOfTwo)
    vaults = [vault_on(OneOfTwo(name), rest=lambda _: have_written.wait()) for name in "12"]
    one, two = await asyncio.gather(*(vault.seal_key() for vault in vaults))
    assert one == two == await vault_on(backend).seal_key()


async def test_seal_key_that_is_there_is_given_at_once() -> None:
    backend, rests = FakeKeyring(), list[float]()
    await vault_on(backend, rest=rests.append).seal_key()
    await vault_on(backend, rest=rests.append).seal_key()
    assert rests == [0.5]


async def test_seal_key_of_a_run_is_gone_with_it() -> None:
    vault = SessionVault()
    assert await vault.seal_key() == await vault.seal_key() != await SessionVault().seal_key()


@pytest.mark.parametrize("entry", ["not base64!", "c2hvcnQ=", "é"])
async def test_seal_key_that_is_not_ours_is_denied_and_stays(entry: str) -> None:
    backend = FakeKeyring()
    backend.entries["Rollcall", "journal seal"] = entry
    with pytest.raises(VaultDenied):
        await vault_on(backend).seal_key()
    assert backend.entries["Rollcall", "journal seal"] == entry


@pytest.mark.parametrize(
    ("backend", "error"),
    [
        (ManglingKeyring(), VaultDenied),
        (ForgettingKeyring(), VaultDenied),
        (WriteProtectedKeyring(), VaultDenied),
        (RaisingKeyring(keyring.errors.KeyringLocked("x")), VaultLocked),
        (PlainKeyring(), NoBackend),
        (UnknownKeyring(), NoBackend),
    ],
)
async def test_seal_key_is_not_given_by_a_keyring_that_would_not_keep_it(
    backend: object, error: type[VaultError]
) -> None:
    with pytest.raises(error):
        await vault_on(backend).seal_key()


def test_a_hung_keyring_does_not_keep_the_program_from_its_end() -> None:
    program = """
import asyncio, threading
from datetime import timedelta
from rollcall.protocol.errors import VaultLocked
from rollcall.vault import KeyringVault

async def main():
    try:
        await KeyringVault(threading.Event().wait, limit=timedelta(milliseconds=50)).get("uid")
    except VaultLocked:
        print("locked")

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "locked\n", "")


def test_importing_the_vault_does_not_import_keyring() -> None:
    program = "import sys, rollcall.vault; print('keyring' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "False\n"


SECRET_SERVICE_PROGRAM = """
import asyncio
from rollcall.protocol.address import ApiKey
from rollcall.vault import KeyringVault

async def main():
    vault, key = KeyringVault(), ApiKey("Zm9v YmFy-键-🔑" + "k" * 1100)
    assert await vault.check() == "Secret Service"
    assert await vault.get("uid") is None
    await vault.put("uid", key)
    assert await KeyringVault().get("uid") == key
    await vault.put("uid", ApiKey("new"))
    assert await vault.get("uid") == ApiKey("new")
    assert await vault.get("other") is None
    await vault.forget("uid")
    assert await vault.get("uid") is None
    print("done")

asyncio.run(main())
"""


@pytest.mark.keyring
@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
def test_keys_are_kept_by_a_real_secret_service(tmp_path: Path) -> None:
    missing = [
        tool for tool in ("dbus-run-session", "gnome-keyring-daemon") if not shutil.which(tool)
    ]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"not installed: {missing}")
    script = tmp_path / "script.py"
    script.write_text(SECRET_SERVICE_PROGRAM, "utf-8")
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(tmp_path / "share"),
        "PYTHONUTF8": "1",
    }
    unlock_and_run = (
        'echo | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
    )
    done = subprocess.run(
        [
            "dbus-run-session", "--", "sh", "-c", unlock_and_run, "sh", sys.executable, script,
        ],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
