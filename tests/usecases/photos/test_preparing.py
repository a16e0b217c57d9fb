from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from rollcall.protocol.enrollment import PhotoState
from rollcall.simulator.enrollment import judged
from rollcall.usecases.photos import faces, preparing
from rollcall.usecases.photos.fitting import BYTES_MAX
from rollcall.usecases.photos.photo import (
    BadPhoto,
    Crop,
    Finding,
    Prepared,
    Reason,
    Size,
)
from rollcall.usecases.photos.preparing import PhotoTask, prepare, prepare_all, preview
from tests.drawn_photos import (
    HEIC_OF_A_PHONE,
    READS_HEIC,
    decoded,
    drawn_face,
    encoded,
    quarters,
    reads_as,
)


def saved(folder: Path, data: bytes, name: str = "photo.jpg") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def outcome(path: Path) -> Prepared | Reason:
    try:
        return prepare(path)
    except BadPhoto as bad:
        return bad.reason


# --- good photos


def test_photo_is_ready_for_the_device(tmp_path: Path) -> None:
    pytest.importorskip("cv2")
    made = prepare(saved(tmp_path, encoded(drawn_face(1800, 1200, half=0.1), quality=95)))
    assert judged(made.jpeg) is PhotoState.SUCCEEDED
    assert len(made.jpeg) <= BYTES_MAX
    assert made.finding is Finding.FACE
    assert made.size == Size(1800, 1200)
    assert made.crop.height < 1


def test_face_that_is_small_in_the_photo_keeps_its_pixels(tmp_path: Path) -> None:
    pytest.importorskip("cv2")
    made = prepare(saved(tmp_path, encoded(drawn_face(4000, 3000, half=0.09), quality=85)))
    assert made.finding is Finding.FACE
    assert decoded(made.jpeg).size == (480, 640)


def test_without_opencv_the_middle_is_proposed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faces._spare.clear()
    for name in ("cv2", "cv2.data", "pi_heif"):
        monkeypatch.setitem(sys.modules, name, None)
    made = prepare(saved(tmp_path, encoded(drawn_face(1800, 1200))))
    assert made.finding is Finding.NOT_LOOKED
    assert made.crop.left + made.crop.width / 2 == pytest.approx(0.5)


def test_chosen_part_is_what_is_sent(tmp_path: Path) -> None:
    path = saved(tmp_path, encoded(quarters(600, 800), quality=95))
    made = prepare(path, crop=Crop(0.5, 0.5, 0.5, 0.5))
    assert made.finding is Finding.BY_HAND
    assert reads_as(decoded(made.jpeg)) == "ww/ww"
    assert decoded(made.jpeg).size == (300, 400)


def test_turned_photo_is_sent_turned(tmp_path: Path) -> None:
    path = saved(tmp_path, encoded(quarters(800, 800), quality=95))
    assert reads_as(decoded(prepare(path, turns=1).jpeg)) == "br/wg"


def test_nothing_of_the_camera_is_sent(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # where it was taken
    data = encoded(quarters(), exif=exif.tobytes(), comment=b"secret", icc_profile=b"secret")
    assert b"Secret camera" in data
    made = prepare(saved(tmp_path, data))
    for jpeg in (made.jpeg, made.thumbnail):
        assert b"ecret" not in jpeg
        assert b"Exif" not in jpeg
        assert not decoded(jpeg).getexif()


@pytest.mark.skipif(not READS_HEIC, reason="pi-heif is not installed")
def test_heic_is_sent_upright_as_plain_jpeg(tmp_path: Path) -> None:
    assert b"Secret camera" in HEIC_OF_A_PHONE
    made = prepare(saved(tmp_path, HEIC_OF_A_PHONE, "photo.heic"), crop=Crop(0, 0, 1, 1))
    assert judged(made.jpeg) is PhotoState.SUCCEEDED
    assert reads_as(decoded(made.jpeg)) == "rg/bw"
    assert b"Secret" not in made.jpeg


def test_preview_shows_the_whole_upright_photo(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    path = saved(tmp_path, encoded(quarters(1500, 2000).rotate(180), exif=exif.tobytes()))
    seen = preview(path)
    assert seen.shown == Size(540, 720)
    assert seen.size == Size(1500, 2000)
    image = Image.frombytes("RGB", (540, 720), seen.rgb)
    assert reads_as(image) == "rg/bw"


# --- many


async def test_each_photo_is_prepared_once_and_no_more_at_a_time_than_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, encoded(quarters()))
    running: list[int] = []
    most: list[int] = []
    real = preparing.prepare

    def counted(path: Path, *, turns: int = 0, crop: Crop | None = None) -> Prepared:
        running.append(threading.get_ident())
        most.append(len(running))
        try:
            return real(path, turns=turns, crop=crop)
        finally:
            running.pop()

    monkeypatch.setattr(preparing, "prepare", counted)
    tasks = iter([PhotoTask(key=key, path=path) for key in range(40)])
    done: dict[int, Prepared | Reason] = {}

    def take(task: PhotoTask, result: Prepared | Reason) -> None:
        assert task.key not in done
        done[task.key] = result

    await prepare_all(lambda: next(tasks, None), take)
    assert len(done) == 40
    assert max(most) <= preparing.threads()
    assert threading.get_ident() not in running


async def test_bad_photo_among_good_ones_stops_nothing(tmp_path: Path) -> None:
    good = saved(tmp_path, encoded(quarters()), "good.jpg")
    bad = saved(tmp_path, b"nothing", "bad.jpg")
    tasks = iter([PhotoTask(key=key, path=path) for key, path in enumerate([good, bad, good])])
    done: dict[int, object] = {}
    await prepare_all(
        lambda: next(tasks, None), lambda task, result: done.update({task.key: result})
    )
    assert done[1] is Reason.NOT_A_PICTURE
    assert isinstance(done[0], Prepared)
    assert isinstance(done[2], Prepared)


# --- hostile files: about 500, each ends in a reason or a good photo


def kinds() -> dict[str, bytes]:
    face = drawn_face(300, 400)
    exif = Image.Exif()
    exif[0x0112] = 6
    heic = {"heic": HEIC_OF_A_PHONE} if READS_HEIC else {}
    return heic | {
        "jpeg": encoded(face, exif=exif.tobytes()),
        "progressive": encoded(face, progressive=True),
        "png": encoded(face.resize((150, 200)), "PNG"),
        "palette": encoded(face.quantize(16), "PNG"),
        "webp": encoded(face, "WEBP"),
        "lossless": encoded(face.resize((150, 200)), "WEBP", lossless=True),
        "moving": encoded(face, "WEBP", save_all=True, append_images=[quarters(300, 400)]),
        "bmp": encoded(face.resize((150, 200)), "BMP"),
        "cmyk": encoded(face.convert("CMYK")),
    }


def truncated() -> Iterator[tuple[str, bytes]]:
    for kind, data in kinds().items():
        for part in range(20):
            yield f"{kind} cut at {part} of 20", data[: len(data) * part // 20]


def flipped() -> Iterator[tuple[str, bytes]]:
    for kind, data in kinds().items():
        for step in range(24):
            # More of them in the header, where they do more harm.
            at = step * 7 if step < 12 else len(data) * (step - 11) // 13
            changed = bytearray(data)
            changed[at % len(data)] ^= 1 << (step % 8)
            yield f"{kind} flipped at {at}", bytes(changed)


def mixed() -> Iterator[tuple[str, bytes]]:
    all_kinds = kinds()
    for first, head in all_kinds.items():
        yield f"{first} with a web page behind", head + b"<script>alert(1)</script>"
        yield f"{first} with a zip behind", head + b"PK\x03\x04" + bytes(100) + b"PK\x05\x06"
        yield f"{first} behind a web page", b"<html>" + head
        yield f"{first} behind zeros", bytes(16) + head
        for other in ("jpeg", "png", "webp", "bmp"):
            yield f"{first} begun, {other} ended", head[:200] + all_kinds[other][200:]


def headers() -> Iterator[tuple[str, bytes]]:
    all_kinds = kinds()
    big = (60_000).to_bytes(4, "big")
    for width, height in ((60_000, 60_000), (65_535, 1), (1, 65_535), (0, 0), (8000, 8000)):
        sizes = width.to_bytes(2, "big"), height.to_bytes(2, "big")
        for kind in ("jpeg", "progressive"):
            data = all_kinds[kind]
            at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2")) + 5
            yield f"{kind} of {width} x {height}", data[:at] + sizes[1] + sizes[0] + data[at + 4 :]
        png = all_kinds["png"]
        wide = width.to_bytes(4, "big") + height.to_bytes(4, "big")
        yield f"png of {width} x {height}", png[:16] + wide + png[24:]
        bmp = all_kinds["bmp"]
        wide = width.to_bytes(4, "little") + height.to_bytes(4, "little")
        yield f"bmp of {width} x {height}", bmp[:18] + wide + bmp[26:]
    webp = all_kinds["webp"]
    yield (
        "webp of the largest canvas",
        (
            b"RIFF"
            + (len(webp) + 18).to_bytes(4, "little")
            + b"WEBPVP8X\x0a\0\0\0\0\0\0\0"
            + b"\xfe\x3f\0" * 2
            + webp[12:]
        ),
    )
    yield "png with a huge chunk", all_kinds["png"][:33] + big + b"tEXt" + bytes(50)


def bombs() -> Iterator[tuple[str, bytes]]:
    yield "png of 64 million black pixels", encoded(Image.new("1", (8000, 8000)), "PNG")
    yield "png of 100 million black pixels", encoded(Image.new("1", (10_000, 10_000)), "PNG")
    yield "jpeg of 100 million grey pixels", encoded(Image.new("L", (10_000, 10_000), 9))
    yield "webp of 64 million pixels", encoded(Image.new("L", (8000, 8000)), "WEBP", method=0)
    scans = encoded(drawn_face(), progressive=True)
    at = scans.rindex(b"\xff\xda")
    yield "jpeg of 5,000 scans", scans[:at] + scans[at:-2] * 5000 + scans[-2:]


@pytest.mark.parametrize("family", [truncated, flipped, mixed, headers, bombs])
def test_hostile_file_ends_in_a_reason_or_a_good_photo(family: object, tmp_path: Path) -> None:
    assert callable(family)
    for name, data in family():
        made = outcome(saved(tmp_path, data))
        if isinstance(made, Prepared):
            assert judged(made.jpeg) is PhotoState.SUCCEEDED, name
            assert len(made.jpeg) <= BYTES_MAX, name
        else:
            assert isinstance(made, Reason), name


@pytest.mark.parametrize("ending", [".jpg", ".png", ".heic", ".svg", ".exe", ""])
def test_ending_of_the_file_decides_nothing(ending: str, tmp_path: Path) -> None:
    for kind, data in kinds().items():
        made = outcome(saved(tmp_path, data, f"photo{ending}"))
        assert isinstance(made, Prepared), kind


def test_memory_that_runs_out_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(faces, "find_face", full)
    assert outcome(saved(tmp_path, encoded(quarters()))) is Reason.TOO_MANY_PIXELS


def test_photos_are_only_read(tmp_path: Path) -> None:
    data = encoded(quarters())
    path = saved(tmp_path, data)
    path.chmod(0o400)
    prepare(path, turns=1)
    assert path.read_bytes() == data
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["photo.jpg"]


def test_corpus_is_large() -> None:
    families = (truncated, flipped, mixed, headers)
    assert sum(1 for family in families for _ in family()) > 450
