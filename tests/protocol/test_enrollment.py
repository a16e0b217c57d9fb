"""Jobs and photos, in the forms the specification's examples leave open."""

from __future__ import annotations

import pytest
from msgspec import UNSET

from rollcall.protocol.enrollment import (
    BeginEnrollFace,
    BeginEnrollFinger,
    JobState,
    PhotoState,
    PhotoToFacedata,
    QueryJobStatus,
)
from rollcall.protocol.errors import BadReply
from tests.protocol.wire import read

ASK = QueryJobStatus(job_id=1)


@pytest.mark.parametrize(
    ("wire", "member", "value"),
    [
        ({"card_data": "102845102"}, "card", "102845102"),
        ({"card_data": 102845102}, "card", "102845102"),
        ({"palm_data": "AAEC"}, "palm", b"\0\1\2"),
        ({"palm_data": ["AAEC"]}, "palm", b"\0\1\2"),
        ({"fp_data": "AAEC"}, "finger", b"\0\1\2"),
        ({"face_data": "AAEC"}, "face", b"\0\1\2"),
        ({"face_data": None}, "face", UNSET),
        ({}, "face", UNSET),
    ],
)
def test_data_of_a_job_is_read(wire: dict[str, object], member: str, value: object) -> None:
    status = read(ASK, {"job_id": 1, "state": "Succeeded", **wire})
    assert status.state is JobState.SUCCEEDED
    assert getattr(status, member) == value


def test_every_kind_of_data_is_read_when_the_device_sends_all() -> None:
    every = {"face_data": "AAEC", "fp_data": "AAED", "card_data": "1"}
    status = read(ASK, {"job_id": 1, "state": "succeeded", **every})
    assert (status.face, status.finger, status.card) == (b"\0\1\2", b"\0\1\3", "1")


@pytest.mark.parametrize("state", ["running", "", "cancelled"])
def test_state_is_kept_when_it_is_not_known(state: str) -> None:
    status = read(ASK, {"job_id": "1", "state": state})
    assert (status.job_id, status.state.value, status.state.is_known) == (1, state, False)


@pytest.mark.parametrize("wire", [{}, {"job_id": 1}, {"state": "failed"}, {"job_id": "x"}])
def test_status_is_bad_when_it_says_nothing(wire: dict[str, object]) -> None:
    with pytest.raises(BadReply):
        read(ASK, wire)


@pytest.mark.parametrize("result", ["PhotoToFaceData", "PhotoToFacedata", "phototofacedata"])
def test_photo_is_answered_in_either_spelling(result: str) -> None:
    face = read(PhotoToFacedata(photo=b"x"), {"state": "decode_fail"}, result=result)
    assert (face.state, face.face) == (PhotoState.DECODE_FAIL, UNSET)


def test_finger_has_both_spellings_of_its_command() -> None:
    assert BeginEnrollFinger.names == ("BeginEnrollFp", "BeginEnrollFP")
    assert read(BeginEnrollFace(), {"job_id": "7"}).job_id == 7
