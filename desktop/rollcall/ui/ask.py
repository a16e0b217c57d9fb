"""Await a dialog, a question or a file choice, without a nested event loop.

Every dialog is opened with `open()`; cancelling who awaits closes it. What it had begun ends with
it, and it is freed once that has cleaned up: out of sight, it still learns what became of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from rollcall.ui.tasks import end_within

__all__ = ["ask_text", "confirm", "open_file", "save_file", "show"]


async def show(dialog: QDialog) -> int:
    """Open a dialog and wait for its result, and until the work it had begun has ended.

    Read what was entered, and what came about, before the next await.
    """
    closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def on_finished(result: int) -> None:
        if not closed.done():
            closed.set_result(result)

    dialog.finished.connect(on_finished)
    dialog.open()
    try:
        return await closed
    finally:
        if shiboken6.isValid(dialog):  # else its page was deleted, and it with it
            await _leave(dialog, closed, on_finished)


async def _leave(
    dialog: QDialog, closed: asyncio.Future[int], on_finished: Callable[[int], None]
) -> None:
    dialog.finished.disconnect(on_finished)
    if not closed.done() or closed.cancelled():
        dialog.done(QDialog.DialogCode.Rejected)  # not `close`: it could ask
    try:
        await end_within(dialog)
    finally:
        if shiboken6.isValid(dialog):
            dialog.deleteLater()


async def confirm(
    parent: QWidget, *, title: str, text: str, verb: str, danger: bool = False
) -> bool:
    """Ask before something is done; `verb` names the act and its object, "Delete 3 users"."""
    from rollcall.ui.widgets.question import Question

    question = Question(parent, title=title, text=text, verb=verb, danger=danger)
    return await show(question) == QDialog.DialogCode.Accepted


async def ask_text(
    parent: QWidget,
    *,
    title: str,
    label: str,
    verb: str,
    text: str = "",
    help_text: str = "",
    secret: bool = False,
    check: Callable[[str], str | None] | None = None,
) -> str | None:
    """Ask for one line; `check` gives what is wrong with it, or None; gives None if given up."""
    from rollcall.ui.widgets.question import TextQuestion

    question = TextQuestion(
        parent, title=title, label=label, verb=verb, text=text, check=check or _anything
    )
    question.set_help(help_text)
    question.set_secret(secret)
    accepted = await show(question) == QDialog.DialogCode.Accepted
    return question.entered if accepted else None


async def open_file(
    parent: QWidget, *, title: str, filters: Sequence[str], folder: Path | None = None
) -> Path | None:
    """Ask for a file that is there; filters are as in "Spreadsheets (*.xlsx *.csv)".

    Without `folder` it begins in the documents of whoever is logged in, as `save_file` does.
    """
    dialog = _file_dialog(parent, title, filters, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return await _chosen(dialog)


async def save_file(
    parent: QWidget,
    *,
    title: str,
    filters: Sequence[str],
    name: str,
    folder: Path | None = None,
) -> Path | None:
    """Ask where to write a file; asks itself before one is replaced."""
    dialog = _file_dialog(parent, title, filters, folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    return await _chosen(dialog)


def _file_dialog(
    parent: QWidget, title: str, filters: Sequence[str], folder: Path | None
) -> QFileDialog:
    # Without a folder Qt would open the one that the program was started in.
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    where = str(folder) if folder else QStandardPaths.writableLocation(documents)
    dialog = QFileDialog(parent, title, where)
    dialog.setNameFilters(list(filters))
    return dialog


async def _chosen(dialog: QFileDialog) -> Path | None:
    accepted = await show(dialog) == QDialog.DialogCode.Accepted
    files = dialog.selectedFiles()
    return Path(files[0]) if accepted and files else None


def _anything(_text: str) -> str | None:
    return None
