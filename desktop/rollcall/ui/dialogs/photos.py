"""Photos into faces: choose files, look at them, decide whose they are, and save them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from rollcall.store.values import RememberedUser
from rollcall.ui import ask
from rollcall.ui.dialogs.photos_dialog import PhotosDialog
from rollcall.ui.dialogs.photos_saving import SavesPhotos
from rollcall.ui.dialogs.photos_words import PhotoCounts
from rollcall.ui.dialogs.user_results import Undoes, tell_done
from rollcall.ui.page import Page
from rollcall.ui.theme import Tone
from rollcall.usecases.fleet_device import FleetDevice

__all__ = ["photos", "why_not_offered"]


def why_not_offered(photos: SavesPhotos, device: FleetDevice) -> str:
    """Say why a device makes no faces of photos, for the greyed action; nothing if it may."""
    if photos.can_convert(device.uid) is not False:
        return ""
    return QCoreApplication.translate(
        "Photos", "{device} cannot make faces of photos: its camera needs the person in front of it"
    ).format(device=device.name)


async def photos(
    page: Page,
    photos: SavesPhotos,
    device: FleetDevice,
    users: Sequence[RememberedUser],
    *,
    undo: Undoes,
) -> None:
    """Open the dialog, and tell on the page what came of it. Raises `DeviceError`."""
    if not await photos.look(device.known_uid):
        why = why_not_offered(photos, device)
        page.notice_bar.show_message(Tone.WARNING, why)
        return
    dialog = PhotosDialog(page, photos, tasks=page.tasks, device=device, users=users)
    counts = PhotoCounts()
    await ask.show(dialog)
    done, tried = dialog.saving.saved
    if tried:
        tone = Tone.GOOD if done == tried else Tone.WARNING
        tell_done(
            page,
            undo,
            device_name=lambda _uid: device.name,
            title=counts.read_back(done, tried, device.name),
            tone=tone,
            part_of=dialog.saving.part_of,
        )
