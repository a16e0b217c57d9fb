from __future__ import annotations

import hypothesis
import hypothesis.strategies as st
import pytest

from rollcall.usecases.photos.cropping import (
    around,
    centre,
    moved,
    placed,
    sized,
    zoom_of,
    zoomed,
)
from rollcall.usecases.photos.photo import Crop, Size

PART = st.floats(0, 1)
SIZES = st.builds(Size, st.integers(96, 9000), st.integers(96, 9000))


def is_within(crop: Crop) -> bool:
    little = 1e-9
    return (
        min(crop.left, crop.top) >= -little
        and crop.left + crop.width <= 1 + little
        and crop.top + crop.height <= 1 + little
        and min(crop.width, crop.height) > 0
    )


def shape(crop: Crop, size: Size) -> float:
    return crop.width * size.width / (crop.height * size.height)


@hypothesis.given(SIZES, PART, PART, PART, PART)
def test_every_crop_is_within_the_picture_and_three_to_four(
    size: Size, a: float, b: float, c: float, d: float
) -> None:
    start = centre(size)
    face = Crop(a * 0.9, b * 0.9, 0.01 + c * 0.09, 0.01 + d * 0.09)
    for crop in (
        start,
        around(face, size),
        zoomed(start, size, a),
        sized(start, size, b),
        moved(zoomed(start, size, c), size, right=d - 0.5, down=a - 0.5),
        placed(start, size, left=b, top=c),
    ):
        assert is_within(crop)
        assert shape(crop, size) == pytest.approx(0.75)


@hypothesis.given(SIZES, PART)
def test_zoom_is_told_as_it_was_set(size: Size, zoom: float) -> None:
    crop = zoomed(centre(size), size, zoom)
    if zoomed(crop, size, 0) != zoomed(crop, size, 1):
        assert zoom_of(crop, size) == pytest.approx(zoom)


def test_centre_of_a_lying_picture_takes_its_whole_height() -> None:
    crop = centre(Size(1600, 1200))
    assert (crop.top, crop.height) == (0, 1)
    assert crop.left + crop.width / 2 == pytest.approx(0.5)


def test_face_has_room_for_hair_and_chin() -> None:
    face = Crop(0.4, 0.4, 0.2, 0.15)
    crop = around(face, Size(900, 1200))
    assert crop.left + crop.width / 2 == pytest.approx(0.5)
    above = face.top - crop.top
    below = crop.top + crop.height - face.top - face.height
    assert above > below > 0.2 * face.height


def test_face_at_the_edge_keeps_the_crop_inside() -> None:
    crop = around(Crop(0.0, 0.0, 0.2, 0.2), Size(1200, 1200))
    assert (crop.left, crop.top) == (0, 0)


def test_no_crop_has_too_few_pixels() -> None:
    crop = zoomed(centre(Size(200, 300)), Size(200, 300), 1.0)
    assert crop.width * 200 >= 95.9
