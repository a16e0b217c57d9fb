"""Where the face in a picture is, by OpenCV's Haar cascade; works without OpenCV by saying so.

Called in worker threads only, on a small grey picture: the crop needs no more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rollcall.usecases.photos.photo import Crop, Finding

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["find_face"]

SHORT_SIDE: Final = 112  # pixels at least of the picture that is looked at
FACE_MIN: Final = 0.18  # of the short side; photos for enrollment show one person from near
_SCALE_STEP: Final = 1.3
_NEIGHBOURS: Final = 3
_CASCADE: Final = "haarcascade_frontalface_alt2.xml"

_spare: deque[Any] = deque(maxlen=16)  # loading one takes as long as looking at five photos


def find_face(image: Image) -> tuple[Finding, Crop | None]:
    """Tell what was found, and where the biggest face is."""
    with _cascade() as cascade:
        if cascade is None:
            return Finding.NOT_LOOKED, None
        return _found(cascade, image)


def _found(cascade: Any, image: Image) -> tuple[Finding, Crop | None]:  # noqa: ANN401
    import numpy as np

    small = image.reduce(max(1, min(image.size) // SHORT_SIDE)).convert("L")
    width, height = small.size
    least = round(min(small.size) * FACE_MIN)
    found = cascade.detectMultiScale(
        np.asarray(small), _SCALE_STEP, _NEIGHBOURS, minSize=(least, least)
    )
    boxes = sorted(([int(each) for each in box] for box in found), key=lambda box: -box[2])
    if not boxes:
        return Finding.NO_FACE, None
    left, top, wide, high = boxes[0]
    face = Crop(left / width, top / height, wide / width, high / height)
    # What is much smaller is a pattern on a shirt, or somebody far behind.
    others = [box for box in boxes[1:] if box[2] * 2 > wide]
    return (Finding.SEVERAL if others else Finding.FACE), face


@contextmanager
def _cascade() -> Iterator[Any]:
    """Lend a cascade, None without OpenCV; no two threads have the same one at a time."""
    try:
        cascade = _spare.pop()
    except IndexError:
        cascade = _loaded()
    yield cascade
    if cascade is not None:
        _spare.append(cascade)


def _loaded() -> Any:  # noqa: ANN401  # cv2.CascadeClassifier
    path = _cascade_path()
    if path is None:
        return None
    import cv2

    cv2.setNumThreads(1)  # the photos are what is spread over the cores
    cascade = cv2.CascadeClassifier(str(path))
    return None if cascade.empty() else cascade


def _cascade_path() -> Path | None:
    """Give the file in the wheel; OpenCV 5 wheels have none."""
    try:
        from cv2.data import haarcascades
    except ImportError:
        return None
    path = Path(haarcascades) / _CASCADE
    return path if path.is_file() else None
