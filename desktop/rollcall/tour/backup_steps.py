"""The steps of the tour through the dialogs "Back up users" and "Restore users"."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QDialog, QLineEdit

from rollcall.tour.guide import Guide
from rollcall.tour.steps import Step
from rollcall.ui.backup_words import BACKUP_SUFFIX
from rollcall.ui.navigation import PageKey

__all__ = ["BACKUP_STEPS", "RESTORE_STEPS"]

DEVICE: Final = "Front door"
PASSPHRASE: Final = "three words nobody guesses"  # noqa: S105  # of made-up people


async def back_up(guide: Guide) -> None:
    """Choose a passphrase that is too short, then a better one, and keep everything in a file."""
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
    for field in ("Passphrase", "Passphrase again"):
        await guide.enter(field, PASSPHRASE, within=dialog)
    await guide.press("Back up …", within=dialog)
    await guide.choose_file(_file(guide))
    await guide.closed(dialog)
    await guide.told()
    await guide.picture("back-up-told")


async def restore(guide: Guide) -> None:
    """Put back what is not as it was when the backup was made."""
    await guide.act("Restore")
    dialog = await guide.dialog("Restore users")
    await guide.see(QAbstractButton, "Choose a file", within=dialog, enabled=True)
    await guide.picture("restore-which-backup")
    await guide.press("Choose a file", within=dialog)
    await guide.choose_file(_file(guide))
    await guide.press("Next", within=dialog)
    await guide.enter("Passphrase", PASSPHRASE, within=dialog)
    await guide.picture("restore-passphrase")
    await guide.press("Next", within=dialog)
    await guide.rows("What will be restored", 1)
    await guide.picture("restore-plan")
    await _put_back(guide, dialog)


async def _put_back(guide: Guide, dialog: QDialog) -> None:
    replaces = next(each for each in dialog.findChildren(QCheckBox) if each.isVisible())
    replaces.setChecked(True)
    await guide.press("Restore 1 user", within=dialog)
    await guide.see(QAbstractButton, "Close", within=dialog, enabled=True)
    await guide.rows("Results", 1)
    await guide.picture("restore-result")
    await guide.press("Close", within=dialog)
    await guide.closed(dialog)
    await guide.told()
    await guide.picture("restore-told")


def _file(guide: Guide) -> Path:
    return guide.program.folder / f"front door{BACKUP_SUFFIX}"


BACKUP_STEPS: Final[tuple[Step, ...]] = (back_up,)
RESTORE_STEPS: Final[tuple[Step, ...]] = (restore,)
