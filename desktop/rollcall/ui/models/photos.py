"""The columns of the table Photos, and what a photo's state is in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon, QPixmap

from rollcall.protocol.users import UserId
from rollcall.ui.i18n import isolated
from rollcall.ui.models.columns import Column
from rollcall.ui.notices import describe
from rollcall.ui.theme import Tone, icon
from rollcall.ui.widgets.state_badge import TONE_ICONS
from rollcall.usecases.photos.desk import PhotoDesk, PhotoRow, Stage
from rollcall.usecases.photos.matching import Certainty
from rollcall.usecases.photos.photo import Finding, Reason

__all__ = ["PhotoWords", "columns", "error_text", "finding_text", "reason_text"]

_PICTURES_KEPT: Final = 400  # more than fit any screen
_THUMBNAIL_SCALE: Final = 2.0  # thumbnails are 72 x 96 and shown at half that
_ORDER: Final = (Tone.DANGER, Tone.WARNING, Tone.INFO, Tone.NEUTRAL, Tone.GOOD)


class PhotoWords:
    """Says of each row on a desk whose photo it is and how it stands."""

    def __init__(self, desk: PhotoDesk, *, leaves_faces: Callable[[], bool]) -> None:
        self._desk = desk
        self._leaves_faces = leaves_faces
        self._pictures: dict[bytes, QIcon] = {}

    def name_of(self, user_id: UserId) -> str:
        """Say a user's name with the ID, which alone is certain."""
        user = self._desk.users.get(user_id)
        if user is None or not user.name:
            return user_id
        return QCoreApplication.translate("Photos", "{name} ({id})").format(
            name=user.name, id=user_id
        )

    def user(self, row: PhotoRow) -> str:
        """Say whose photo it is."""
        if row.user_id is not None:
            return self.name_of(row.user_id)
        if row.match.certainty is Certainty.DOUBTFUL:
            likeliest = self.name_of(row.match.candidates[0])
            return QCoreApplication.translate("Photos", "{user}?").format(user=likeliest)
        return QCoreApplication.translate("Photos", "Choose user …")

    def state(self, row: PhotoRow) -> tuple[str, Tone]:
        """Say how it stands, and how good that is."""
        hindrance = row.hindrance
        if hindrance is not None:
            is_failed = row.stage is Stage.FAILED
            text = error_text(row) if is_failed else reason_text(hindrance)
            return text, Tone.DANGER if is_failed else Tone.WARNING
        match row.stage:
            case Stage.WAITING:
                return QCoreApplication.translate("Photos", "Preparing …"), Tone.NEUTRAL
            case Stage.SENDING:
                return QCoreApplication.translate("Photos", "Saving …"), Tone.INFO
            case Stage.DONE:
                return QCoreApplication.translate("Photos", "Done: read back"), Tone.GOOD
            case Stage.SKIPPED:
                return QCoreApplication.translate("Photos", "Skipped"), Tone.NEUTRAL
        return self._ready(row)

    def picture(self, row: PhotoRow) -> QIcon | None:
        """Give what is sent, small."""
        if row.prepared is None:
            failed = row.stage is Stage.FAILED
            return icon("circle-x" if failed else "image", "danger" if failed else "muted")
        data = row.prepared.thumbnail
        known = self._pictures.get(data)
        if known is None:
            if len(self._pictures) >= _PICTURES_KEPT:
                self._pictures.clear()
            known = self._pictures[data] = _icon(data)
        return known

    def _ready(self, row: PhotoRow) -> tuple[str, Tone]:
        if self._desk.has_face(row) and self._leaves_faces():
            text = QCoreApplication.translate("Photos", "Left out: has a face already")
            return text, Tone.NEUTRAL
        finding = row.prepared.finding if row.prepared else Finding.BY_HAND
        note = finding_text(finding)
        if note:
            return note, Tone.WARNING
        if self._desk.has_face(row):
            text = QCoreApplication.translate("Photos", "Ready: replaces the face there")
            return text, Tone.INFO
        return QCoreApplication.translate("Photos", "Ready"), Tone.GOOD


def columns(words: PhotoWords) -> tuple[Column[PhotoRow], ...]:
    """Give the columns, in the language in use."""

    def state_icon(row: PhotoRow) -> QIcon:
        tone = words.state(row)[1]
        return icon(TONE_ICONS[tone], str(tone))

    def user_ink(row: PhotoRow) -> str | None:
        return "accent" if row.user_id is None else None

    return (
        Column(
            key="photo",
            title=QCoreApplication.translate("Photos", "Photo"),
            text=lambda _: "",
            icon=words.picture,
            sort=lambda row: row.key,
            width=70,
        ),
        Column(
            key="file",
            title=QCoreApplication.translate("Photos", "File"),
            text=lambda row: row.path.name,
            tooltip=lambda row: isolated(str(row.path)),
            width=150,
            is_isolated=True,
        ),
        Column(
            key="user",
            title=QCoreApplication.translate("Photos", "User"),
            text=words.user,
            tooltip=words.user,
            ink=user_ink,
            width=150,
        ),
        Column(
            key="state",
            title=QCoreApplication.translate("Photos", "State"),
            text=lambda row: words.state(row)[0],
            tooltip=lambda row: words.state(row)[0],
            icon=state_icon,
            sort=lambda row: (_ORDER.index(words.state(row)[1]), words.state(row)[0], row.key),
            width=180,
            takes_rest=True,
        ),
    )


def finding_text(finding: Finding) -> str:
    """Say what to look at before a photo is sent; nothing where all is well."""
    match finding:
        case Finding.NO_FACE:
            return QCoreApplication.translate("Photos", "No face found: please look")
        case Finding.SEVERAL:
            return QCoreApplication.translate("Photos", "Several faces found: please look")
        case Finding.NOT_LOOKED:
            return QCoreApplication.translate("Photos", "Cut from the middle: please look")
    return ""


def error_text(row: PhotoRow) -> str:
    """Say why a photo failed, with the device's own trouble where there was one."""
    if row.error is not None and row.reason in {Reason.DEVICE, Reason.NOT_BEGUN}:
        return describe(row.error).title
    return "" if row.reason is None else reason_text(row.reason)


def reason_text(reason: Reason) -> str:
    """Say why a photo did not become a face, or what has to be decided."""
    return {**_file_reasons(), **_user_reasons(), **_device_reasons()}[reason]


def _file_reasons() -> dict[Reason, str]:
    return {
        Reason.NOT_FOUND: QCoreApplication.translate("Photos", "The file is not there any more"),
        Reason.NOT_READABLE: QCoreApplication.translate("Photos", "The file cannot be read"),
        Reason.EMPTY: QCoreApplication.translate("Photos", "The file is empty"),
        Reason.FILE_TOO_LARGE: QCoreApplication.translate("Photos", "The file is too large"),
        Reason.TOO_MANY_PIXELS: QCoreApplication.translate("Photos", "Too large: too many pixels"),
        Reason.TOO_SMALL: QCoreApplication.translate(
            "Photos", "Too small: no face could be told in it"
        ),
        Reason.NOT_A_PICTURE: QCoreApplication.translate("Photos", "Not a picture of a known kind"),
        Reason.NO_HEIC: QCoreApplication.translate(
            "Photos", "HEIC cannot be read on this PC: save it as JPEG first"
        ),
        Reason.DAMAGED: QCoreApplication.translate("Photos", "Damaged or incomplete"),
    }


def _user_reasons() -> dict[Reason, str]:
    return {
        Reason.USER_UNKNOWN: QCoreApplication.translate("Photos", "User unknown: choose one"),
        Reason.DOUBTFUL: QCoreApplication.translate("Photos", "Which user? Please choose"),
        Reason.TWICE: QCoreApplication.translate("Photos", "Two for this user: skip one"),
        Reason.HAS_FACE: QCoreApplication.translate(
            "Photos", "Left out: the user has a face already"
        ),
    }


def _device_reasons() -> dict[Reason, str]:
    return {
        Reason.NO_FACE: QCoreApplication.translate("Photos", "The device found no face in it"),
        Reason.NOT_DECODED: QCoreApplication.translate(
            "Photos", "The device could not read the picture"
        ),
        Reason.TOO_LARGE: QCoreApplication.translate(
            "Photos", "The picture is too large for the device"
        ),
        Reason.NO_TEMPLATE: QCoreApplication.translate(
            "Photos", "The device did not say what came of it"
        ),
        Reason.NOT_STORED: QCoreApplication.translate(
            "Photos", "Written, but the device stores something else"
        ),
        Reason.UNCERTAIN: QCoreApplication.translate(
            "Photos", "Not certain: the device's answer was lost"
        ),
        Reason.DEVICE: QCoreApplication.translate("Photos", "The device refused"),
        Reason.NOT_BEGUN: QCoreApplication.translate("Photos", "Not begun"),
    }


def _icon(data: bytes) -> QIcon:
    pixmap = QPixmap()
    pixmap.loadFromData(data)
    pixmap.setDevicePixelRatio(_THUMBNAIL_SCALE)
    drawn = QIcon(pixmap)
    drawn.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt tints the face
    return drawn
