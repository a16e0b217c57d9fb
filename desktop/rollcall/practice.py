"""Practice mode's devices: simulated ones in a child process, which never slows the window."""

from __future__ import annotations

import ipaddress
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from rollcall.protocol.address import Address

__all__ = ["PracticeDevices", "is_loopback", "start_devices"]

HOSTS_TRIED: Final = 8  # 127.0.0.1 to .8: enough to show a sweep that finds some and not others
START_LIMIT_S: Final = 30.0  # 100,000 records take a slow PC a few seconds
END_LIMIT_S: Final = 5.0
LINE_BYTES_MAX: Final = 10_000


@dataclass(frozen=True, slots=True)
class PracticeDevices:
    """The running child process and where its devices listen."""

    process: subprocess.Popen[bytes]
    addresses: tuple[Address, ...]

    @property
    def targets(self) -> tuple[Address, ...]:
        """Where practice mode looks for devices: every loopback host with every practice port."""
        ports = sorted({each.port for each in self.addresses})
        hosts = [f"127.0.0.{last}" for last in range(1, HOSTS_TRIED + 1)]
        return tuple(Address(host, port) for host in hosts for port in ports)

    def stop(self) -> None:
        """End the devices and wait until they have; blocks for a moment."""
        _end(self.process)


def start_devices(
    command: Sequence[str] | None = None,
    *,
    places: Path | None = None,
    limit_s: float = START_LIMIT_S,
) -> PracticeDevices:
    """Start the devices and wait until they listen; blocks for about a second.

    `places` is a file, made if it is missing, thanks to which they listen where they did last time.
    Raises `OSError` if the child cannot be started, ends at once, or says nothing in time.
    """
    process = subprocess.Popen(  # noqa: S603  # our own program
        [*(command or _own_command()), *(("--places", str(places)) if places else ())],
        stdin=subprocess.PIPE,  # the child ends when this does, so it never outlives the window
        stdout=subprocess.PIPE,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        return PracticeDevices(process, _addresses(_first_line(process, limit_s)))
    except msgspec.DecodeError as error:
        _end(process)
        raise OSError("the practice devices did not start") from error
    except BaseException:
        _end(process)
        raise


def is_loopback(host: str) -> bool:
    """Whether a host is this PC itself; a name never counts, for it may lead anywhere."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _first_line(process: subprocess.Popen[bytes], limit_s: float) -> bytes:
    """Wait for the child's one line; a child that says nothing in time is ended, which ends it."""
    if process.stdout is None:
        return b""
    deadline = threading.Timer(limit_s, process.kill)
    deadline.daemon = True
    deadline.start()
    try:
        return process.stdout.readline(LINE_BYTES_MAX)
    finally:
        deadline.cancel()


class _Where(msgspec.Struct):
    host: str
    port: int


class _Listening(msgspec.Struct):
    """What the child says once its devices listen."""

    devices: list[_Where]


def _addresses(line: bytes) -> tuple[Address, ...]:
    said = msgspec.json.decode(line, type=_Listening)
    return tuple(Address(each.host, each.port) for each in said.devices)


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(END_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _own_command() -> list[str]:
    program = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "rollcall"]
    )
    return [*program, "simulate", "--practice"]
