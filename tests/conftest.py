"""What every test is kept from: the network, the user's keyring and folders, silent log records.

The qasync loop and the widgets' fixtures are in `tests/ui/conftest.py`.
"""

from __future__ import annotations

import asyncio
import inspect
import ipaddress
import logging
import os
import socket
import sys
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

# Before PySide6 is imported by any test.
os.environ["QT_API"] = "pyside6"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No test measures time: not on a busy machine, and not on anyone's laptop.
hypothesis.settings.register_profile(
    "rollcall", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("rollcall")

CONTACTS = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
USER_FOLDERS = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA")
XDG_FOLDERS = ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR")


class OutsideContact(RuntimeError):
    """A test tried to reach something beyond this computer."""


def _keep_inside(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every address beyond loopback, and every look-up of a real name."""
    if event == "socket.getaddrinfo":
        _check_look_up(arguments[0])
    elif event in CONTACTS:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise OutsideContact(f"{event} {address}")


def _check_look_up(host: object) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not name or name == "localhost" or _is_address(name):
        return
    if str(name).endswith(".invalid"):  # what never exists (RFC 6761), here without asking anyone
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    raise OutsideContact(f"look-up of {name}")


def _is_address(host: object) -> bool:
    try:
        ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return True


def _is_loopback(host: object) -> bool:
    return host == "localhost" or (
        _is_address(host) and ipaddress.ip_address(str(host)).is_loopback
    )


# An audit hook sees every thread and cannot be undone by a library that patches sockets.
sys.addaudithook(_keep_inside)


class EmptyHome:
    """A home with nothing in it; the same one for as long as nobody leaves anything there.

    Six folders made and removed for each test would be a minute of the whole suite.
    """

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._make()

    def folder(self) -> Path:
        """Give it, another one if the last test used it."""
        there = set(self._home.iterdir())
        if there != self._xdg or any(any(each.iterdir()) for each in there):
            self._make()
        return self._home

    def _make(self) -> None:
        self._home = self._factory.mktemp("home")
        self._xdg = {self._home / name.lower() for name in XDG_FOLDERS}
        for each in self._xdg:
            each.mkdir(mode=0o700)


@pytest.fixture(scope="session")
def _empty_home(tmp_path_factory: pytest.TempPathFactory) -> EmptyHome:
    return EmptyHome(tmp_path_factory)


@pytest.fixture(autouse=True)
def _nobodys_home(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _empty_home: EmptyHome
) -> None:
    """Give the test an empty home, and no keyring unless it brings its own."""
    home = _empty_home.folder()
    for name in USER_FOLDERS:
        monkeypatch.setenv(name, str(home))
    for name in XDG_FOLDERS:
        monkeypatch.setenv(f"XDG_{name}", str(home / name.lower()))
    for name in ("ROLLCALL_DATA", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    if request.node.get_closest_marker("keyring") is None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


class ExpectedLog(logging.Handler):
    """Collects the warnings and errors that the test did not announce."""

    def __init__(self, captured: logging.Handler) -> None:
        super().__init__(logging.WARNING)
        self._captured = captured
        self._announced: list[str] = []
        self.unexpected: list[str] = []

    def __call__(self, part: str) -> None:
        """Announce records whose message has `part` in it."""
        self._announced.append(part)

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record; `caplog.at_level(logging.WARNING)` announces warnings for its block."""
        message = record.getMessage()
        if self._captured.level == record.levelno or any(p in message for p in self._announced):
            return
        self.unexpected.append(f"{record.levelname} {record.name}: {message}")


@pytest.fixture(autouse=True)
def expected_log(caplog: pytest.LogCaptureFixture) -> Iterator[ExpectedLog]:
    """Fail the test on a warning or error in the log, but for `expected_log("part of it")`."""
    expected = ExpectedLog(caplog.handler)
    logging.getLogger().addHandler(expected)
    yield expected
    logging.getLogger().removeHandler(expected)
    if expected.unexpected:
        pytest.fail("unexpected in the log:\n" + "\n".join(expected.unexpected))


@pytest.fixture(autouse=True)
def _tasks_end(request: pytest.FixtureRequest) -> None:
    """Fail a coroutine test that leaves a task behind."""
    if inspect.iscoroutinefunction(getattr(request, "function", None)):
        request.getfixturevalue("_no_task_left")


@pytest.fixture
async def _no_task_left() -> AsyncIterator[None]:
    yield
    await asyncio.sleep(0)  # a task that was cancelled ends in the loop's next round
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        pytest.fail(f"tasks left behind: {sorted(task.get_name() for task in left)}")
