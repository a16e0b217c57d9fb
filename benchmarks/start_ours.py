"""The program itself, which says when its window was painted. Timed by start.py."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from rollcall import app, cli


class Window(app.MainWindow):
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:  # its children paint before the next posted event
            QApplication.postEvent(self, QEvent(QEvent.Type.User), 1)
        elif event.type() == QEvent.Type.User:
            sys.stdout.write(f"{time.monotonic()} {time.process_time()}")
            sys.stdout.flush()
            os._exit(0)
        return super().event(event)


if __name__ == "__main__":
    app.MainWindow = Window  # type: ignore[misc]
    sys.exit(cli.main(sys.argv[1:]))
