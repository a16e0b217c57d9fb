"""The one application object of the benchmarks that show a window, where nobody sees it."""

from __future__ import annotations

import os

os.environ["QT_API"] = "pyside6"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from rollcall import app


def application() -> QApplication:
    """Give the application, made as the program makes it."""
    running = QApplication.instance()
    return running if isinstance(running, QApplication) else app.application()
