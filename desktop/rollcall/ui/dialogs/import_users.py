"""Import users: opens the dialog and tells on the page what came of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from rollcall.ui import ask
from rollcall.ui.dialogs.import_users_dialog import ImportDialog
from rollcall.ui.dialogs.import_users_saving import ask_template
from rollcall.ui.dialogs.user_results import Undoes, tell_done
from rollcall.ui.i18n import isolated
from rollcall.ui.page import Page
from rollcall.ui.theme import Tone
from rollcall.usecases.fleet_device import FleetDevice
from rollcall.usecases.sheets.importing import Importing

__all__ = ["import_users", "save_template"]


async def import_users(
    page: Page, importing: Importing, device: FleetDevice, *, undo: Undoes
) -> None:
    """Let the administrator import a sheet into a device, and say on the page what came of it."""
    dialog = ImportDialog(page, importing, device, tasks=page.tasks)
    await ask.show(dialog)
    if dialog.outcome is not None:
        tone, title, text = dialog.outcome
        tell_done(
            page,
            undo,
            device_name=lambda _uid: device.name,
            title=title,
            text=text,
            tone=tone,
            part_of=dialog.course.part_of,
        )


async def save_template(page: Page, importing: Importing, device: FleetDevice | None) -> None:
    """Save a workbook to start from, without importing anything."""
    path = await ask_template(page, importing, None if device is None else device.uid)
    if path is not None:
        said = QCoreApplication.translate("Import", "The template was saved as {file}")
        page.notice_bar.show_message(Tone.GOOD, said.format(file=isolated(path.name)))
