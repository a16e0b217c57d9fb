from __future__ import annotations

import pytest

from rollcall.protocol.enrollment import JobState, JobStatus
from rollcall.protocol.errors import CaptureFault, EnrollmentFailed, InputProblem, InvalidInput
from rollcall.protocol.info import DeviceCapabilities
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.enrolling.methods import (
    Captured,
    Method,
    begin_command,
    can,
    captured_of,
    card_number,
    is_stored,
)


def succeeded(**data: object) -> JobStatus:
    return JobStatus(job_id=1, state=JobState.SUCCEEDED, **data)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "data", "given"),
    [
        (Method.FACE, {"face": b"f"}, Captured(method=Method.FACE, template=b"f")),
        (Method.FINGER, {"finger": b"g"}, Captured(method=Method.FINGER, template=b"g")),
        (Method.PALM, {"palm": b"p"}, Captured(method=Method.PALM, template=b"p")),
        (Method.CARD, {"card": "0042"}, Captured(method=Method.CARD, card="42")),
        (
            Method.FACE,  # the example of the specification has all at once
            {"face": b"f", "finger": b"g", "card": "1"},
            Captured(method=Method.FACE, template=b"f"),
        ),
    ],
)
def test_the_member_of_the_jobs_own_kind_is_taken(
    method: Method, data: dict[str, object], given: Captured
) -> None:
    assert captured_of(method, succeeded(**data), device="Gate") == given


@pytest.mark.parametrize(
    ("method", "data", "fault"),
    [
        (Method.FACE, {}, CaptureFault.NO_DATA),
        (Method.FACE, {"face": b""}, CaptureFault.NO_DATA),
        (Method.FACE, {"finger": b"g"}, CaptureFault.WRONG_DATA),
        (Method.FINGER, {"face": b"f", "finger": b""}, CaptureFault.WRONG_DATA),
        (Method.CARD, {"card": ""}, CaptureFault.NO_DATA),
        (Method.CARD, {"card": "0"}, CaptureFault.WRONG_DATA),
        (Method.CARD, {"card": "4294967296"}, CaptureFault.WRONG_DATA),
        (Method.CARD, {"card": "0x1F"}, CaptureFault.WRONG_DATA),
        (Method.CARD, {"card": "-1"}, CaptureFault.WRONG_DATA),
        (Method.CARD, {"card": "12.5"}, CaptureFault.WRONG_DATA),
        (Method.CARD, {"card": "٤٢"}, CaptureFault.WRONG_DATA),
    ],
)
def test_anything_else_is_refused(
    method: Method, data: dict[str, object], fault: CaptureFault
) -> None:
    with pytest.raises(EnrollmentFailed) as caught:
        captured_of(method, succeeded(**data), device="Gate")
    assert caught.value.fault is fault


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1", "1"), (" 0012345678 ", "12345678"), ("4294967295", "4294967295"), ("0" * 30 + "7", "7")],
)
def test_a_card_number_is_kept_without_zeros_in_front(typed: str, number: str) -> None:
    assert card_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", InputProblem.EMPTY),
        ("  ", InputProblem.EMPTY),
        ("0", InputProblem.OUT_OF_RANGE),
        ("4294967296", InputProblem.OUT_OF_RANGE),
        ("9" * 5000, InputProblem.OUT_OF_RANGE),
        ("12a", InputProblem.NOT_DIGITS),
        ("１２", InputProblem.NOT_DIGITS),
        ("1 2", InputProblem.NOT_DIGITS),
    ],
)
def test_what_is_no_card_number_is_told(typed: str, problem: InputProblem) -> None:
    with pytest.raises(InvalidInput) as caught:
        card_number(typed)
    assert caught.value.problem is problem


def test_what_is_typed_has_no_command() -> None:
    with pytest.raises(ValueError, match="card number"):
        begin_command(Method.CARD_NUMBER)


def test_a_capability_that_is_not_told_is_not_known() -> None:
    told = DeviceCapabilities(face=True, palm=False)
    assert can(told, Method.FACE) is True
    assert can(told, Method.PALM) is False
    assert can(told, Method.FINGER) is None
    assert can(None, Method.FACE) is None
    assert can(DeviceCapabilities(card=False), Method.CARD_NUMBER) is False


def test_a_credential_is_recognised_on_a_user() -> None:
    info = UserInfo(id=UserId("1"), card="0042", fingers=(b"a", b"b"), face=b"f", palms=(b"p",))
    for method, template in (
        (Method.FACE, b"f"),
        (Method.FINGER, b"b"),
        (Method.PALM, b"p"),
    ):
        assert is_stored(info, Captured(method=method, template=template))
        assert not is_stored(info, Captured(method=method, template=b"other"))
        assert not is_stored(UserInfo(id=UserId("1")), Captured(method=method, template=template))
    assert is_stored(info, Captured(method=Method.CARD, card="42"))
    assert not is_stored(UserInfo(id=UserId("1")), Captured(method=Method.CARD, card="42"))
