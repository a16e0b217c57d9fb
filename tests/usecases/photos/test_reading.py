from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from rollcall.usecases.photos import reading
from rollcall.usecases.photos.photo import BadPhoto, Reason, Size
from rollcall.usecases.photos.reading import Opened, read_file
from tests.drawn_photos import HEIC_OF_A_PHONE, READS_HEIC, encoded, quarters, reads_as

WHOLE = Size(10_000, 10_000)  # more than any has


def why(data: bytes) -> Reason:
    with pytest.raises(BadPhoto) as bad:
        Opened(data).decoded(WHOLE)
    return bad.value.reason


def upright(data: bytes, turns: int = 0) -> Image.Image:
    return Opened(data, turns=turns).decoded(WHOLE)


def stored_as(orientation: int) -> bytes:
    """Give the photo of a camera that was held so, and noted it."""
    ways = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    way = ways[orientation]
    image = quarters() if way is None else quarters().transpose(way)
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, quality=95, exif=exif.tobytes())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_is_upright_however_the_camera_was_held(orientation: int) -> None:
    data = stored_as(orientation)
    assert reads_as(upright(data)) == "rg/bw"
    assert Opened(data).size == Size(240, 320)


@pytest.mark.parametrize(
    ("turns", "seen"), [(1, "br/wg"), (2, "wb/gr"), (3, "gw/rb"), (4, "rg/bw")]
)
@pytest.mark.parametrize("orientation", [1, 6])
def test_turns_go_clockwise_from_upright(orientation: int, turns: int, seen: str) -> None:
    data = stored_as(orientation)
    assert reads_as(upright(data, turns)) == seen
    size = Size(320, 240) if turns % 2 else Size(240, 320)
    assert Opened(data, turns=turns).size == size


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("BMP", {}),
        ("JPEG", {"quality": 95, "progressive": True}),
    ],
)
def test_kind_is_read(kind: str, options: dict[str, object]) -> None:
    assert reads_as(upright(encoded(quarters(), kind, **options))) == "rg/bw"


@pytest.mark.skipif(not READS_HEIC, reason="pi-heif is not installed")
@pytest.mark.parametrize(("turns", "seen"), [(0, "rg/bw"), (1, "br/wg")])
def test_heic_of_a_phone_is_turned_upright_once(turns: int, seen: str) -> None:
    opened = Opened(HEIC_OF_A_PHONE, turns=turns)
    assert opened.size == (Size(160, 120) if turns else Size(120, 160))
    assert reads_as(opened.decoded(WHOLE)) == seen


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA", "I;16", "CMYK", "YCbCr"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    grey = Image.linear_gradient("L").resize((300, 400))
    if mode == "I;16":
        image = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        image = grey.convert(mode)
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    seen = upright(encoded(image, kind))
    assert seen.mode == "RGB"
    top, bottom = (seen.getpixel((150, y)) for y in (20, 380))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert max(top) < 40
    assert min(bottom) > 215


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    seen = upright(encoded(clear.convert(mode) if mode != "P" else clear.quantize(8), "PNG"))
    assert seen.getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_moving_pictures_the_first_is_taken(kind: str) -> None:
    others = [Image.new("RGB", (240, 320), (0, 0, 0))]
    data = encoded(quarters(), kind, save_all=True, append_images=others, lossless=True)
    assert reads_as(upright(data)) == "rg/bw"


def test_of_several_pictures_in_a_jpeg_the_first_is_taken() -> None:
    data = encoded(quarters(), "MPO", save_all=True, append_images=[quarters().rotate(180)])
    assert reads_as(upright(data)) == "rg/bw"


def test_large_jpeg_is_decoded_small() -> None:
    data = encoded(Image.new("L", (4000, 3000), 99))
    image = Opened(data).decoded(Size(400, 300))
    assert image.size == (500, 375)


def test_other_large_pictures_are_not_kept_large() -> None:
    data = encoded(Image.new("RGB", (6000, 4000), (1, 2, 3)), "PNG", compress_level=1)
    image = Opened(data).decoded(Size(400, 300))
    assert max(image.size) <= reading.LONG_SIDE_MAX * 2


def test_second_decoding_may_be_larger() -> None:
    opened = Opened(encoded(Image.new("L", (2000, 1600), 99)))
    assert opened.decoded(Size(200, 160)).size == (250, 200)
    assert opened.decoded(WHOLE).size == (2000, 1600)


# --- what is not taken


@pytest.mark.parametrize(
    "image",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' width='200' height='200'/>",
        b"<?xml version='1.0'?><svg/>",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 200 200\n",
        b"MZ" + bytes(500),
        b"PK\x03\x04" + bytes(500),
        b"no picture at all",
        bytes(1000),
    ],
)
def test_other_files_are_no_pictures(image: bytes) -> None:
    assert why(image) is Reason.NOT_A_PICTURE


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "PPM", "TGA", "ICO", "PCX", "JPEG2000", "AVIF"])
def test_other_kinds_of_pictures_are_not_taken(kind: str) -> None:
    assert why(encoded(quarters(), kind)) is Reason.NOT_A_PICTURE


def test_too_many_pixels_are_refused_by_the_header() -> None:
    data = bytearray(encoded(quarters(), "PNG"))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    assert why(bytes(data)) in {Reason.TOO_MANY_PIXELS, Reason.DAMAGED}
    jpeg = encoded(quarters())
    at = jpeg.index(b"\xff\xc0") + 5
    huge = jpeg[:at] + (65_000).to_bytes(2, "big") * 2 + jpeg[at + 4 :]
    assert why(huge) is Reason.TOO_MANY_PIXELS


def test_jpeg_with_a_thousand_scans_is_refused() -> None:
    data = encoded(quarters(), progressive=True)
    at = data.rindex(b"\xff\xda")
    assert why(data[:at] + data[at:-2] * 1000 + data[-2:]) is Reason.DAMAGED


def test_a_few_pixels_are_no_photo() -> None:
    assert why(encoded(Image.new("RGB", (60, 2000)))) is Reason.TOO_SMALL


def test_nonsense_in_exif_is_passed_over() -> None:
    data = encoded(quarters(), quality=95, exif=b"Exif\0\0II*\0" + b"\xff" * 60)
    assert reads_as(upright(data)) == "rg/bw"


def test_heic_without_its_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    assert why(b"\0\0\0\x18ftypheic" + bytes(200)) is Reason.NO_HEIC


def test_broken_heic_is_damaged() -> None:
    pytest.importorskip("pi_heif")
    assert why(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)) is Reason.DAMAGED


def test_colour_profile_changes_no_shape() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert reads_as(upright(encoded(quarters(), icc_profile=profile))) == "rg/bw"


# --- files


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "gone.jpg", Reason.NOT_FOUND),
        (tmp_path, Reason.NOT_READABLE),
        (Path("a\0b.jpg"), Reason.NOT_READABLE),
    ):
        with pytest.raises(BadPhoto) as bad:
            read_file(path)
        assert bad.value.reason is reason


def test_empty_and_huge_files_are_refused(tmp_path: Path) -> None:
    empty, huge = tmp_path / "empty.jpg", tmp_path / "huge.jpg"
    empty.touch()
    with huge.open("wb") as file:
        file.truncate(reading.FILE_BYTES_MAX + 1)  # takes no room on the disk
    for path, reason in ((empty, Reason.EMPTY), (huge, Reason.FILE_TOO_LARGE)):
        with pytest.raises(BadPhoto) as bad:
            read_file(path)
        assert bad.value.reason is reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    with pytest.raises(BadPhoto):
        read_file(pipe)
