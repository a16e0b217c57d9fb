"""Copying users to other devices, as a page asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from rollcall.protocol.info import DeviceUid
from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.dialogs.copy_users_dialog import CopyUsersDialog
from rollcall.ui.dialogs.user_results import Undoes, tell_done
from rollcall.ui.page import Page
from rollcall.usecases.copying.copying import Copying
from rollcall.usecases.fleet_device import FleetDevice

__all__ = ["copy_users"]


async def copy_users(
    page: Page,
    copying: Copying,
    device: FleetDevice,
    users: Sequence[RememberedUser],
    *,
    undo: Undoes,
    targets: Sequence[DeviceUid] = (),
) -> None:
    """Copy users of a device to others; with `targets`, the plan is made at once."""
    dialog = CopyUsersDialog(page, copying, device, users, tasks=page.tasks, targets=targets)
    await ask.show(dialog)
    if dialog.was_written:
        tell_done(
            page,
            undo,
            device_name=copying.name_of,
            title=dialog.results.headline_text,
            text=dialog.results.rest_text,
            tone=dialog.results.tone,
            part_of=dialog.part_of,
        )
