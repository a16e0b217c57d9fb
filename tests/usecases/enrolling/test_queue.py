from __future__ import annotations

import pytest
from msgspec.structs import replace

from rollcall.protocol.errors import Unreachable
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.queue import PersonOutcome, Queue
from tests.usecases.enrolling.door import ANN, BOB


def test_people_come_one_after_the_other() -> None:
    queue = Queue((ANN, BOB))
    assert (queue.person, queue.next_up, queue.is_touched) == (ANN, BOB, False)
    queue.advance()
    assert (queue.person, queue.next_up, queue.is_touched) == (BOB, None, True)


def test_what_became_of_each_is_kept_in_order() -> None:
    queue = Queue((ANN, BOB))
    lost = Unreachable("Gate")
    queue.note_trouble(lost, None)
    assert queue.outcomes[0].error is lost
    queue.note_saved(Method.FACE)
    queue.note_saved(Method.CARD)
    assert queue.outcomes == (
        PersonOutcome(person=ANN, saved=(Method.FACE, Method.CARD)),
        PersonOutcome(person=BOB),
    )


def test_the_person_is_renewed_and_stays_where_gone() -> None:
    queue = Queue((ANN,))
    queue.renew([replace(ANN, face=True), BOB])
    assert queue.person.face
    queue.renew([BOB])
    assert queue.person.id == ANN.id


def test_nobody_is_nobody() -> None:
    with pytest.raises(IndexError):
        _ = Queue().person


def test_choosing_others_begins_anew() -> None:
    queue = Queue((ANN, BOB))
    queue.note_saved(Method.FACE)
    queue.advance()
    queue.choose((BOB,))
    assert (queue.person, queue.next_up, queue.is_touched) == (BOB, None, False)
    assert queue.outcomes == (PersonOutcome(person=BOB),)
