"""Ask for photos or for a folder of them, and where their results go."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from rollcall.ui import ask
from rollcall.ui.dialogs.import_users_saving import list_separator
from rollcall.ui.dialogs.photos_words import result_heading, result_rows
from rollcall.ui.models.photos import PhotoWords
from rollcall.usecases.list_file import write_csv
from rollcall.usecases.photos.choosing import ENDINGS
from rollcall.usecases.photos.desk import PhotoDesk

__all__ = ["ask_folder", "ask_photos", "save_results"]


async def ask_photos(parent: QWidget) -> list[Path]:
    """Ask for files; none if that was given up."""
    dialog = QFileDialog(parent, QCoreApplication.translate("Photos", "Choose photos"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    # Both cases: the filter of some systems tells them apart.
    patterns = " ".join(f"*{each} *{each.upper()}" for each in ENDINGS)
    photos = QCoreApplication.translate("Photos", "Photos ({patterns})").format(patterns=patterns)
    dialog.setNameFilters([photos, QCoreApplication.translate("Photos", "All files (*)")])
    return await _chosen(dialog)


async def ask_folder(parent: QWidget) -> list[Path]:
    """Ask for a folder; none if that was given up."""
    dialog = QFileDialog(parent, QCoreApplication.translate("Photos", "Choose folder"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return await _chosen(dialog)


async def save_results(parent: QWidget, desk: PhotoDesk, words: PhotoWords) -> Path | None:
    """Ask where, and write what came of each photo; give where, or None when given up.

    Raises `FileProblem`.
    """
    path = await ask.save_file(
        parent,
        title=QCoreApplication.translate("PhotosDialog", "Save results"),
        filters=[QCoreApplication.translate("PhotosDialog", "CSV files (*.csv)")],
        name=QCoreApplication.translate("PhotosDialog", "photos.csv"),
    )
    if path is not None:
        names = {str(user.id): user.name for user in desk.users.values()}
        rows = [result_heading(), *result_rows(desk.rows, words, names)]
        await asyncio.to_thread(write_csv, path, rows, separator=list_separator())
    return path


async def _chosen(dialog: QFileDialog) -> list[Path]:
    is_chosen = await ask.show(dialog) == QFileDialog.DialogCode.Accepted
    return [Path(each) for each in dialog.selectedFiles()] if is_chosen else []
