"""The steps of the tour through the dialogs "Back up users" and "Restore users"."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QAbstractButton, QLineEdit

from rollcall.tour.guide import Guide
from rollcall.tour.steps import Step
from rollcall.ui.navigation import PageKey

__all__ = ["BACKUP_STEPS"]

DEVICE: Final = "Front door"


async def back_up(guide: Guide) -> None:
    """Choose a passphrase that is too short."""
    await guide.pick_device(DEVICE)
    await guide.go_to(PageKey.USERS)
    await guide.idle()
    await guide.act("Back up")
    dialog = await guide.dialog("Back up users")
    await guide.see(QLineEdit, "Passphrase", within=dialog, enabled=True)
    await guide.picture("back-up")
    await guide.enter("Passphrase", "short", within=dialog)
    await guide.press("Back up …", within=dialog)
    await guide.picture("back-up-passphrase-too-short")
    dialog.reject()
    await guide.idle()


async def restore(guide: Guide) -> None:
    """See how restoring begins."""
    await guide.act("Restore")
    dialog = await guide.dialog("Restore users")
    await guide.see(QAbstractButton, "Choose a file", within=dialog, enabled=True)
    await guide.picture("restore-which-backup")
    dialog.reject()
    await guide.idle()


BACKUP_STEPS: Final[tuple[Step, ...]] = (back_up, restore)
