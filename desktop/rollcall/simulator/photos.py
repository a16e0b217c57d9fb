"""Photos as a simulated device sees them: only the header of a JPEG is read."""

from __future__ import annotations

from rollcall.protocol.enrollment import PHOTO_HEIGHT_MAX, PHOTO_WIDTH_MAX, PhotoState

# Start of frame: every C0 to CF but C4 (tables), C8 (reserved) and CC (arithmetic conditioning).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_END, _SCAN = 0xD9, 0xDA


def judged(photo: bytes) -> PhotoState:
    """Tell whether a photo can be taken (protocol-notes E14)."""
    size = jpeg_size(photo)
    if size is None:
        return PhotoState.DECODE_FAIL
    width, height = size
    if width > PHOTO_WIDTH_MAX or height > PHOTO_HEIGHT_MAX:
        return PhotoState.DIMENSION_OVERFLOW
    return PhotoState.SUCCEEDED


def jpeg_size(photo: bytes) -> tuple[int, int] | None:
    """Give width and height from the frame header, None for what is not a JPEG."""
    if photo[:2] != b"\xff\xd8":
        return None
    place = 2
    while place + 4 <= len(photo):
        if photo[place] != 0xFF:
            return None
        marker = photo[place + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in {_END, _SCAN}:
            return None
        length = int.from_bytes(photo[place + 2 : place + 4], "big")
        if marker in _FRAMES:
            frame = photo[place + 4 : place + 9]
            height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
            return (width, height) if len(frame) == 5 and width and height else None
        if length < 2:
            return None
        place += 2 + length
    return None
