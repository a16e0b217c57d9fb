"""Which running program wrote something down, so that no other one settles it meanwhile."""

from __future__ import annotations

import os
import platform
from functools import cache
from typing import Final, Self

from msgspec import Struct

__all__ = ["Owner", "is_running", "this_program"]

# A process's begin is told as a wall-clock time that shifts when that clock is corrected a little.
SAME_BEGIN_S: Final = 2.0


class Owner(Struct, frozen=True):
    """One run of the program: "node|pid|process creation time" in the store."""

    node: str
    """The PC's name on the network."""
    pid: int
    began: float
    """Seconds since 1970: process numbers are given again, together with this they are not."""

    def __str__(self) -> str:
        return f"{self.node}|{self.pid}|{self.began:.2f}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` gave. Raises `ValueError`."""
        node, pid, began = text.rsplit("|", 2)
        return cls(node, int(pid), float(began))


@cache
def this_program() -> Owner:
    """Give the owner that this process is; takes some milliseconds once."""
    import psutil  # type: ignore[import-untyped]

    return Owner(platform.node(), os.getpid(), psutil.Process().create_time())


def is_running(owner: Owner) -> bool:
    """Whether that process of this PC still runs; in doubt it does."""
    import psutil

    try:
        process = psutil.Process(owner.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        began: float = process.create_time()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    return abs(began - owner.began) < SAME_BEGIN_S
