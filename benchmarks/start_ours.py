"""The program itself, which says when its window was painted. Timed by start.py."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from rollcall import cli
from rollcall.ui import binding


def shown() -> None:
    sys.stdout.write(f"{time.monotonic()} {time.process_time()}")
    sys.stdout.flush()
    os._exit(0)


def main() -> int:
    binding.load()  # as the command line does, before what is watched is imported
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    from rollcall import app

    class Window(app.MainWindow):
        def event(self, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:  # its children paint before the next posted event
                QApplication.postEvent(self, QEvent(QEvent.Type.User), 1)
            elif event.type() == QEvent.Type.User:
                shown()
            return super().event(event)

    app.MainWindow = Window  # type: ignore[misc]
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
