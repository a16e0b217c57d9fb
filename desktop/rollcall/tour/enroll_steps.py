"""The steps of the tour through the wizard "Enroll"."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QAbstractButton, QProgressBar

from rollcall.tour.guide import Guide
from rollcall.tour.steps import Step
from rollcall.ui.navigation import PageKey

__all__ = ["ENROLL_STEPS"]

DEVICE: Final = "Front door"
PERSON: Final = "Giulia Santos"


async def enroll_face(guide: Guide) -> None:
    """Enroll somebody's face, from the choice of a method to the proof."""
    await guide.pick_device(DEVICE)
    await guide.go_to(PageKey.USERS)
    await guide.idle()
    await guide.select("Users", PERSON)
    await guide.press("Enroll")
    dialog = await guide.dialog("Enroll")
    await guide.see(QAbstractButton, "Start", within=dialog, enabled=True)
    await guide.picture("enroll-method")
    await guide.press("Start", within=dialog)
    await guide.see(QProgressBar, "Time left", within=dialog)
    await guide.picture("enroll-waiting")
    await guide.see(QAbstractButton, "Done", within=dialog, enabled=True)
    await guide.picture("enroll-saved")
    await guide.press("Done", within=dialog)
    await guide.idle()
    await guide.picture("enroll-told")


async def enroll_card(guide: Guide) -> None:
    """Type a card number that cannot be one, and leave it as it is."""
    await guide.select("Users", PERSON)
    await guide.press("Enroll")
    dialog = await guide.dialog("Enroll")
    await guide.press("Card number, typed here", within=dialog)
    await guide.press("Next", within=dialog)
    await guide.enter("Card number", "12 34", within=dialog)
    await guide.picture("enroll-card-number")
    dialog.reject()
    await guide.idle()


ENROLL_STEPS: Final[tuple[Step, ...]] = (enroll_face, enroll_card)
