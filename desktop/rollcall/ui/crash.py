"""What happens to bugs: every unexpected exception is logged, and told once in a dialog.

Expected errors never come here; they are told by `notices.py`.
"""

from __future__ import annotations

import asyncio
import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QWidget

from rollcall import __version__

__all__ = ["CrashReporter", "report_text"]

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("rollcall.qt")
# What Qt calls a warning is for developers: it is in the log file, not on a person's terminal.
_QT_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.INFO,
    QtMsgType.QtCriticalMsg: logging.WARNING,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_SCREEN_READERS: Final = "qt.accessibility"
"""Where Qt wonders about each question that comes a moment too late; hundreds an hour."""


class CrashReporter(QObject):
    """Takes every exception nobody caught, from any thread, and tells each distinct one once."""

    _arrived = Signal(str, str)

    def __init__(
        self, window: Callable[[], QWidget | None], *, parent: QObject | None = None
    ) -> None:
        """Take a function that gives the window to show dialogs over."""
        super().__init__(parent)
        self._window = window
        self._seen: set[str] = set()
        self._open: set[QObject] = set()
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._before: tuple[Any, Any, Any] | None = None
        self._qt_before: Any = None

    def install(self) -> None:
        """Listen to what Python and Qt report, until `uninstall`."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        self._qt_before = qInstallMessageHandler(_on_qt_message)

    def uninstall(self) -> None:
        """Put back who listened before."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None
            qInstallMessageHandler(self._qt_before)

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Listen to what an event loop reports as well."""
        loop.set_exception_handler(self._on_loop_exception)

    def tell(self, error: BaseException) -> None:
        """Show an exception that is logged already; each distinct traceback once."""
        self._arrived.emit(_kind_of(error), report_text(error))

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("unexpected exception", exc_info=(kind, error, trace))
        self.tell(error)

    def _on_thread_exception(self, report: threading.ExceptHookArgs) -> None:
        if report.exc_value is not None:
            self._on_exception(report.exc_type, report.exc_value, report.exc_traceback)

    def _on_unraisable(self, report: Any) -> None:  # noqa: ANN401  # sys.UnraisableHookArgs is for checkers only
        # Nothing broke for the administrator: an object's clean-up failed. The log is enough.
        _log.error("exception in clean-up", exc_info=report.exc_value)

    def _on_loop_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            _log.error("unexpected exception in the loop", exc_info=error)
            self.tell(error)
        else:
            _log.error("the loop complains: %s", context.get("message", ""))

    def _on_arrived(self, kind: str, text: str) -> None:
        if kind in self._seen:
            return
        self._seen.add(kind)
        from rollcall.ui.widgets.crash_dialog import CrashDialog  # only once it is needed

        dialog = CrashDialog(text, parent=self._window())
        self._open.add(dialog)  # without a window nobody else would hold it
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    def _on_dialog_finished(self) -> None:
        self._open.discard(self.sender())


def report_text(error: BaseException) -> str:
    """Give versions and traceback, for support; plain text."""
    trace = "".join(traceback.format_exception(error))
    return (
        f"Rollcall {__version__}\n"
        f"Python {platform.python_version()}, PySide6 {pyside_version}, Qt {qVersion()}\n"
        f"{platform.platform()}\n\n{trace}"
    )


def _kind_of(error: BaseException) -> str:
    places = [
        f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    return " ".join([type(error).__qualname__, *places])


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    level = _QT_LEVELS.get(kind, logging.WARNING)
    if str(context.category or "").startswith(_SCREEN_READERS):
        level = min(level, logging.DEBUG)
    _qt_log.log(level, "%s", text, extra={"category": context.category})
