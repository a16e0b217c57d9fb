"""A real window on a screen of its own, met by keys and by what a screen reader is told.

A test asks for `seen` and names things as a person would: `seen.press("Find devices")`. Each
request waits until what it names is there. What is looked up, and how, is in `reader.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

READER = Path(__file__).with_name("reader.py")
SYSTEM_PYTHON = "/usr/bin/python3"
BUS_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
PROGRAMS = ("Xvfb", "dbus-daemon", "xdotool", SYSTEM_PYTHON)

# Windows and macOS have accessibility of their own; the tree that is read here is Linux's.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]


class Seen:
    """The program as a person at the keyboard, or a screen reader, knows it."""

    def __init__(
        self,
        program: subprocess.Popen[bytes],
        reader: subprocess.Popen[str],
        environment: dict[str, str],
    ) -> None:
        self._program = program
        self._reader = reader
        self._environment = environment
        self._has_looked = False
        self.clicks = 0

    # --- what is there

    def find(self, role: str, name: str) -> str:
        """Wait until something is there; give its description."""
        return str(self._ask("find", role, name))

    def gone(self, role: str, name: str) -> None:
        """Wait until something is there no more."""
        self._ask("gone", role, name)

    def value(self, name: str, role: str = "text") -> str:
        """Give what is in a field, or how far a progress bar is: "3 of 10"."""
        return str(self._ask("value", role, name))

    def row(self, table: str, text: str) -> list[str]:
        """Wait for the row in which a cell holds `text`; give what is read out of each cell."""
        found: list[str] = self._ask("row", table, text)
        return found

    def rows(self, table: str) -> list[list[str]]:
        """Give what is read out of the first rows now."""
        found: list[list[str]] = self._ask("rows", table)
        return found

    def hear(self, text: str) -> str:
        """Wait until something is announced that holds `text`; give all of it."""
        return str(self._ask("hear", text))

    def tree(self) -> list[str]:
        """Give everything in sight as `role: name`."""
        found: list[str] = self._ask("tree")
        return found

    def nameless(self) -> list[str]:
        """Give what can have the focus and has no name."""
        found: list[str] = self._ask("nameless")
        return found

    # --- what a screen reader can do

    def press(self, name: str, role: str = "push button") -> None:
        """Press a button, or another thing that can be pressed."""
        self._ask("press", role, name)

    def enter(self, name: str, text: str) -> None:
        """Write into a field."""
        self._ask("enter", name, text)

    def select(self, table: str, text: str) -> None:
        """Select the row in which a cell holds `text`."""
        self._ask("select", table, text)

    def add_device(self, name: str) -> None:
        """Find the practice devices, unless they were found before, and add the first one."""
        self.go_to("Devices")
        if not self._has_looked:
            self.press("Find devices")
            self._has_looked = True
        self.row("Devices", "New device")
        self.select("Devices", "New device")
        self.press("Add")
        self.enter("Name", name)
        self.press("Add device")
        self.row("Devices", name)
        self.gone("dialog", "Add device")

    def go_to(self, page: str) -> None:
        """Show a page."""
        self.press(page, "radio button")

    # --- what a person at the mouse can do

    def click(self, name: str, role: str = "push button", *, below: int = 0) -> None:
        """Click into the middle of something, or so many pixels below: menus are in no tree."""
        x, y = self._ask("where", role, name)
        self._click(x, y + below)

    def click_row(self, table: str, text: str) -> None:
        """Click the row in which a cell holds `text`."""
        self._click(*self._ask("where_row", table, text))

    def _click(self, x: int, y: int) -> None:
        self.clicks += 1
        self._xdotool("mousemove", str(x), str(y), "click", "1")

    # --- what a person at the keyboard can do

    def keys(self, *keys: str) -> None:
        """Press keys, named as X11 does: "Tab", "ctrl+f", "F5"."""
        self._take_keyboard()
        self._xdotool("key", *keys)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self._take_keyboard()
        self._xdotool("type", text)

    def focus(self) -> str:
        """Give what has the focus now, as `role: name`."""
        self._take_keyboard()
        return str(self._ask("focus"))

    def focused(self, node: str) -> None:
        """Wait until `node`, as `role: name`, has the focus."""
        self._take_keyboard()
        self._ask("focused", node)

    def tab_to(self, node: str, patience: int = 40) -> None:
        """Press Tab until `node`, as `role: name`, has the focus."""
        passed = [self.focus()]
        while passed[-1] != node:
            assert len(passed) < patience, f"{node} is not among {passed}"
            passed += self.tab_order(1)

    def tab_order(self, steps: int, key: str = "Tab") -> list[str]:
        """Press Tab so many times; give what had the focus after each."""
        order = []
        for _ in range(steps):
            self.keys(key)
            order.append(self.focus())
        return order

    # --- inside

    def check_alive(self) -> None:
        """Fail if the program is gone: what a screen reader asks must never end it."""
        assert self._program.poll() is None, f"the program ended: {self._program.returncode}"

    def _take_keyboard(self) -> None:
        """Do what a window manager would: when a dialog has closed, the window has the keyboard."""
        windows = self._xdotool("search", "--sync", "--onlyvisible", "--name", "Rollcall").split()
        if self._xdotool("getwindowfocus") not in windows and not self._has_dialog():
            self._xdotool("windowfocus", windows[0])

    def _has_dialog(self) -> bool:
        return any(each.startswith("dialog: ") for each in self.tree())

    def _xdotool(self, *command: str) -> str:
        done = subprocess.run(
            ["xdotool", *command],
            env=self._environment,
            check=False,  # it fails when no window at all has the keyboard
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def _ask(self, *request: object) -> Any:  # noqa: ANN401  # each caller knows
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(json.dumps(request) + "\n")
        self._reader.stdin.flush()
        line = self._reader.stdout.readline()
        assert line, "the reader ended"
        answer = json.loads(line)
        if "error" in answer:
            self.check_alive()
            pytest.fail(answer["error"])
        return answer["ok"]


@pytest.fixture(scope="session")
def desktop() -> Iterator[dict[str, str]]:
    """A screen, a session bus and an accessibility bus; give what leads a program to them."""
    launcher = _launcher()
    # A short path: what is made in it are sockets.
    with tempfile.TemporaryDirectory(prefix="rollcall-") as folder, ExitStack() as stack:
        environment = {
            "XDG_RUNTIME_DIR": folder,
            "DISPLAY": _screen(stack),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "LC_ALL": "C.UTF-8",
            "GTK_MODULES": "",
        }
        environment["DBUS_SESSION_BUS_ADDRESS"] = _bus(stack, environment)
        _start(stack, [launcher, "--launch-immediately"], environment)
        yield environment


@pytest.fixture
def seen(desktop: dict[str, str], tmp_path: Path) -> Iterator[Seen]:
    """The program in practice mode as a process of its own; it must live to the end."""
    with ExitStack() as stack:
        yield _practice(stack, desktop, tmp_path)


@pytest.fixture(scope="module")
def front_door(desktop: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """The program with one device, for the tests of a file that leave all as it is.

    They come after those with a program of their own: two at once would be one to the reader.
    """
    with ExitStack() as stack:
        seen = _practice(stack, desktop, tmp_path_factory.mktemp("front-door"))
        seen.add_device("Front door")
        seen.press("Dismiss")
        yield seen


def _practice(stack: ExitStack, desktop: dict[str, str], folder: Path) -> Seen:
    """Start the program and its reader; when they end, the program must have lived."""
    command = [sys.executable, "-m", "rollcall", "--practice", "--data-dir", str(folder)]
    program = _start(stack, command, desktop)
    reader = subprocess.Popen(
        [SYSTEM_PYTHON, str(READER)],
        env={**os.environ, **desktop},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    stack.callback(_end, reader)
    seen = Seen(program, reader, {**os.environ, **desktop})
    stack.callback(seen.check_alive)
    seen.find("frame", "Rollcall - practice mode")
    return seen


def _launcher() -> str:
    """Give the program that starts the accessibility bus, once all that is needed is there."""
    missing = [each for each in PROGRAMS if shutil.which(each) is None]
    launcher = next((each for each in BUS_LAUNCHERS if Path(each).exists()), None)
    if launcher is None:
        missing.append("at-spi-bus-launcher")
    trial = [SYSTEM_PYTHON, "-c", "import pyatspi"]
    if not missing and subprocess.run(trial, check=False, capture_output=True).returncode:
        missing.append("pyatspi")
    if launcher is not None and not missing:
        return launcher
    message = f"missing: {', '.join(missing)}; on Debian and Ubuntu, dev.py installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def _screen(stack: ExitStack) -> str:
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    stack.callback(_end, screen)
    os.close(write)
    with os.fdopen(read) as pipe:
        return f":{pipe.readline().strip()}"


def _bus(stack: ExitStack, environment: dict[str, str]) -> str:
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
        text=True,
    )
    stack.callback(_end, bus)
    assert bus.stdout is not None
    return bus.stdout.readline().strip()


def _start(
    stack: ExitStack, command: list[str], environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, env={**os.environ, **environment})
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
