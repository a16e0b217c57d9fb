from __future__ import annotations

import pytest
from PIL import Image

from rollcall.protocol.enrollment import PhotoState
from rollcall.simulator.enrollment import judged
from rollcall.usecases.photos.cropping import centre
from rollcall.usecases.photos.fitting import BYTES_MAX, fitted, needed, thumbnail
from rollcall.usecases.photos.photo import Crop, Size
from tests.drawn_photos import decoded, drawn_face


def test_limit_is_the_one_of_the_specification() -> None:
    assert BYTES_MAX < 32 * 1024  # protocol-notes E14: under 32 KiB


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (500, 5000), (640, 480), (481, 641)])
def test_result_fits_480_by_640(size: tuple[int, int]) -> None:
    part, jpeg = fitted(Image.new("RGB", size, (90, 120, 150)), centre(Size(*size)))
    assert part.width <= 480
    assert part.height <= 640
    assert judged(jpeg) is PhotoState.SUCCEEDED


def test_small_picture_is_not_enlarged() -> None:
    part, _ = fitted(Image.new("RGB", (150, 200)), centre(Size(150, 200)))
    assert part.size == (150, 200)


def test_noise_gets_under_the_limit_too() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((480, 640), 120) for _ in "rgb"])
    part, jpeg = fitted(noise, centre(Size(480, 640)))
    assert len(jpeg) <= BYTES_MAX
    assert part.width > 200


def test_picture_of_a_person_keeps_its_size() -> None:
    part, jpeg = fitted(drawn_face(960, 1280), centre(Size(960, 1280)))
    assert part.size == (480, 640)
    assert len(jpeg) <= BYTES_MAX


def test_nothing_but_the_picture_is_in_the_file() -> None:
    image = drawn_face(960, 1280)
    image.info.update(
        comment=b"secret", exif=b"Exif\0\0secret", icc_profile=b"secret", xmp=b"secret"
    )
    _, jpeg = fitted(image, Crop(0, 0, 1, 1))
    assert b"secret" not in jpeg
    read = decoded(jpeg)
    assert not read.getexif()
    assert not {"comment", "exif", "icc_profile", "xmp"} & read.info.keys()


def test_thumbnail_is_small() -> None:
    part, _ = fitted(drawn_face(960, 1280), centre(Size(960, 1280)))
    data = thumbnail(part)
    assert decoded(data).size == (72, 96)
    assert len(data) < 8_000


def test_as_many_pixels_are_needed_as_the_crop_takes_of_them() -> None:
    assert needed(Crop(0.2, 0.2, 0.5, 0.25)) == Size(960, 2560)
