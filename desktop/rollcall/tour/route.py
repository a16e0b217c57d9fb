"""The whole tour: every step, in order."""

from __future__ import annotations

from typing import Final

from rollcall.tour.away_steps import AWAY_STEPS
from rollcall.tour.backup_steps import BACKUP_STEPS, RESTORE_STEPS
from rollcall.tour.copy_steps import COPY_STEPS
from rollcall.tour.enroll_steps import ENROLL_STEPS
from rollcall.tour.import_steps import IMPORT_STEPS
from rollcall.tour.photo_steps import PHOTO_STEPS
from rollcall.tour.steps import FIRST_STEPS, LAST_STEPS, Step
from rollcall.tour.user_steps import USER_STEPS

__all__ = ["STEPS"]

STEPS: Final[tuple[Step, ...]] = (
    *FIRST_STEPS,
    *USER_STEPS,
    *ENROLL_STEPS,
    *PHOTO_STEPS,
    *BACKUP_STEPS,
    *IMPORT_STEPS,
    *RESTORE_STEPS,
    *COPY_STEPS,
    *AWAY_STEPS,
    *LAST_STEPS,
)
