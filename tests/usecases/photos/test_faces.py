from __future__ import annotations

import sys

import pytest
from PIL import Image

from rollcall.usecases.photos import faces
from rollcall.usecases.photos.faces import find_face
from rollcall.usecases.photos.photo import Finding
from tests.drawn_photos import drawn_face


@pytest.fixture
def _no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    faces._spare.clear()
    for name in ("cv2", "cv2.data"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("_no_library")
def test_without_opencv_nobody_looks() -> None:
    assert find_face(drawn_face()) == (Finding.NOT_LOOKED, None)


def test_face_is_found_where_it_is() -> None:
    pytest.importorskip("cv2")
    finding, face = find_face(drawn_face(across=0.35))
    assert finding is Finding.FACE
    assert face is not None
    assert face.left < 0.35 < face.left + face.width
    assert face.top < 0.45 < face.top + face.height


def test_biggest_of_several_faces_is_taken() -> None:
    pytest.importorskip("cv2")
    both = Image.new("RGB", (1400, 800))
    both.paste(drawn_face(800, 800, half=0.2), (0, 0))
    both.paste(drawn_face(600, 800, half=0.2), (800, 0))
    finding, face = find_face(both)
    assert finding is Finding.SEVERAL
    assert face is not None
    assert face.left + face.width / 2 < 0.5


def test_no_face_is_said() -> None:
    pytest.importorskip("cv2")
    assert find_face(Image.linear_gradient("L").convert("RGB")) == (Finding.NO_FACE, None)
