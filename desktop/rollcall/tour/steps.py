"""The steps of the tour, in the order a new administrator would take them.

Each does something a person would do and waits until its effect is in sight; what does not come
about ends the tour. A new page or dialog adds its step; route.py has the
order.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from rollcall.tour.guide import Guide
from rollcall.ui.navigation import PageKey

__all__ = ["FIRST_STEPS", "LAST_STEPS", "NAMES", "Step"]

Step: TypeAlias = Callable[[Guide], Awaitable[None]]

NAMES: Final = ("Front door", "Main building", "Warehouse")
WELL_FILLED: Final = 200  # users read: the picture shows a full grid, and that more come


async def first_start(guide: Guide) -> None:
    """See what there is before any device is known."""
    await guide.go_to(PageKey.OVERVIEW)
    await guide.see(QAbstractButton, "Find devices")
    await guide.picture("overview-first-start")
    await guide.go_to(PageKey.DEVICES)
    await guide.picture("devices-first-start")
    await guide.go_to(PageKey.USERS)
    await guide.picture("users-no-device")


async def find_devices(guide: Guide) -> None:
    """Look for the devices, and wait until all are there."""
    await guide.go_to(PageKey.DEVICES)
    await guide.press("Find devices")
    await guide.rows("Devices", 3)
    await guide.idle()
    await guide.picture("devices-found")


async def add_devices(guide: Guide) -> None:
    """Add each device that was found."""
    for at, name in enumerate(NAMES):
        await guide.activate("Devices", "New")
        dialog = await guide.dialog("Add device")
        await guide.see(QLineEdit, "Name", within=dialog, enabled=True)
        await guide.enter("Name", name, within=dialog)
        if at == 0:
            await guide.picture("add-device-found")
        await guide.press("Add device", within=dialog)
        await guide.closed(dialog)
        await guide.row("Devices", name)
    await guide.idle()
    await guide.picture("devices-added")


async def add_by_address(guide: Guide) -> None:
    """Type an address that cannot be one."""
    await guide.press("Add by address")
    dialog = await guide.dialog("Add device")
    await guide.enter("Address", "front door", within=dialog)
    await guide.press("Look for it", within=dialog)
    await guide.see(QWidget, "Address", within=dialog)
    await guide.picture("add-device-mistyped")
    dialog.reject()


async def rename(guide: Guide) -> None:
    """Ask for another name, for a key, and to forget; and leave it all as it is."""
    await guide.select("Devices", NAMES[0])
    await guide.idle()
    await guide.picture("device-details")
    for button, title in (("Rename", "Rename device"), ("Set key", "Set key")):
        await guide.press(button)
        dialog = await guide.dialog(title)
        await guide.picture(title.lower().replace(" ", "-"))
        dialog.reject()
    await guide.press("Forget")
    dialog = await guide.until(guide.any_dialog, "a question before forgetting")
    await guide.picture("forget-device")
    dialog.reject()


async def users(guide: Guide) -> None:
    """Read the users of a device, search and filter them."""
    await guide.pick_device(NAMES[0])
    await guide.go_to(PageKey.USERS)
    await guide.rows("Users", 20)
    await guide.idle()
    await guide.picture("users")
    await guide.enter("Search users", "company card")
    await guide.picture("users-search")
    await guide.enter("Search users", "nobody is called this")
    await guide.picture("users-nothing-found")
    await guide.press("Clear filters")


async def many_users(guide: Guide) -> None:
    """See the grid fill while the big device is read; the README shows this one."""
    await guide.pick_device(NAMES[1])
    await guide.go_to(PageKey.USERS)
    await guide.progress(WELL_FILLED)
    await guide.picture("users-reading")
    await guide.picture_for_readme("users")


async def slow_users(guide: Guide) -> None:
    """See how the slow device comes."""
    await guide.pick_device(NAMES[2])
    await guide.rows("Users", 20)
    await guide.picture("users-slow-device")


async def overview(guide: Guide) -> None:
    """Look at all devices at once."""
    await guide.go_to(PageKey.OVERVIEW)
    await guide.idle()
    await guide.picture("overview")


async def the_rest(guide: Guide) -> None:
    """Look at what was done, at the settings, and at the list of all actions."""
    await guide.go_to(PageKey.ACTIVITY)
    await guide.rows("Activity", len(NAMES))
    await guide.picture("activity")
    await guide.go_to(PageKey.SETTINGS)
    await guide.picture("settings")
    guide.window.open_palette()
    dialog = await guide.until(guide.any_dialog, "the list of all actions")
    await guide.picture("find-an-action")
    dialog.reject()


FIRST_STEPS: Final[tuple[Step, ...]] = (
    first_start,
    find_devices,
    add_devices,
    add_by_address,
    rename,
    users,
)
LAST_STEPS: Final[tuple[Step, ...]] = (many_users, slow_users, overview, the_rest)
