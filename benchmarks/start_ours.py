"""The program itself, which says when its window was painted (see start_bare.py)."""

from __future__ import annotations

import argparse
import os
import sys
import time
from types import ModuleType
from typing import Any

from rollcall import cli

opens = cli._open


def on_painted() -> None:
    sys.stdout.write(f"{time.monotonic()} {time.process_time()}")
    sys.stdout.flush()
    os._exit(0)


def open_watched(app: ModuleType, options: argparse.Namespace) -> int:
    from PySide6.QtCore import Qt

    from rollcall.ui.main_window import MainWindow

    class Window(MainWindow):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.painted.connect(on_painted, Qt.ConnectionType.QueuedConnection)

    app.MainWindow = Window  # type: ignore[attr-defined]
    return opens(app, options)


if __name__ == "__main__":
    cli._open = open_watched
    sys.exit(cli.main(sys.argv[1:]))
