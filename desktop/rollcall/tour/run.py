"""`rollcall tour`: opens the window in practice mode, takes every step, and says how it went."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from rollcall import logs
from rollcall.app import Program, drive, prepare
from rollcall.tour.guide import Guide, StepFailed
from rollcall.tour.steps import STEPS


def run(folder: Path, *, size: tuple[int, int], log_level: str) -> int:
    """Take the tour, put the pictures into `folder`, and give 0 if every step came about.

    It always begins as on a new PC, so nothing is read from or kept in any data folder.
    """
    prepare(folder)
    redactor = logs.Redactor()
    with tempfile.TemporaryDirectory(prefix="rollcall-", ignore_cleanup_errors=True) as name:
        end_log = logs.start(Path(name), log_level, redactor=redactor)
        try:
            return drive(partial(_take, folder, Path(name), redactor, QSize(*size)))
        finally:
            end_log()


async def _take(
    folder: Path, data: Path, redactor: logs.Redactor, size: QSize, app: QApplication
) -> int:
    program = Program(app, data, practice=True, redactor=redactor)
    try:
        program.window.resize(size)
        program.window.show()
        program.start()
        guide = Guide(program, folder)
        for step in STEPS:
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
