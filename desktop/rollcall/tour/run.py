"""`rollcall tour`: opens the window in practice mode, takes every step, and says how it went."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt

from rollcall import logs
from rollcall.app import Program, application, drive, prepare
from rollcall.tour.guide import Guide, StepFailed
from rollcall.tour.route import STEPS


def run(folder: Path, *, size: tuple[int, int], log_level: str) -> int:
    """Take the tour, put the pictures into `folder`, and give 0 if every step came about.

    It always begins as on a new PC, so nothing is read from or kept in any data folder.
    """
    app = application()
    app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)  # nobody could drive one
    prepare(folder)
    redactor = logs.Redactor()
    with tempfile.TemporaryDirectory(prefix="rollcall-", ignore_cleanup_errors=True) as name:
        end_log = logs.start(Path(name), log_level, redactor=redactor)
        try:
            program = partial(Program, app, Path(name), practice=True, redactor=redactor)
            return drive(app, _take(program, folder, QSize(*size)))
        finally:
            end_log()


async def finish(guide: Guide) -> None:
    """Have every picture written."""
    await guide.finish()


async def _take(make: Callable[[], Program], folder: Path, size: QSize) -> int:
    program = make()  # in the loop that it watches
    try:
        program.window.resize(size)
        program.window.show()
        program.start()
        guide = Guide(program, folder)
        for step in (*STEPS, finish):
            try:
                await step(guide)
            except StepFailed as failure:
                name = step.__name__.replace("_", " ")
                sys.stderr.write(f"rollcall tour: the step {name!r} failed: {failure}\n")
                return 1
    finally:
        program.window.close()
        await program.stop()
    sys.stdout.write(f"{guide.count} pictures in {folder}\n")
    return 0
