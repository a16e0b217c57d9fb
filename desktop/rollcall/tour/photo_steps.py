"""The steps of the tour through the dialog "Photos"."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget

from rollcall.tour.guide import Guide
from rollcall.tour.steps import Step
from rollcall.ui.navigation import PageKey

__all__ = ["PHOTO_STEPS"]

DEVICE: Final = "Front door"
SURE: Final = ("2.jpg", "3.jpg", "4.jpg")
DOUBTFUL: Final = "5 (1).jpg"
UNKNOWN: Final = "holiday.jpg"
WIDTH, HEIGHT = 600, 800


async def photos(guide: Guide) -> None:
    """Make faces of a folder of photos, one of which is doubtful and one nobody's."""
    await guide.pick_device(DEVICE)
    await guide.go_to(PageKey.USERS)
    await guide.idle()
    await guide.act("Photos")
    dialog = await guide.dialog("Photos")
    await guide.picture("photos-empty")
    with tempfile.TemporaryDirectory(prefix="rollcall-") as name:
        for number, file in enumerate((*SURE, DOUBTFUL, UNKNOWN)):
            _draw(Path(name, file), hue=number * 40)
        _drop(dialog, Path(name))
        await guide.see(QAbstractButton, f"Save {len(SURE)} faces", within=dialog, enabled=True)
        await guide.select("Photos", DOUBTFUL)
        await guide.until(lambda: _can_crop(dialog), "the photo to crop")
        await guide.picture("photos-prepared")
        await guide.press(f"Save {len(SURE)} faces", within=dialog)
        await guide.idle_but(dialog)
        await guide.row("Photos", "Done: read back")
        await guide.picture("photos-saved")
        dialog.done(0)  # two photos are not decided: `reject` would ask
    await guide.idle()


def _can_crop(dialog: QDialog) -> bool:
    name = "Part of the photo that becomes the face"
    return any(
        each.accessibleName() == name and each.isEnabled() for each in dialog.findChildren(QWidget)
    )


def _drop(dialog: QDialog, folder: Path) -> None:
    """Drop a folder onto the dialog, as from a window of files."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    dialog.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def _draw(path: Path, *, hue: int) -> None:
    """Draw somebody from afar: ground, shoulders, hair and a face."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor.fromHsv(hue, 20, 225))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, oval in (
        (QColor.fromHsv((hue + 200) % 360, 120, 140), QRectF(90, 600, 420, 400)),
        (QColor.fromHsv(20, 120, 60 + hue // 2), QRectF(170, 180, 260, 380)),
        (QColor.fromHsv(20, 90, 235 - hue // 2), QRectF(190, 230, 220, 330)),
        (QColor.fromHsv(20, 160, 60), QRectF(240, 360, 36, 20)),
        (QColor.fromHsv(20, 160, 60), QRectF(324, 360, 36, 20)),
        (QColor.fromHsv(0, 120, 170), QRectF(260, 480, 80, 24)),
    ):
        painter.setBrush(colour)
        painter.drawEllipse(oval)
    painter.end()
    image.save(str(path), quality=90)


PHOTO_STEPS: Final[tuple[Step, ...]] = (photos,)
