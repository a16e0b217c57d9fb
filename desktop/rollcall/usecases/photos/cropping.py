"""Which part of a picture becomes the face photo: 3 to 4, with room for hair and chin.

Numbers only: no picture is seen here, so the window's editor uses the same rules.
"""

from __future__ import annotations

from typing import Final

from rollcall.protocol.enrollment import PHOTO_HEIGHT_MAX, PHOTO_WIDTH_MAX
from rollcall.usecases.photos.photo import Crop, Size

__all__ = ["SHORT_MIN", "around", "centre", "moved", "placed", "sized", "zoom_of", "zoomed"]

_SHAPE: Final = PHOTO_WIDTH_MAX / PHOTO_HEIGHT_MAX
SHORT_MIN: Final = 96
"""Pixels of a crop's width: with fewer no device can tell a face."""
_FACE_PART: Final = 0.55
"""How much of the crop's height the face found takes: it goes from the brows to the mouth's end."""
_FACE_DOWN: Final = 0.53  # the middle of the face is a little below the crop's: hair needs room


def centre(size: Size) -> Crop:
    """Give the biggest part of the right shape, in the middle; of a standing picture from above."""
    crop = _of_height(size, 1.0)
    # People leave more room below than above a face in a picture that stands.
    return placed(crop, size, left=(1 - crop.width) / 2, top=(1 - crop.height) / 3)


def around(face: Crop, size: Size) -> Crop:
    """Give the part around a face, as far as the picture goes."""
    crop = _of_height(size, max(face.height / _FACE_PART, _least_height(size)))
    left = face.left + face.width / 2 - crop.width / 2
    top = face.top + face.height / 2 - crop.height * _FACE_DOWN
    return placed(crop, size, left=left, top=top)


def placed(crop: Crop, size: Size, *, left: float, top: float) -> Crop:
    """Give the crop at another place, within the picture and of the right shape."""
    whole = _of_height(size, crop.height)
    return Crop(
        min(max(left, 0.0), 1 - whole.width),
        min(max(top, 0.0), 1 - whole.height),
        whole.width,
        whole.height,
    )


def moved(crop: Crop, size: Size, *, right: float, down: float) -> Crop:
    """Give the crop moved by parts of the picture."""
    return placed(crop, size, left=crop.left + right, top=crop.top + down)


def sized(crop: Crop, size: Size, height: float) -> Crop:
    """Give the crop so high, in parts of the picture, with its middle where it is."""
    fitting = _of_height(size, max(height, _least_height(size)))
    return placed(
        fitting,
        size,
        left=crop.left + (crop.width - fitting.width) / 2,
        top=crop.top + (crop.height - fitting.height) / 2,
    )


def zoomed(crop: Crop, size: Size, zoom: float) -> Crop:
    """Give the crop from nearer or farther: `zoom` is 0 (as much as fits) to 1 (closest)."""
    most, least = _of_height(size, 1.0).height, _least_height(size)
    return sized(crop, size, most - (most - least) * min(max(zoom, 0.0), 1.0))


def zoom_of(crop: Crop, size: Size) -> float:
    """Tell how close a crop is, 0 to 1; the reverse of `zoomed`."""
    most, least = _of_height(size, 1.0).height, _least_height(size)
    return 0.0 if most <= least else min(max((most - crop.height) / (most - least), 0.0), 1.0)


def _least_height(size: Size) -> float:
    """Give the part of the picture's height that the smallest crop takes."""
    most = _of_height(size, 1.0).height
    return min(max(SHORT_MIN / _SHAPE / size.height, most / 8), most)


def _of_height(size: Size, height: float) -> Crop:
    """Give a crop of the right shape, as high as asked for or as fits."""
    shape = size.height * _SHAPE / size.width  # its width for each part of height
    height = min(height, 1.0, 1 / shape)
    return Crop(0.0, 0.0, height * shape, height)
