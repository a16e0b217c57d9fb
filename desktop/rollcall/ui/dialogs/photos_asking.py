"""The question before the dialog Photos is closed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from rollcall.ui import ask

__all__ = ["may_close"]


async def may_close(parent: QWidget, *, device: str, is_saving: bool) -> bool:
    """Ask whether saving may stop, or what was decided may be lost."""
    if is_saving:
        verb = QCoreApplication.translate("PhotosDialog", "Stop saving")
        title = QCoreApplication.translate("PhotosDialog", "Stop saving?")
        text = QCoreApplication.translate(
            "PhotosDialog", "Faces saved so far stay on {device}; the others are not saved."
        )
    else:
        title = QCoreApplication.translate("PhotosDialog", "Close without saving?")
        verb = QCoreApplication.translate("PhotosDialog", "Close without saving")
        text = QCoreApplication.translate(
            "PhotosDialog", "What you chose for photos that are not on {device} yet is lost."
        )
    return await ask.confirm(
        parent, title=title, text=text.format(device=device), verb=verb, danger=True
    )
