"""Add user, and Edit user: opens the dialog and tells on the page what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.dialogs.edit_user_dialog import EditUserDialog, Enroll
from rollcall.ui.dialogs.edit_user_words import changed_text, differing_text
from rollcall.ui.dialogs.edit_user_work import UserEditing
from rollcall.ui.dialogs.user_results import tell_done
from rollcall.ui.page import Page
from rollcall.ui.theme import Tone
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.people import People

__all__ = ["add_user", "edit_user"]


async def add_user(
    page: Page,
    people: People,
    device: FleetDevice,
    *,
    enroll: Enroll | None = None,
    added: Callable[[RememberedUser], object] = lambda _: None,
) -> None:
    """Add a user to a device, tell `added` whom, and enroll them at once if that is wanted."""
    await _open(page, people, UserEditing(people, device), enroll, added)


async def edit_user(
    page: Page,
    people: People,
    device: FleetDevice,
    user_id: UserId,
    *,
    known: RememberedUser | None = None,
    enroll: Enroll | None = None,
) -> None:
    """Edit a user of a device; `known` is shown while they are read."""
    await _open(page, people, UserEditing(people, device, user_id=user_id, known=known), enroll)


async def _open(
    page: Page,
    people: People,
    editing: UserEditing,
    enroll: Enroll | None,
    added: Callable[[RememberedUser], object] = lambda _: None,
) -> None:
    dialog = EditUserDialog(page, editing, tasks=page.tasks, enroll=enroll)
    await ask.show(dialog)
    wants_enrolling = dialog.wants_enrolling and not dialog.is_cut_short
    if dialog.is_cut_short and _tell_trouble(page, editing):
        return
    if editing.changed:
        tell_done(
            page, people.undo, device_name=lambda _uid: editing.device.name, title=_told(editing)
        )
    if editing.was_added and editing.opened is not None:
        added(editing.remembered)
    if wants_enrolling and enroll is not None and editing.was_added:
        await enroll(editing.remembered, None)


def _tell_trouble(page: Page, editing: UserEditing) -> bool:
    """Tell what the dialog could not any more, if it did not come out as it was to be."""
    if editing.trouble is not None:
        page.notice_bar.show_error(editing.trouble)
        return True
    if editing.receipt is None or editing.receipt.is_fine:
        return False
    otherwise = QCoreApplication.translate("EditUserDialog", "{device} stores something else")
    page.notice_bar.show_message(
        Tone.WARNING,
        otherwise.format(device=editing.device.name),
        differing_text(editing.receipt.parts, editing.opened),
    )
    return True


def _told(editing: UserEditing) -> str:
    if editing.was_added:
        said = QCoreApplication.translate("EditUser", "{name} was added to {device}")
    else:
        said = QCoreApplication.translate("EditUser", "{name} was changed on {device}: {parts}")
    return said.format(
        name=editing.name, device=editing.device.name, parts=changed_text(editing.changed)
    )
