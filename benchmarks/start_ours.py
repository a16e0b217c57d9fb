"""The program itself, which says when its window was painted (see start_bare.py)."""

from __future__ import annotations

import argparse
import os
import sys
import time
from types import ModuleType
from typing import TYPE_CHECKING

from rollcall import cli

if TYPE_CHECKING:
    from rollcall.program import Program

opens = cli._open


def on_painted() -> None:
    sys.stdout.write(f"{time.monotonic()} {time.process_time()}")
    sys.stdout.flush()
    os._exit(0)


def open_watched(app: ModuleType, options: argparse.Namespace) -> int:
    from PySide6.QtCore import Qt

    lives = app.live

    async def live(program: Program) -> int:
        program.window.painted.connect(on_painted, Qt.ConnectionType.QueuedConnection)
        code: int = await lives(program)
        return code

    app.live = live  # type: ignore[attr-defined]
    return opens(app, options)


if __name__ == "__main__":
    cli._open = open_watched
    sys.exit(cli.main(sys.argv[1:]))
