"""What the dialog about one user asks before it does something that loses or raises."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from rollcall.ui import ask
from rollcall.ui.dialogs.edit_user_draft import UserDraft
from rollcall.ui.dialogs.edit_user_words import raise_text, removal_text
from rollcall.ui.dialogs.edit_user_work import UserEditing
from rollcall.ui.models.users import Credential, credential_name, privilege_name

__all__ = ["may_discard", "may_raise", "may_remove"]


async def may_raise(parent: QWidget, editing: UserEditing, draft: UserDraft) -> bool:
    """Ask before somebody gets more rights."""
    name = draft.name.strip() or draft.id
    title = QCoreApplication.translate("EditUser", "More rights for {name}?")
    verb = QCoreApplication.translate("EditUser", "Make {privilege}")
    return await ask.confirm(
        parent,
        title=title.format(name=name),
        text=raise_text(draft.privilege, name=name, device=editing.device.name),
        verb=verb.format(privilege=privilege_name(draft.privilege.value)),
        danger=True,
    )


async def may_remove(parent: QWidget, editing: UserEditing, credential: Credential) -> bool:
    """Ask before a credential is taken from the user. Raises `StoreError`."""
    thing = credential_name(credential)
    text = removal_text(credential, name=editing.name, device=editing.device.name)
    if await editing.is_last_copy(credential):
        text += " " + QCoreApplication.translate(
            "EditUser", "No other of your devices is known to have it."
        )
    text += " " + QCoreApplication.translate(
        "EditUser", "Undo brings it back until Rollcall is closed."
    )
    title = QCoreApplication.translate("EditUser", "Remove {thing} of {name}?")
    verb = QCoreApplication.translate("EditUser", "Remove {thing}")
    return await ask.confirm(
        parent,
        title=title.format(thing=thing, name=editing.name),
        text=text,
        verb=verb.format(thing=thing),
        danger=True,
    )


async def may_discard(parent: QWidget) -> bool:
    """Ask before something that was typed is lost."""
    return await ask.confirm(
        parent,
        title=QCoreApplication.translate("EditUser", "Close without saving?"),
        text=QCoreApplication.translate(
            "EditUser", "What you typed is lost. The device is not changed."
        ),
        verb=QCoreApplication.translate("EditUser", "Close without saving"),
        danger=True,
    )
