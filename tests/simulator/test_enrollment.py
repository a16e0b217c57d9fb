from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollcall.simulator.enrollment import jpeg_size
from tests.simulator.bare import Bare
from tests.simulator.conftest import Start


@pytest.mark.parametrize(
    ("begin", "member", "size"),
    [
        ("BeginEnrollFace", "face_data", 6000),
        ("BeginEnrollFp", "fp_data", 1404),
        ("BeginEnrollPalm", "palm_data", 2048),
    ],
)
async def test_a_job_gives_its_template_after_a_while(
    bare: Bare, begin: str, member: str, size: int
) -> None:
    job = await bare.get(begin)
    assert job == {"job_id": 1}
    bare.time.advance(4.9)
    assert await bare.get("QueryJobStatus", job) == {"job_id": 1, "state": "pending"}
    bare.time.advance(0.2)
    status = await bare.get("QueryJobStatus", job)
    assert sorted(status) == sorted(["job_id", "state", member])
    assert status["state"] == "succeeded"
    assert len(base64.b64decode(status[member])) == size


async def test_a_card_is_decimal_text(bare: Bare) -> None:
    job = await bare.get("BeginEnrollCard")
    bare.time.advance(5)
    status = await bare.get("QueryJobStatus", job)
    assert sorted(status) == ["card_data", "job_id", "state"]
    assert 0 < int(status["card_data"]) < 2**32
    assert isinstance(status["card_data"], str)


async def test_a_second_job_is_refused_while_one_runs(bare: Bare) -> None:
    await bare.get("BeginEnrollFace")
    answer = await bare.ask("BeginEnrollCard")
    assert answer["payload"] == {"code": "job_already_running", "arguments": [1]}
    bare.time.advance(5)
    assert await bare.get("BeginEnrollCard") == {"job_id": 2}


async def test_a_cancelled_job_has_failed_and_makes_room(bare: Bare) -> None:
    job = await bare.get("BeginEnrollFace")
    await bare.get("CancelJob", job)
    assert (await bare.get("QueryJobStatus", job))["state"] == "failed"
    other = await bare.get("BeginEnrollFace")
    await bare.get("CancelAllJobs")
    assert (await bare.get("QueryJobStatus", other))["state"] == "failed"
    await bare.get("CancelAllJobs")


async def test_cancelling_a_finished_job_changes_nothing(bare: Bare) -> None:
    job = await bare.get("BeginEnrollFace")
    bare.time.advance(5)
    await bare.get("CancelJob", job)
    assert (await bare.get("QueryJobStatus", job))["state"] == "succeeded"


async def test_a_job_fails_after_a_minute_when_capture_takes_longer(start: Start) -> None:
    bare = await start(capture_s=61.0)
    job = await bare.get("BeginEnrollFace")
    bare.time.advance(59)
    assert (await bare.get("QueryJobStatus", job))["state"] == "pending"
    bare.time.advance(1)
    assert (await bare.get("QueryJobStatus", job))["state"] == "failed"


async def test_nothing_is_stored_by_a_job(bare: Bare) -> None:
    before = await bare.get("GetCurrentUsage")
    await bare.get("BeginEnrollFace")
    bare.time.advance(5)
    assert await bare.get("GetCurrentUsage") == before


def jpeg(width: int, height: int) -> bytes:
    """Give the beginning of a JPEG: a comment that looks like a frame, then the frame."""
    comment = b"\xff\xc0\x00\x11\x08\x00\x01\x00\x01"
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = [(0xFE, comment), (0xC2, frame), (0xDA, b"\x01\x01\x00\x00\x3f\x00")]
    segments = b"".join(
        struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data for marker, data in parts
    )
    return b"\xff\xd8" + segments + b"\x00\xff\xd9"


@pytest.mark.parametrize(
    ("photo", "state"),
    [
        (jpeg(480, 640), "succeeded"),
        (jpeg(481, 640), "dimension_overflow"),
        (jpeg(640, 480), "dimension_overflow"),
        (jpeg(480, 641), "dimension_overflow"),
        (jpeg(480, 640)[:20], "decode_fail"),
        (jpeg(0, 640), "decode_fail"),
        (b"\x89PNG\r\n\x1a\n", "decode_fail"),
        (b"", "decode_fail"),
        (b"\xff\xd8\xff\xe0\x00\x00", "decode_fail"),
    ],
    ids=range(9),
)
async def test_a_photo_is_judged_by_its_header(bare: Bare, photo: bytes, state: str) -> None:
    request = {"photo": base64.b64encode(photo).decode()}
    answer = await bare.ask("PhotoToFacedata", request)
    assert answer["result"] == "PhotoToFaceData"
    assert answer["payload"]["state"] == state
    assert ("face_data" in answer["payload"]) == (state == "succeeded")


async def test_equal_photos_give_equal_templates(bare: Bare) -> None:
    first = {"photo": base64.b64encode(jpeg(100, 200)).decode()}
    other = {"photo": base64.b64encode(jpeg(101, 200)).decode()}
    face = await bare.get("PhotoToFacedata", first)
    assert face == await bare.get("phototofacedata", first)
    assert face != await bare.get("PhotoToFacedata", other)


@given(st.binary(max_size=60).map(lambda tail: b"\xff\xd8" + tail))
def test_any_bytes_are_judged(photo: bytes) -> None:
    size = jpeg_size(photo)
    assert size is None or (0 < size[0] < 65536 and 0 < size[1] < 65536)
