"""The steps of the tour that add, edit and delete users; everybody is left as they were."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QTableView

from rollcall.tour.guide import Guide
from rollcall.tour.steps import NAMES, Step
from rollcall.ui.navigation import PageKey

__all__ = ["USER_STEPS"]

LEAVER: Final = "João Fischer"

_NAME_COLUMN: Final = 1


async def add_a_user(guide: Guide) -> None:
    """Look at the empty form."""
    await _open_users(guide)
    await guide.press("Add user")
    dialog = await guide.dialog("Add user")
    await guide.see(QAbstractButton, "Add user", within=dialog, enabled=True)
    await guide.enter("Name", "Ann Müller", within=dialog)
    await guide.enter("Password", "0042", within=dialog)
    await guide.picture("add-user")
    dialog.done(0)  # not `reject`: that would ask whether what was typed may be lost


async def edit_a_user(guide: Guide) -> None:
    """Open the first user."""
    view = await _open_users(guide)
    await guide.activate("Users", str(view.model().index(0, _NAME_COLUMN).data()))
    dialog = await guide.dialog("Edit user")
    await guide.see(QAbstractButton, "Save", within=dialog, enabled=True)
    await guide.picture("edit-user")
    dialog.reject()


async def edit_many_users(guide: Guide) -> None:
    """Give everybody another department, and think better of it."""
    view = await _open_users(guide)
    view.selectAll()
    await guide.picture("users-selected")
    await guide.press("Edit")
    dialog = await guide.dialog("Edit users")
    tick = await guide.see(QCheckBox, "Privilege", within=dialog)
    tick.setChecked(True)
    await guide.rows("Differences", 1)
    await guide.idle_but(dialog)
    await guide.picture("edit-users")
    dialog.reject()


async def delete_users(guide: Guide) -> None:
    """See what is asked before users are deleted."""
    view = await _open_users(guide)
    view.selectAll()
    await guide.press("Delete")
    dialog = await guide.dialog("Delete users")
    await guide.until(lambda: dialog.property("is_checked"), "the list read twice")
    await guide.picture("delete-users")
    dialog.reject()
    view.clearSelection()


async def delete_and_undo(guide: Guide) -> None:
    """Delete somebody, and take it back."""
    await _open_users(guide)
    await guide.select("Users", LEAVER)
    await guide.press("Delete")
    dialog = await guide.dialog("Delete users")
    await guide.until(lambda: dialog.property("is_checked"), "the list read twice")
    await guide.picture("delete-user")
    await guide.press(f"Delete {LEAVER}", within=dialog)
    await guide.closed(dialog)
    await guide.see(QAbstractButton, "Undo")
    await guide.picture("user-deleted")
    await guide.press("Undo")
    await guide.told()
    await guide.picture("user-deleted-undone")


async def _open_users(guide: Guide) -> QTableView:
    await guide.pick_device(NAMES[0])
    await guide.go_to(PageKey.USERS)
    view = await guide.rows("Users", 20)
    await guide.idle()
    return view


USER_STEPS: Final[tuple[Step, ...]] = (
    add_a_user,
    edit_a_user,
    edit_many_users,
    delete_users,
    delete_and_undo,
)
