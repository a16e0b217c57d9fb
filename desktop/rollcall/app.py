"""How a run begins and ends: data folder, Qt, loop, window. What lives in it is in program.py."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
import sys
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from rollcall import logs
from rollcall.program import STORE_FILE, Program
from rollcall.ui.theme import APP_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = [
    "PRACTICE_FOLDER",
    "STORE_FILE",
    "DataFolderUnusable",
    "Program",
    "application",
    "drive",
    "live",
    "prepare",
    "run",
]

NAME = "Rollcall"
FIRST_PICTURE_LIMIT_S = 1.0
PRACTICE_FOLDER = "practice"


class DataFolderUnusable(Exception):
    """Nothing can be kept in the data folder; the cause says why."""


def run(*, data: Path | None, log_level: str, practice: bool) -> int:
    """Open the window and give the exit code once it was closed.

    Without `data` everything is kept in the user's own folder; in practice mode, in one that is
    removed at the end. Made-up devices never get among the real ones: practice mode in `data` has
    a folder of its own in there. Raises `DataFolderUnusable`.
    """
    app = application()
    with ExitStack() as stack:
        if practice:
            folder = data / PRACTICE_FOLDER if data is not None else _passing_folder(stack)
        else:
            folder = data if data is not None else user_folder()
        prepare(folder)
        redactor = logs.Redactor()
        stack.callback(logs.start(folder, log_level, redactor=redactor))
        if sys.stderr is not None:  # a windowed program on Windows has none
            faulthandler.enable()
        return drive(app, _open(app, folder, practice=practice, redactor=redactor))


def prepare(folder: Path) -> None:
    """Make the data folder, for this person only, and see that it can be used.

    One that is there keeps its mode: it may be shared on purpose, and each file in it is private.
    Raises `DataFolderUnusable`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataFolderUnusable(folder) from error


def drive(app: QApplication, work: Coroutine[Any, Any, int]) -> int:
    """Run a coroutine beside the window, in the one loop of this process."""
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        return runner.run(work)


def _passing_folder(stack: ExitStack) -> Path:
    # On Windows a file may still be held by a virus scanner; that is no reason to fail.
    folder = tempfile.TemporaryDirectory(prefix="rollcall-", ignore_cleanup_errors=True)
    return Path(stack.enter_context(folder))


def application() -> QApplication:
    """Make the one application object, which never ends the program by itself.

    Where no window can be opened the process ends at once, with a sentence and exit code 1.
    """
    said: list[str] = []

    def on_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        said.append(text.strip())
        if kind is QtMsgType.QtFatalMsg:
            _tell_no_display(said[0])

    # Without a display Qt prints a page about its plug-ins and aborts, and nothing else tells so:
    # the display may be named and gone, or a library of the system may be missing.
    before = qInstallMessageHandler(on_message)
    app = QApplication([*sys.argv[:1], *APP_ARGUMENTS])
    qInstallMessageHandler(before)
    app.setApplicationName(NAME)
    app.setDesktopFileName("rollcall")
    app.setQuitOnLastWindowClosed(False)
    app.setQuitLockEnabled(False)  # a native file dialog could end the program (QTBUG-124386)
    return app


def _tell_no_display(why: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(
            f"rollcall: no window can be opened here ({why}). "
            "Start it on a desktop, or try `xvfb-run rollcall tour FOLDER` for pictures of it.\n"
        )
        sys.stderr.flush()
    os._exit(1)  # Qt would abort the moment this returns


def user_folder() -> Path:
    """Give the folder the operating system keeps for this program and this user."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False, roaming=False)


async def _open(app: QApplication, folder: Path, *, practice: bool, redactor: logs.Redactor) -> int:
    return await live(Program(app, folder, practice=practice, redactor=redactor))


async def live(program: Program) -> int:
    """Show the window until it is closed or a signal says so; give the exit code."""
    closed, painted = asyncio.Event(), asyncio.Event()
    program.window.closed.connect(closed.set)
    program.window.painted.connect(painted.set)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):  # Windows has no such handlers
            loop.add_signal_handler(number, program.window.close)
    try:
        program.window.show()
        # The window is on the screen before its first page is built, and before threads import
        # the slow libraries, which holds up this one. One that comes up minimised is not painted.
        with suppress(TimeoutError):
            await asyncio.wait_for(painted.wait(), FIRST_PICTURE_LIMIT_S)
        program.start()
        await closed.wait()
    finally:
        await program.stop()
    return 0
