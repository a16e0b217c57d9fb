"""Ask for photos, or for a folder of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from rollcall.ui import ask
from rollcall.usecases.photos.choosing import ENDINGS

__all__ = ["ask_folder", "ask_photos"]


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


async def _chosen(dialog: QFileDialog) -> list[Path]:
    is_chosen = await ask.show(dialog) == QFileDialog.DialogCode.Accepted
    return [Path(each) for each in dialog.selectedFiles()] if is_chosen else []
