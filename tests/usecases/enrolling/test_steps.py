"""Every way through the wizard, without Qt, on a made-up device that answers as the test says."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from rollcall.protocol.errors import (
    AppError,
    CaptureFault,
    EnrollmentFailed,
    OutcomeUnknown,
    Refused,
    Unreachable,
    UserGone,
)
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.offers import Effect
from rollcall.usecases.enrolling.steps import EnrollSteps
from rollcall.usecases.enrolling.wizard import Step
from tests.usecases.enrolling.made_up import ANN, BOB, DEVICE, MadeUp

CAPTURED = [each for each in Method if each.is_captured]
FAILED = EnrollmentFailed("Front door", fault=CaptureFault.FAILED_OR_CANCELLED)


def wizard(office: MadeUp, *users: RememberedUser) -> tuple[EnrollSteps, list[Step]]:
    steps = EnrollSteps(office, DEVICE, users)
    passed: list[Step] = []

    def note(step: Step) -> None:
        if passed[-1:] != [step]:
            passed.append(step)

    steps.changed.connect(note)
    return steps, passed


async def at(step: Step, office: MadeUp, *users: RememberedUser) -> EnrollSteps:
    """Bring a wizard to a step by the shortest way."""
    steps, _ = wizard(office, *(users or (ANN,)))
    match step:
        case Step.TYPING:
            steps.choose_method(Method.CARD_NUMBER)
            await steps.go_on()
        case Step.TAKEN:
            office.owner = BOB
            steps.choose_method(Method.CARD)
            await steps.go_on()
        case Step.FAILED:
            office.capture_error = FAILED
            await steps.go_on()
            office.capture_error = None
        case Step.SAVED:
            await steps.go_on()
    assert steps.step is step
    return steps


def where(steps: EnrollSteps) -> Step:
    return steps.step


async def running(steps: EnrollSteps, step: Step) -> asyncio.Task[None]:
    """Go on until the wizard waits in a step."""
    come = asyncio.Event()

    def look(now: Step) -> None:
        if now is step:
            come.set()

    steps.changed.connect(look)
    task = asyncio.create_task(steps.go_on())
    await come.wait()
    steps.changed.disconnect(look)
    return task


def test_the_method_asked_for_is_chosen_at_first() -> None:
    steps = EnrollSteps(MadeUp(), DEVICE, [ANN], method=Method.PALM)
    assert (steps.step, steps.method) == (Step.METHOD, Method.PALM)


def test_a_method_that_the_device_cannot_do_is_not_chosen_although_it_was_asked_for() -> None:
    office = MadeUp()
    office.abilities = {Method.PALM: False}
    steps = EnrollSteps(office, DEVICE, [ANN], method=Method.PALM)
    assert steps.method is Method.FACE


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


@pytest.mark.parametrize("method", CAPTURED)
async def test_one_person_is_captured_saved_and_the_wizard_ends(method: Method) -> None:
    office = MadeUp()
    steps, passed = wizard(office, ANN)
    steps.choose_method(method)
    await steps.go_on()
    checking = [Step.CHECKING] if method is Method.CARD else []
    assert [each for each in passed if each is not Step.METHOD] == [
        Step.STARTING,
        Step.WAITING,
        *checking,
        Step.SAVING,
        Step.SAVED,
    ]
    assert steps.attempts.receipt is not None
    assert steps.attempts.receipt.is_fine
    assert office.let_go_of == 1
    await steps.go_on()
    assert where(steps) is Step.ENDED


async def test_without_anybody_the_wizard_asks_who() -> None:
    steps, _ = wizard(MadeUp())
    assert (steps.step, steps.can_go_on, steps.can_go_back) == (Step.PEOPLE, False, False)
    await steps.go_on()
    assert where(steps) is Step.PEOPLE
    assert [each.id for each in steps.people] == [ANN.id, BOB.id]
    steps.choose_people([BOB, ANN])
    assert steps.can_go_on
    await steps.go_on()
    assert (steps.step, steps.queue.person) == (Step.METHOD, BOB)


async def test_back_loses_nothing() -> None:
    steps, _ = wizard(MadeUp())
    steps.choose_people([BOB])
    await steps.go_on()
    steps.choose_method(Method.CARD_NUMBER)
    await steps.go_on()
    steps.type_card("42")
    await steps.back()
    assert (steps.step, steps.method) == (Step.METHOD, Method.CARD_NUMBER)
    await steps.back()
    assert (steps.step, steps.queue.people) == (Step.PEOPLE, (BOB,))
    assert not steps.can_go_back
    await steps.back()
    await steps.go_on()
    await steps.go_on()
    assert steps.typed == ""


async def test_those_who_were_selected_before_are_not_asked_for_again() -> None:
    steps, _ = wizard(MadeUp(), ANN)
    assert (steps.step, steps.can_go_back) == (Step.METHOD, False)
    await steps.back()
    steps.choose_people([BOB])
    assert steps.queue.person == ANN


async def test_what_the_device_cannot_is_not_chosen() -> None:
    office = MadeUp()
    office.abilities = {Method.FACE: False, Method.PALM: None}
    steps, _ = wizard(office, ANN)
    assert steps.method == Method.FINGER
    steps.choose_method(Method.FACE)
    assert not steps.can_go_on
    await steps.go_on()
    assert where(steps) is Step.METHOD
    steps.choose_method(Method.PALM)
    assert steps.can_go_on  # not known: offered


async def test_what_is_learnt_of_the_device_changes_the_proposal() -> None:
    office = MadeUp()
    steps, _ = wizard(office, ANN)
    assert steps.offers[0].is_open
    office.learnt = {Method.FACE: False}
    await steps.learn()
    assert steps.method == Method.FINGER
    office.learnt = dict.fromkeys(Method, False)
    await steps.learn()
    assert not steps.can_go_on


async def test_learning_while_choosing_people_changes_nothing_else() -> None:
    steps, passed = wizard(MadeUp())
    await steps.learn()
    assert passed == [Step.PEOPLE]


async def test_that_something_is_replaced_is_said_before() -> None:
    office = MadeUp()
    office.users = [replace(ANN, face=True)]
    steps, _ = wizard(office, ANN)
    assert steps.offers[0].effect is Effect.REPLACES


# --- typed cards


async def test_a_card_number_is_typed_checked_and_saved() -> None:
    office = MadeUp()
    steps = await at(Step.TYPING, office)
    assert not steps.can_go_on
    for text, is_valid in (("0", False), ("x", False), ("0042", True)):
        steps.type_card(text)
        assert steps.can_go_on is is_valid
    await steps.go_on()
    assert where(steps) is Step.SAVED
    assert office.saved[0].card == "42"


async def test_a_typed_card_that_was_not_saved_costs_nobody_a_way() -> None:
    office = MadeUp()
    office.save_error = Unreachable("Front door")
    steps = await at(Step.TYPING, office)
    steps.type_card("42")
    await steps.go_on()
    assert (steps.step, steps.holds_capture, steps.would_lose) == (Step.FAILED, True, False)


async def test_a_card_of_somebody_else_is_saved_only_when_that_is_wanted() -> None:
    office = MadeUp()
    steps = await at(Step.TAKEN, office)
    assert steps.attempts.owner == BOB
    assert not office.saved
    assert not steps.would_lose
    await steps.go_on()
    assert where(steps) is Step.SAVED
    assert len(office.saved) == 1


@pytest.mark.parametrize(
    ("method", "step"), [(Method.CARD, Step.METHOD), (Method.CARD_NUMBER, Step.TYPING)]
)
async def test_another_card_is_taken_instead(method: Method, step: Step) -> None:
    office = MadeUp()
    office.owner = BOB
    steps, _ = wizard(office, ANN)
    steps.choose_method(method)
    await steps.go_on()
    steps.type_card("42")
    if method is Method.CARD_NUMBER:
        await steps.go_on()
    assert where(steps) is Step.TAKEN
    await steps.back()
    assert steps.step is step
    assert not steps.holds_capture
    assert office.let_go_of == 1
    assert not office.saved


async def test_looking_for_the_owner_of_a_card_is_shown_and_can_be_cut_short() -> None:
    office = MadeUp()
    office.look_gate = asyncio.Event()
    steps, _ = wizard(office, ANN)
    steps.choose_method(Method.CARD)
    task = await running(steps, Step.CHECKING)
    assert steps.attempts.looked.total == 3
    steps.attempts.look_no_further()
    office.look_gate.set()
    await task
    assert office.was_enough
    assert where(steps) is Step.SAVED


# --- it fails


async def test_a_capture_that_failed_is_tried_again() -> None:
    office = MadeUp()
    steps = await at(Step.FAILED, office)
    assert steps.attempts.error is FAILED
    assert not steps.would_lose
    await steps.go_on()
    assert where(steps) is Step.SAVED
    assert steps.attempts.error is None


async def test_another_method_is_tried_after_a_failure() -> None:
    steps = await at(Step.FAILED, MadeUp())
    await steps.another_method()
    assert (steps.step, steps.method, steps.attempts.error) == (Step.METHOD, Method.FACE, None)
    steps.choose_method(Method.CARD)
    await steps.go_on()
    assert where(steps) is Step.SAVED


async def test_another_credential_is_added_after_a_success() -> None:
    steps = await at(Step.SAVED, MadeUp())
    await steps.another_method()
    steps.choose_method(Method.FINGER)
    await steps.go_on()
    assert steps.queue.outcomes[0].saved == (Method.FACE, Method.FINGER)


async def test_a_method_that_proved_unknown_cannot_be_tried_again() -> None:
    office = MadeUp()
    office.capture_error = FAILED
    steps, _ = wizard(office, ANN)
    office.learnt = {Method.FACE: False}
    office.abilities = office.learnt
    steps.choose_method(Method.FINGER)
    await steps.go_on()
    assert steps.can_go_on
    office.abilities = {Method.FACE: False, Method.FINGER: False}
    assert not steps.can_go_on


async def test_somebody_who_is_gone_is_told_before_anybody_comes() -> None:
    office = MadeUp()
    office.read_error = UserGone("Front door", user_id="7", name="Ann")
    steps, _ = wizard(office, ANN)
    await steps.go_on()
    assert where(steps) is Step.FAILED
    assert office.captures == 0


async def test_what_was_captured_is_saved_again_without_asking_the_person() -> None:
    office = MadeUp()
    office.save_error = Unreachable("Front door")
    steps, _ = wizard(office, ANN)
    await steps.go_on()
    assert (steps.step, steps.holds_capture, steps.would_lose) == (Step.FAILED, True, True)
    office.save_error = None
    await steps.go_on()
    assert where(steps) is Step.SAVED
    assert office.captures == 1
    assert not steps.would_lose


@pytest.mark.parametrize("verdict", [Verdict.DIFFERS, Verdict.FAILED, Verdict.UNKNOWN])
async def test_a_receipt_that_is_not_fine_is_a_failure(verdict: Verdict) -> None:
    office = MadeUp()
    office.verdicts = [verdict]
    steps, _ = wizard(office, ANN)
    await steps.go_on()
    assert where(steps) is Step.FAILED
    assert steps.attempts.receipt is not None
    assert steps.attempts.receipt.verdict is verdict
    assert office.let_go_of == 0
    await steps.go_on()
    assert where(steps) is Step.SAVED


async def test_a_card_that_could_not_be_checked_is_checked_before_it_is_saved() -> None:
    office = MadeUp()
    office.read_error = Unreachable("Front door")
    steps = await at(Step.TYPING, office)
    steps.type_card("42")
    await steps.go_on()
    office.read_error, office.owner = None, BOB
    await steps.go_on()
    assert where(steps) is Step.TAKEN


async def test_giving_up_what_was_captured_lets_go_of_it() -> None:
    office = MadeUp()
    office.save_error = Unreachable("Front door")
    steps, _ = wizard(office, ANN)
    await steps.go_on()
    await steps.another_method()
    assert not steps.holds_capture
    assert office.let_go_of == 1


# --- other people's captures


@pytest.mark.parametrize(
    ("error", "may"),
    [
        (Refused("Gate", command="BeginEnrollFace", code="job_already_running"), True),
        (OutcomeUnknown("Gate", command="BeginEnrollFp"), True),
        (Refused("Gate", command="SetUserInfo", code="device_busy"), False),
        (Unreachable("Gate"), False),
        (FAILED, False),
    ],
)
async def test_ending_every_capture_is_offered_where_one_may_run_that_is_not_ours(
    error: AppError, may: bool
) -> None:
    office = MadeUp()
    office.capture_error = error
    steps, _ = wizard(office, ANN)
    assert not steps.may_end_others
    await steps.go_on()
    assert steps.may_end_others is may
    assert office.ended_all == 0


async def test_after_every_capture_was_ended_one_tries_again() -> None:
    office = MadeUp()
    office.capture_error = Refused("Gate", command="BeginEnrollFace", code="job_already_running")
    steps, _ = wizard(office, ANN)
    await steps.go_on()
    await steps.end_all_captures()
    assert office.ended_all == 1
    assert (steps.is_cleared, steps.may_end_others, steps.can_go_on) == (True, False, True)
    office.capture_error = None
    await steps.go_on()
    assert where(steps) is Step.SAVED


# --- left in the middle


@pytest.mark.parametrize("how", ["back", "skip", "close"])
async def test_a_capture_that_was_left_says_nothing_any_more(how: str) -> None:
    office = MadeUp()
    office.capture_gate = asyncio.Event()
    steps, _ = wizard(office, ANN, BOB)
    task = await running(steps, Step.WAITING)
    if how == "back":
        assert steps.can_go_back
        await steps.back()
    elif how == "skip":
        assert steps.can_skip
        await steps.next_person()
    else:
        await steps.close()
    before = steps.step
    office.capture_gate.set()  # and nobody cancelled it
    await task
    assert steps.step is before
    assert not steps.holds_capture
    assert office.let_go_of == 1
    assert not office.saved


async def test_a_failure_of_what_was_left_is_not_shown() -> None:
    office = MadeUp()
    office.capture_gate, office.capture_error = asyncio.Event(), FAILED
    steps, _ = wizard(office, ANN)
    task = await running(steps, Step.WAITING)
    await steps.back()
    office.capture_gate.set()
    await task
    assert (steps.step, steps.attempts.error) == (Step.METHOD, None)


async def test_a_capture_that_was_cancelled_leaves_the_wizard_where_it_went() -> None:
    office = MadeUp()
    office.capture_gate = asyncio.Event()
    steps, _ = wizard(office, ANN)
    task = await running(steps, Step.WAITING)
    await steps.back()
    await stop(task)
    assert where(steps) is Step.METHOD
    office.capture_gate.set()
    await steps.go_on()
    assert where(steps) is Step.SAVED


async def test_closing_while_it_is_saved_lets_go_once() -> None:
    office = MadeUp()
    office.save_gate = asyncio.Event()
    steps, _ = wizard(office, ANN)
    task = await running(steps, Step.SAVING)
    assert steps.would_lose
    assert not steps.can_go_back
    assert not steps.can_skip
    await stop(task)
    await steps.close()
    assert office.let_go_of == 1


async def test_leaving_while_it_is_saved_or_looked_for_says_nothing() -> None:
    for gate, step, method in (
        ("save_gate", Step.SAVING, Method.FACE),
        ("look_gate", Step.CHECKING, Method.CARD),
        ("read_gate", Step.STARTING, Method.FACE),
    ):
        office = MadeUp()
        setattr(office, gate, asyncio.Event())
        steps, _ = wizard(office, ANN)
        steps.choose_method(method)
        task = await running(steps, step)
        await steps.close()
        getattr(office, gate).set()
        await task
        assert steps.step is step
        assert not steps.holds_capture


async def test_nothing_is_begun_twice() -> None:
    office = MadeUp()
    office.capture_gate = asyncio.Event()
    steps, _ = wizard(office, ANN)
    task = await running(steps, Step.WAITING)
    await steps.go_on()
    assert office.captures == 1
    office.capture_gate.set()
    await task


# --- several people


async def test_a_queue_is_walked_to_the_summary() -> None:
    office = MadeUp()
    carl = replace(ANN, id=UserId("9"), name="Carl")
    steps, _ = wizard(office, ANN, BOB, carl)
    steps.choose_method(Method.FINGER)
    await steps.go_on()
    assert steps.queue.next_up == BOB
    await steps.go_on()
    assert (steps.step, steps.queue.person, steps.method) == (Step.METHOD, BOB, Method.FINGER)
    office.capture_error = FAILED
    await steps.go_on()
    assert steps.can_skip
    await steps.next_person()
    assert steps.queue.person == carl
    await steps.next_person()
    assert where(steps) is Step.SUMMARY
    ann, bob, last = steps.queue.outcomes
    assert ann.saved == (Method.FINGER,)
    assert (bob.saved, bob.error) == ((), FAILED)
    assert (last.saved, last.error) == ((), None)
    assert steps.can_go_on
    await steps.go_on()
    assert (steps.step, steps.can_go_on) == (Step.ENDED, False)


async def test_the_next_person_s_card_is_compared_with_the_one_just_saved() -> None:
    office = MadeUp()
    steps, _ = wizard(office, ANN, BOB)
    steps.choose_method(Method.CARD)
    await steps.go_on()
    assert office.noted_cards == [(ANN.id, "42")]


async def test_who_is_alone_cannot_be_skipped() -> None:
    steps, _ = wizard(MadeUp(), ANN)
    assert not steps.can_skip


async def test_what_was_chosen_in_another_step_does_not_matter() -> None:
    steps = await at(Step.SAVED, MadeUp())
    steps.choose_method(Method.CARD)
    steps.type_card("42")
    assert (steps.method, steps.typed) == (Method.FACE, "")
