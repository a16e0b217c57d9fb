"""A real window on a screen of its own, with a session bus and the accessibility tree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

READER = Path(__file__).with_name("reader.py")
SYSTEM_PYTHON = "/usr/bin/python3"
BUS_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
NEEDED = ("Xvfb", "dbus-daemon")


class Seen:
    """The program as a screen reader knows it; everything is named by role and accessible name."""

    def __init__(self, program: subprocess.Popen[bytes], reader: subprocess.Popen[str]) -> None:
        self.program = program
        self._reader = reader

    def find(self, role: str, name: str) -> None:
        """Wait until something is there."""
        self._ask("find", "Rollcall", role, name)

    def press(self, name: str, role: str = "push button") -> None:
        """Press a button, or another thing that can be pressed."""
        self._ask("press", "Rollcall", role, name)

    def enter(self, name: str, text: str) -> None:
        """Write into a field."""
        self._ask("enter", "Rollcall", name, text)

    def row(self, table: str, text: str) -> list[str]:
        """Wait for the row in which a cell holds `text`; give what is read out of each cell."""
        found = self._ask("row", "Rollcall", table, text)
        assert isinstance(found, list)
        return [str(each) for each in found]

    def rows(self, table: str) -> list[list[str]]:
        """Give what is read out of each cell now."""
        found = self._ask("rows", "Rollcall", table)
        assert isinstance(found, list)
        return found

    def select(self, table: str, text: str) -> None:
        """Select the row in which a cell holds `text`."""
        self._ask("select", "Rollcall", table, text)

    def tree(self) -> list[str]:
        """Give everything in sight as `role: name`."""
        found = self._ask("tree", "Rollcall")
        assert isinstance(found, list)
        return found

    def nameless(self) -> list[str]:
        """Give what can have the focus and has no name."""
        found = self._ask("nameless", "Rollcall")
        assert isinstance(found, list)
        return found

    def _ask(self, *request: object) -> object:
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(json.dumps(request) + "\n")
        self._reader.stdin.flush()
        line = self._reader.stdout.readline()
        assert line, "the reader ended"
        answer = json.loads(line)
        if "error" in answer:
            pytest.fail(answer["error"])
        return answer["ok"]


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Seen]:
    """The program in practice mode as a separate process, on a screen of its own."""
    missing = [each for each in NEEDED if shutil.which(each) is None]
    launcher = next((each for each in BUS_LAUNCHERS if Path(each).exists()), None)
    if missing or launcher is None:
        pytest.fail(f"this test needs {missing or 'at-spi2-core'}; dev.py test installs it")
    with ExitStack() as stack:
        display = _display(stack)
        environment = {
            **os.environ,
            "DISPLAY": display,
            "DBUS_SESSION_BUS_ADDRESS": _bus(stack, tmp_path),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "LANG": "C.UTF-8",
            "GTK_MODULES": "",
        }
        _started(stack, [launcher, "--launch-immediately"], environment)
        command = [sys.executable, "-m", "rollcall", "--practice", "--data-dir", str(tmp_path)]
        program = _started(stack, command, environment)
        reader = subprocess.Popen(
            [SYSTEM_PYTHON, str(READER)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.callback(_end, reader)
        yield Seen(program, reader)


def _display(stack: ExitStack) -> str:
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


def _bus(stack: ExitStack, folder: Path) -> str:
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
        text=True,
    )
    stack.callback(_end, bus)
    assert bus.stdout is not None
    return bus.stdout.readline().strip()


def _started(
    stack: ExitStack, command: list[str], environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, env=environment)
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
