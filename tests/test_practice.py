"""The child process of practice mode: starting, ending, and children that misbehave."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from rollcall.practice import is_loopback, start_devices
from rollcall.protocol.address import Address

LISTENS = """
import json, sys
places = [("127.0.0.2", 41234), ("127.0.0.3", 41234), ("127.0.0.2", 41235)]
print(json.dumps({"devices": [{"host": host, "port": port} for host, port in places]}), flush=True)
sys.stdin.read()
"""


def child(source: str) -> list[str]:
    return [sys.executable, "-c", source]


def test_devices_are_listed_and_end_with_their_input() -> None:
    devices = start_devices(child(LISTENS))
    try:
        assert devices.addresses[0] == Address("127.0.0.2", 41234)
        assert len(devices.targets) == 16
        assert set(devices.addresses) <= set(devices.targets)
        assert all(is_loopback(each.host) for each in devices.targets)
        assert devices.process.poll() is None
    finally:
        devices.stop()
    assert devices.process.poll() == 0


def test_real_devices_listen_and_end_with_their_input() -> None:
    devices = start_devices()
    try:
        assert len(devices.addresses) == 3
        for each in devices.addresses:
            assert is_loopback(each.host)
            socket.create_connection((each.host, each.port), timeout=10).close()
    finally:
        devices.stop()
    assert devices.process.poll() == 0


def test_devices_listen_where_they_did_last_time(tmp_path: Path) -> None:
    places = tmp_path / "places"
    first = start_devices(places=places)
    first.stop()
    second = start_devices(places=places)
    second.stop()
    assert second.addresses == first.addresses


@pytest.mark.parametrize(
    "source",
    ["", "print('no json')", "print('[1]')", """print('{"devices": [7]}')""", "exit(3)"],
)
def test_error_is_raised_when_the_child_does_not_start_well(source: str) -> None:
    with pytest.raises(OSError, match="did not start"):
        start_devices(child(source))


def test_error_is_raised_when_the_child_says_nothing_in_time() -> None:
    with pytest.raises(OSError, match="did not start"):
        start_devices(child("import time; time.sleep(60)"), limit_s=0.2)


def test_error_is_raised_when_there_is_no_such_program() -> None:
    with pytest.raises(FileNotFoundError):
        start_devices(["/nowhere/rollcall"])


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("127.0.0.9", True), ("::1", True), ("localhost", False), ("10.0.0.1", False), ("", False)],
)
def test_only_numbers_of_this_pc_are_loopback(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours


PARENT = """
import sys
from rollcall.practice import start_devices
devices = start_devices()
print(devices.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_devices_end_when_the_program_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([child], timeout=60)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
