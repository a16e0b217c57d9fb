"""Which running program wrote something down, so that no other one settles it meanwhile."""

from __future__ import annotations

import os
import platform
import sys
from functools import cache
from pathlib import Path
from typing import Final, Self

from msgspec import Struct

__all__ = ["Owner", "is_running", "this_program"]

# A process's begin is told as a wall-clock time that shifts when that clock is corrected a little.
SAME_BEGIN_S: Final = 2.0
# Where Linux tells it in ticks since the PC was switched on (proc(5), field 22), nothing shifts.
SAME_TICK_S: Final = 0.005
_PROC: Final = Path("/proc")
_AFTER_NAME: Final = 22 - 3  # fields, counted from the state, which is the third one


class Owner(Struct, frozen=True):
    """One run of the program: "node|pid|process creation time" in the store.

    Where the time is counted from the start of the PC, "@" and the name of that start follow.
    """

    node: str
    """The PC's name on the network."""
    pid: int
    began: float
    """Seconds since 1970, or since `boot`: process numbers are given again, with this they are not.

    Seconds since 1970 are reckoned by Linux from the clock as it is when asked: one that is set
    right by an hour would make another program of this one.
    """
    boot: str = ""
    """Which start of the PC; empty where `began` is a wall-clock time."""

    def __str__(self) -> str:
        boot = f"@{self.boot}" if self.boot else ""
        return f"{self.node}|{self.pid}|{self.began:.2f}{boot}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` gave. Raises `ValueError`."""
        node, pid, began = text.rsplit("|", 2)
        began, _, boot = began.partition("@")
        return cls(node, int(pid), float(began), boot)


@cache
def this_program() -> Owner:
    """Give the owner that this process is; takes some milliseconds once."""
    import psutil  # type: ignore[import-untyped]

    node, pid, boot = platform.node(), os.getpid(), _boot()
    since_boot = _began_since_boot(pid) if boot else None
    if since_boot is not None:
        return Owner(node, pid, since_boot, boot)
    return Owner(node, pid, psutil.Process().create_time())


def is_running(owner: Owner) -> bool:
    """Whether that process of this PC still runs; in doubt it does."""
    import psutil

    if owner.boot and owner.boot != _boot():
        return False  # the PC was switched off since
    try:
        process = psutil.Process(owner.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        if owner.boot:
            since_boot = _began_since_boot(owner.pid)
            return since_boot is None or abs(since_boot - owner.began) < SAME_TICK_S
        began: float = process.create_time()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    return abs(began - owner.began) < SAME_BEGIN_S


def _boot() -> str:
    """Give the name of this start of the PC; empty where the system has none."""
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _began_since_boot(pid: int) -> float | None:
    """Give the seconds from the start of the PC to that of a process; None if not told."""
    if sys.platform == "win32":
        return None
    try:
        told = (_PROC / str(pid) / "stat").read_bytes()
        # The name, in brackets, may hold blanks and brackets.
        ticks = int(told.rpartition(b")")[2].split()[_AFTER_NAME])
    except (OSError, ValueError, IndexError):
        return None
    return ticks / os.sysconf("SC_CLK_TCK")
