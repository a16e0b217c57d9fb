"""The question before every capture on a device is ended, other people's too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from rollcall.ui import ask

__all__ = ["should_end_all"]


async def should_end_all(parent: QWidget, device: str) -> bool:
    """Ask, having said what it does to others."""
    return await ask.confirm(
        parent,
        title=QCoreApplication.translate("Enroll", "End all captures on {device}?").format(
            device=device
        ),
        text=QCoreApplication.translate(
            "Enroll",
            "This ends every capture that runs on {device}, also one that somebody else began "
            "at another PC or at the device. They would have to begin again.",
        ).format(device=device),
        verb=QCoreApplication.translate("Enroll", "End all captures"),
        danger=True,
    )
