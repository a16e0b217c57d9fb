"""A part of a picture into the JPEG a device takes: at most 480 x 640 and under 32 KiB, bare.

Called in worker threads only.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from rollcall.protocol.enrollment import PHOTO_HEIGHT_MAX, PHOTO_WIDTH_MAX
from rollcall.usecases.photos.photo import Crop, Size

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["BYTES_MAX", "fitted", "needed", "thumbnail"]

BYTES_MAX: Final = 32 * 1024 - 1  # protocol-notes E14: under 32 KiB
QUALITY: Final = 88
_THUMBNAIL: Final = Size(72, 96)
_THUMBNAIL_QUALITY: Final = 75
_SMALLER: Final = 0.85
# How many bytes a quality takes, against the best one: about so for photos of people.
_QUALITIES: Final = ((80, 0.72), (70, 0.56), (60, 0.47), (50, 0.41), (40, 0.35), (30, 0.28))
_WORST: Final = 30


def needed(crop: Crop) -> Size:
    """Give how many pixels the whole picture needs so that the crop has enough."""
    return Size(round(PHOTO_WIDTH_MAX / crop.width), round(PHOTO_HEIGHT_MAX / crop.height))


def fitted(image: Image, crop: Crop) -> tuple[Image, bytes]:
    """Give the part of an RGB picture as it is sent, and its JPEG; it is never enlarged."""
    left, top = crop.left * image.width, crop.top * image.height
    width, height = crop.width * image.width, crop.height * image.height
    scale = min(1.0, PHOTO_WIDTH_MAX / width, PHOTO_HEIGHT_MAX / height)
    box = (
        max(left, 0.0),
        max(top, 0.0),
        min(left + width, float(image.width)),
        min(top + height, float(image.height)),
    )
    while True:
        size = Size(
            min(max(round(width * scale), 1), PHOTO_WIDTH_MAX),
            min(max(round(height * scale), 1), PHOTO_HEIGHT_MAX),
        )
        part = _scaled(image, size, box)
        jpeg = _small_enough(part)
        if jpeg is not None:
            return part, jpeg
        scale *= _SMALLER


def thumbnail(part: Image) -> bytes:
    """Give a small JPEG of what is sent, for a list."""
    factor = min(_THUMBNAIL.width / part.width, _THUMBNAIL.height / part.height, 1.0)
    size = Size(max(round(part.width * factor), 1), max(round(part.height * factor), 1))
    whole = (0.0, 0.0, float(part.width), float(part.height))
    return _encoded(_scaled(part, size, whole), _THUMBNAIL_QUALITY)


def _scaled(image: Image, size: Size, box: tuple[float, float, float, float]) -> Image:
    from PIL.Image import Resampling

    return image.resize((size.width, size.height), Resampling.LANCZOS, box=box, reducing_gap=2.0)


def _small_enough(part: Image) -> bytes | None:
    """Encode as well as the limit allows; None where even the worst quality is too large."""
    jpeg = _encoded(part, QUALITY)
    best = len(jpeg)
    for quality, share in _QUALITIES:
        if len(jpeg) <= BYTES_MAX:
            return jpeg
        if best * share <= BYTES_MAX * 1.05 or quality == _WORST:  # a try that may do
            jpeg = _encoded(part, quality)
    return jpeg if len(jpeg) <= BYTES_MAX else None


def _encoded(part: Image, quality: int) -> bytes:
    part.info.clear()  # Pillow would write a comment or a colour profile from here
    file = io.BytesIO()
    part.save(file, "JPEG", quality=quality)
    return file.getvalue()
