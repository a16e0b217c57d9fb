"""Finds are values."""

from __future__ import annotations

import subprocess
import sys

from rollcall.device.found import Target
from rollcall.protocol.address import Address


def test_target_is_an_address() -> None:
    assert Target("127.0.0.1", 8443, https=True).address == Address("127.0.0.1", 8443, https=True)


def test_importing_finds_loads_nothing_slow() -> None:
    program = (
        "import sys, rollcall.device.found, rollcall.device.networks\n"
        "print(*{'httpx', 'httpcore', 'anyio', 'psutil', 'cryptography'} & set(sys.modules))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert finished.stdout.strip() == ""
