from __future__ import annotations

import asyncio

import pytest

from rollcall.protocol.errors import (
    AppError,
    CaptureFault,
    EnrollmentFailed,
    OutcomeUnknown,
    Refused,
    Unreachable,
)
from rollcall.ui.dialogs.enroll_said import said
from rollcall.ui.theme import Tone
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.steps import EnrollSteps
from rollcall.usecases.enrolling.wizard import Step
from tests.usecases.enrolling.made_up import ANN, BOB, DEVICE, MadeUp

BEGIN = "BeginEnrollFace"


async def done(office: MadeUp, method: Method = Method.FACE) -> EnrollSteps:
    steps = EnrollSteps(office, DEVICE, (ANN,))
    steps.choose_method(method)
    await steps.go_on()
    return steps


async def test_each_step_says_what_happens() -> None:
    office = MadeUp()
    steps = EnrollSteps(office, DEVICE, (ANN,))
    heard: dict[Step, str] = {}
    steps.changed.connect(lambda step: heard.__setitem__(step, said(steps).headline))
    await steps.go_on()
    assert heard[Step.STARTING] == "Front door is asked to begin …"
    assert heard[Step.WAITING] == "Ask Ann to look at the camera of Front door"
    assert heard[Step.SAVING] == "Saving it to Ann …"
    assert heard[Step.SAVED] == "Face stored on Front door and read back"


async def test_what_helps_at_the_device_is_added() -> None:
    steps = EnrollSteps(MadeUp(), DEVICE, (ANN,))
    steps.choose_method(Method.FINGER)
    heard: dict[Step, str] = {}
    steps.changed.connect(lambda step: heard.__setitem__(step, said(steps).text))
    await steps.go_on()
    assert "several times" in heard[Step.WAITING]


@pytest.mark.parametrize(
    ("error", "headline", "part"),
    [
        (
            EnrollmentFailed("Front door", fault=CaptureFault.NO_DATA),
            "Nothing was captured",
            "sent",
        ),
        (Refused("Front door", command=BEGIN, code="job_already_running"), "did not begin", "job_"),
        (OutcomeUnknown("Front door", command=BEGIN), "not certain whether", "by itself"),
        (Unreachable("Front door"), "does not answer", "cable"),
    ],
)
async def test_a_failure_says_why_and_what_to_do(error: AppError, headline: str, part: str) -> None:
    office = MadeUp()
    office.capture_error = error
    words = said(await done(office))
    assert headline in words.headline
    assert part in words.text
    assert words.tone is Tone.DANGER


async def test_after_all_captures_were_ended_one_may_try_again() -> None:
    office = MadeUp()
    office.capture_error = Refused("Front door", command=BEGIN, code="x")
    steps = await done(office)
    await steps.end_all_captures()
    assert said(steps).headline == "Every capture on Front door was ended"


async def test_what_was_not_stored_as_captured_is_no_success() -> None:
    office = MadeUp()
    office.verdicts = [Verdict.DIFFERS]
    words = said(await done(office))
    assert words.tone is Tone.WARNING
    assert "face not as sent" in words.text


async def test_whose_card_it_is_is_said() -> None:
    office = MadeUp()
    office.owner = BOB
    words = said(await done(office, Method.CARD))
    assert words.headline == "This card belongs to Bob"
    assert "ID 8" in words.text


async def test_looking_for_the_owner_is_said() -> None:
    office = MadeUp()
    office.look_gate = asyncio.Event()
    steps = EnrollSteps(office, DEVICE, (ANN,))
    steps.choose_method(Method.CARD)
    heard: dict[Step, str] = {}
    steps.changed.connect(lambda step: heard.__setitem__(step, said(steps).headline))
    office.look_gate.set()
    await steps.go_on()
    assert heard[Step.CHECKING] == "Looking whether somebody else has this card …"
