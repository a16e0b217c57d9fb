"""The steps of the tour about users on several devices: copy, compare, remove everywhere."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QAbstractButton, QCheckBox

from rollcall.tour.guide import Guide
from rollcall.tour.steps import Step
from rollcall.ui.navigation import PageKey

__all__ = ["COPY_STEPS"]

SOURCE: Final = "Warehouse"
TARGET: Final = "Front door"
MANY: Final = 20
NEWCOMER: Final = "Emma Moreau"  # of Warehouse; nobody has her ID at the Front door


async def copy_users(guide: Guide) -> None:
    """Copy a user to a second device, and read the receipt."""
    await _select_newcomer(guide)
    await guide.press("Copy to device")
    dialog = await guide.dialog("Copy users")
    await guide.see(QCheckBox, TARGET, within=dialog, enabled=True)
    await guide.press(TARGET, within=dialog)
    await guide.picture("copy-users-targets")
    await guide.press("Next", within=dialog)
    await guide.rows("Plan", 1)
    await guide.picture("copy-users-plan")
    await guide.press("Copy 1 user", within=dialog)
    await guide.see(QAbstractButton, "Close", within=dialog, enabled=True)
    await guide.rows("Results", 1)
    await guide.picture("copy-users-receipt")
    await guide.press("Close", within=dialog)
    await guide.picture("copy-users-done")


async def copy_everybody(guide: Guide) -> None:
    """See what copying would do where people are there already, and do not do it."""
    await guide.act("Clear filters")
    await guide.pick_device(TARGET)
    await guide.idle()
    view = await guide.rows("Users", MANY)
    view.selectAll()
    await guide.press("Copy to device")
    dialog = await guide.dialog("Copy users")
    await guide.press("Main building", within=dialog)
    await guide.press("Next", within=dialog)
    await guide.rows("Plan", 5)  # those who are the same are out of sight
    await guide.picture("copy-users-plan-of-many")
    dialog.reject()
    await guide.closed(dialog)


async def compare_devices(guide: Guide) -> None:
    """Compare two devices, and see what bringing them in line would do."""
    await guide.act("Compare")
    dialog = await guide.dialog("Compare devices")
    for name in (SOURCE, TARGET):
        box = await guide.see(QCheckBox, name, within=dialog, enabled=True)
        box.setChecked(True)
    other = await guide.see(QCheckBox, "Main building", within=dialog)
    other.setChecked(False)  # 5,000 users would take a minute
    await guide.picture("compare-devices")
    await guide.press("Compare", within=dialog)
    await guide.rows("Comparison", 1)
    await guide.picture("compare-differences")
    dialog.reject()


async def remove_everywhere(guide: Guide) -> None:
    """See where somebody is and what would be lost, and leave her there."""
    await _select_newcomer(guide)
    await guide.act("Remove everywhere")
    dialog = await guide.dialog("Remove everywhere")
    await guide.rows("Where they are", 2)
    await guide.picture("remove-everywhere")
    dialog.reject()
    await guide.idle()
    await guide.act("Clear filters")


async def _select_newcomer(guide: Guide) -> None:
    await guide.pick_device(SOURCE)
    await guide.go_to(PageKey.USERS)
    await guide.enter("Search users", NEWCOMER)
    await guide.select("Users", NEWCOMER)


COPY_STEPS: Final[tuple[Step, ...]] = (
    copy_users,
    copy_everybody,
    compare_devices,
    remove_everywhere,
)
