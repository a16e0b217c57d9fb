"""Photo files into upright pictures, with bounds on everything a hostile file could ask for.

The header is read first; Pillow decodes, and only the few kinds of pictures that cameras and
phones make. Called in worker threads only.
"""

from __future__ import annotations

import io
import stat
import warnings
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from rollcall.usecases.photos.cropping import SHORT_MIN
from rollcall.usecases.photos.photo import BadPhoto, Reason, Size

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Opened", "read_file"]

FILE_BYTES_MAX: Final = 64 << 20  # a PNG of 24 megapixels may take 60 MB
PIXELS_MAX: Final = 64_000_000  # phones make up to 50 million
PIXELS_OF_JPEG_MAX: Final = 220_000_000  # decoded at an eighth, line by line: 200 million is fine
PIXELS_AT_ONCE: Final = 30_000_000  # bigger ones are decoded one at a time
SCANS_MAX: Final = 100  # cameras write 1, the finest progressive ones 10; a thousand take minutes
LONG_SIDE_MAX: Final = 2600  # pixels kept of a picture that cannot be decoded smaller

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP")
_BEGINNINGS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n")
_HEIC_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_START_OF_SCAN: Final = b"\xff\xda"  # in the data itself FF is always followed by 00
_ORIENTATION: Final = 0x0112  # Exif 2.3, 4.6.4
_WHITE: Final = (255, 255, 255)

_big_turn = Lock()


def read_file(path: Path) -> bytes:
    """Read a photo's file whole. Raises `BadPhoto`."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a pipe would keep us waiting for ever
            raise BadPhoto(Reason.NOT_READABLE)
        if about.st_size > FILE_BYTES_MAX:
            raise BadPhoto(Reason.FILE_TOO_LARGE)
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError as error:
        raise BadPhoto(Reason.NOT_FOUND) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise BadPhoto(Reason.NOT_READABLE) from error
    if len(data) > FILE_BYTES_MAX:
        raise BadPhoto(Reason.FILE_TOO_LARGE)
    if not data:
        raise BadPhoto(Reason.EMPTY)
    return data


class Opened:
    """A photo whose header was read; `size` is that of the upright, turned picture."""

    def __init__(self, data: bytes, *, turns: int = 0) -> None:
        """Take quarter turns clockwise, made after those the camera noted. Raises `BadPhoto`."""
        self._data = data
        self._turns = turns % 4
        image = _opened(data)
        self._unused: Image | None = image
        self._orientation = _orientation(image)
        is_lying = (self._orientation >= 5) != (self._turns % 2 == 1)
        width, height = image.size
        self.size = Size(height, width) if is_lying else Size(width, height)
        self._is_lying = is_lying
        _check(data, image)

    def decoded(self, least: Size) -> Image:
        """Decode to an upright RGB picture of at least `least` where the photo has that much.

        It may be larger or smaller than `size`; always the whole picture. Raises `BadPhoto`.
        """
        wanted = Size(least.height, least.width) if self._is_lying else least
        image, self._unused = self._unused or _opened(self._data), None
        _reduce_while_decoding(image, wanted)
        try:
            if image.width * image.height > PIXELS_AT_ONCE:
                with _big_turn:
                    image.load()
                    image = _smaller(image, wanted)
            else:
                image.load()
                image = _smaller(image, wanted)
            return _turned(_plain(image), self._orientation, self._turns)
        except BadPhoto:
            raise
        except Exception as error:  # Pillow raises whatever a broken picture leads it to
            raise BadPhoto(Reason.DAMAGED) from error


def _opened(data: bytes) -> Image:
    from PIL import (  # each registers its kind; nothing but these is ever tried
        BmpImagePlugin,
        Image,
        JpegImagePlugin,
        PngImagePlugin,
        UnidentifiedImageError,
        WebPImagePlugin,
    )

    _ = (BmpImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

    # Pillow warns of oddities that do not matter; what matters is checked here.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    is_heic = data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS
    if is_heic and not _can_heic():
        raise BadPhoto(Reason.NO_HEIC)
    try:
        return Image.open(io.BytesIO(data), formats=("HEIF",) if is_heic else _FORMATS)
    except Image.DecompressionBombError as error:
        raise BadPhoto(Reason.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        is_begun = is_heic or data.startswith(_BEGINNINGS)
        raise BadPhoto(Reason.DAMAGED if is_begun else Reason.NOT_A_PICTURE) from error
    except Exception as error:  # as above: headers break in many ways
        raise BadPhoto(Reason.DAMAGED) from error


def _can_heic() -> bool:
    try:
        import pi_heif  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        return False
    pi_heif.register_heif_opener(thumbnails=False)
    return True


def _check(data: bytes, image: Image) -> None:
    size = Size(*image.size)
    is_jpeg = image.format in {"JPEG", "MPO"}
    is_progressive = bool(image.info.get("progressive"))
    if size.pixels > (PIXELS_OF_JPEG_MAX if is_jpeg and not is_progressive else PIXELS_MAX):
        raise BadPhoto(Reason.TOO_MANY_PIXELS)
    if size.short < SHORT_MIN:
        raise BadPhoto(Reason.TOO_SMALL)
    if is_jpeg and not _is_one_scan(data, image) and data.count(_START_OF_SCAN) > SCANS_MAX:
        raise BadPhoto(Reason.DAMAGED)


def _is_one_scan(data: bytes, image: Image) -> bool:
    """Tell whether all colours of a JPEG are in its first scan, after which decoding ends.

    Counting the scans of every photo would cost a twentieth of its whole preparation.
    """
    colours = getattr(image, "layers", 0)
    file = getattr(image, "fp", None)
    end = file.tell() if file else 0  # Pillow has just read the head of the first scan
    head = data[max(end - 8 - 2 * colours, 0) : end]
    is_whole = len(head) > 4 and head.startswith(_START_OF_SCAN) and head[4] == colours
    return is_whole and not image.info.get("progressive")


def _orientation(image: Image) -> int:
    """Give how the camera was held, 1 to 8; 1 where that cannot be told."""
    try:
        if image.format == "PNG":  # its Exif may stand behind the picture, and is not worth that
            told = image.info.get("exif") and image.getexif().get(_ORIENTATION)
        else:
            told = image.getexif().get(_ORIENTATION)
    except Exception:  # noqa: BLE001  # what a camera noted is never worth losing the photo for
        return 1
    return told if isinstance(told, int) and 1 <= told <= 8 else 1


def _reduce_while_decoding(image: Image, wanted: Size) -> None:
    """Let a JPEG be decoded to a half, a quarter or an eighth, if that is enough."""
    from PIL import JpegImagePlugin

    if isinstance(image, JpegImagePlugin.JpegImageFile):
        image.draft(None, (max(wanted.width, 1), max(wanted.height, 1)))


def _smaller(image: Image, wanted: Size) -> Image:
    """Give a picture that was decoded whole in a size that does not fill the memory."""
    least = max(wanted.width / image.width, wanted.height / image.height)
    most = LONG_SIDE_MAX / max(image.size)
    factor = int(1 / max(least, most)) if max(least, most) < 1 else 1
    if factor < 2:
        return image
    return _reducible(image).reduce(factor)


def _reducible(image: Image) -> Image:
    """Give a palette, a bitmap or 16 bits of grey in a mode that can be scaled."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey; Pillow would cut off all that is above 255.
        return image.convert("I").point(_eighth_bit).convert("L")
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    return image if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"} else image.convert("RGBA")


def _eighth_bit(value: float) -> float:
    return value * (1 / 257)


def _plain(image: Image) -> Image:
    """Give RGB without transparency, which becomes white."""
    from PIL import Image as Images

    image = _reducible(image)
    if image.mode in {"RGBA", "LA"}:
        ground = Images.new("RGB", image.size, _WHITE)
        ground.paste(image.convert("RGB"), mask=image.getchannel("A"))
        return ground
    return image if image.mode == "RGB" else image.convert("RGB")


def _turned(image: Image, orientation: int, turns: int) -> Image:
    from PIL.Image import Transpose

    methods = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,  # Pillow turns to the left
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    quarters = {1: Transpose.ROTATE_270, 2: Transpose.ROTATE_180, 3: Transpose.ROTATE_90}
    for method in (methods.get(orientation), quarters.get(turns)):
        if method is not None:
            image = image.transpose(method)
    return image
