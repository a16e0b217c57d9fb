"""What a photo, its crop and what became of it are, as values; no picture library is known here."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from rollcall.protocol.errors import AppError
from rollcall.protocol.users import UserId

__all__ = [
    "BadPhoto",
    "Crop",
    "FaceWanted",
    "Finding",
    "Outcome",
    "PhotoResult",
    "Prepared",
    "Preview",
    "Reason",
    "Size",
]


class Reason(Enum):
    """Why a photo did not become a face; the value is for the log, words are the window's."""

    # The file
    NOT_FOUND = "the file is not there"
    NOT_READABLE = "the file cannot be read"
    EMPTY = "the file is empty"
    FILE_TOO_LARGE = "the file has too many bytes"
    TOO_MANY_PIXELS = "the picture has too many pixels"
    TOO_SMALL = "the picture has too few pixels for a face"
    NOT_A_PICTURE = "not a picture, or of a kind that is not taken"
    NO_HEIC = "a HEIC picture, and the library for them is not installed"
    DAMAGED = "the picture is damaged or incomplete"
    # The user
    USER_UNKNOWN = "the file name fits no user"
    DOUBTFUL = "the file name may fit a user"
    TWICE = "another photo is for the same user"
    HAS_FACE = "the user has a face already, which is to stay"
    # The device
    NO_FACE = "the device found no face (process_fail)"
    NOT_DECODED = "the device could not read the picture (decode_fail)"
    TOO_LARGE = "the picture is too large for the device (dimension_overflow)"
    NO_TEMPLATE = "the device told success and sent nothing, or said something unknown"
    NOT_STORED = "written, but the device stores something else"
    UNCERTAIN = "sent, and nobody can tell what came of it"
    DEVICE = "the device refused or failed; the error tells how"
    NOT_BEGUN = "it was not begun"


class BadPhoto(Exception):
    """A file that cannot become a face; told in its row, so it never leaves this package."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Finding(Enum):
    """What was found in a picture before the device sees it."""

    FACE = "one face"
    SEVERAL = "several faces, of which the biggest is taken"
    NO_FACE = "no face"
    NOT_LOOKED = "nobody looked: the library that finds faces is not installed"
    BY_HAND = "the administrator chose the part"


class Size(Struct, frozen=True):
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        """How many there are."""
        return self.width * self.height

    @property
    def short(self) -> int:
        """The smaller one of the two."""
        return min(self.width, self.height)


class Crop(Struct, frozen=True):
    """A part of the upright picture, in parts of its width and height: 0 to 1."""

    left: float
    top: float
    width: float
    height: float


class Prepared(Struct, frozen=True, kw_only=True):
    """A photo as the device takes it: at most 480 x 640, under 32 KiB, without metadata."""

    jpeg: bytes
    thumbnail: bytes
    """A small JPEG of the same part, for lists."""
    size: Size
    """Of the whole upright picture, in its own pixels."""
    crop: Crop
    finding: Finding


class Preview(Struct, frozen=True, kw_only=True):
    """The whole upright picture, small, for a window: rows of red, green, blue without padding."""

    rgb: bytes
    shown: Size
    size: Size
    """Of the picture itself."""


class FaceWanted(Struct, frozen=True, kw_only=True):
    """One photo that is to become the face of one user."""

    key: int
    """Which photo; comes back in its result."""
    user_id: UserId
    name: str
    """The name the user has to have, so that no other person gets the face."""
    jpeg: bytes
    keeps_face: bool = False
    """Leave the user alone if the device holds a face already."""


class Outcome(Enum):
    """How it ended for one photo."""

    DONE = "the face was read back from the device"
    FAILED = "see the reason"


class PhotoResult(Struct, frozen=True, kw_only=True):
    """What became of one photo."""

    key: int
    outcome: Outcome
    reason: Reason | None = None
    """Where it failed."""
    error: AppError | None = None
    """The device's own trouble, where there was one."""
