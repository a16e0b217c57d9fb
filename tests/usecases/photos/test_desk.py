from __future__ import annotations

from pathlib import Path

import pytest

from rollcall.protocol.errors import Unreachable
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.photos.desk import PhotoDesk, PhotoRow, Stage
from rollcall.usecases.photos.matching import Certainty, Match
from rollcall.usecases.photos.photo import (
    Crop,
    Finding,
    Outcome,
    PhotoResult,
    Prepared,
    Reason,
    Size,
)
from rollcall.usecases.photos.preparing import PhotoTask

WHOLE = Crop(0, 0, 1, 1)
MADE = Prepared(
    jpeg=b"jpeg", thumbnail=b"small", size=Size(480, 640), crop=WHOLE, finding=Finding.FACE
)


def a_user(user_id: str, name: str, *, face: bool = False) -> RememberedUser:
    return RememberedUser(id=UserId(user_id), name=name, department="", privilege="user", face=face)


def sure(user_id: str) -> Match:
    return Match(Certainty.CERTAIN, (UserId(user_id),))


def maybe(*user_ids: str) -> Match:
    return Match(Certainty.DOUBTFUL, tuple(map(UserId, user_ids)))


class Desk(PhotoDesk):
    """With three users, and a list of what it told."""

    def __init__(self) -> None:
        super().__init__([a_user("1", "Anna"), a_user("2", "Ben", face=True), a_user("3", "Cem")])
        self.told: list[tuple[PhotoRow, ...]] = []
        self.changed.connect(self.told.append)

    def lay(self, *matches: Match) -> None:
        count = len(self.rows)
        self.add([(Path(f"{count + at}.jpg"), each) for at, each in enumerate(matches)])

    def make_all(self, result: Prepared | Reason = MADE) -> None:
        while (task := self.next_task()) is not None:
            self.prepared(task, result)

    def end(self, key: int, reason: Reason | None = None) -> None:
        outcome = Outcome.DONE if reason is None else Outcome.FAILED
        self.take(PhotoResult(key=key, outcome=outcome, reason=reason))


@pytest.fixture
def at() -> Desk:
    return Desk()


def keys(rows: tuple[PhotoRow, ...]) -> list[int]:
    return [each.key for each in rows]


def test_sure_pair_is_ready_once_it_is_prepared(at: Desk) -> None:
    at.lay(sure("1"))
    assert not at.ready
    at.make_all()
    assert keys(at.ready) == [0]


def test_doubtful_and_unknown_pairs_wait_for_a_person(at: Desk) -> None:
    at.lay(maybe("1", "3"), Match(Certainty.NONE))
    at.make_all()
    assert [each.hindrance for each in at.rows] == [Reason.DOUBTFUL, Reason.USER_UNKNOWN]
    assert at.undecided_count == 2
    at.choose(0, UserId("3"))
    assert keys(at.ready) == [0]
    assert at.row(0).match.candidates == ("3", "1")


def test_decision_would_be_lost_until_it_is_saved(at: Desk) -> None:
    at.lay(maybe("1", "3"), sure("2"))
    assert not at.would_lose
    at.choose(0, UserId("3"))
    assert at.would_lose  # though the photo is not read yet
    at.make_all()
    assert at.would_lose
    at.begin(leaves_faces=False, keys=[0])
    assert at.would_lose
    at.take(PhotoResult(key=0, outcome=Outcome.DONE))
    assert not at.would_lose  # what is left was matched by its name alone


def test_photo_left_out_is_a_decision_while_others_are_ready(at: Desk) -> None:
    at.lay(sure("1"), sure("3"))
    at.make_all()
    at.skip([0])
    assert at.would_lose
    at.skip([1])
    assert not at.would_lose


def test_two_photos_of_one_user_wait_until_one_is_skipped(at: Desk) -> None:
    at.lay(sure("1"), sure("1"), sure("3"))
    at.make_all()
    assert keys(at.ready) == [2]
    assert at.row(0).hindrance is Reason.TWICE
    at.skip([1])
    assert keys(at.ready) == [0, 2]
    at.retry([1])
    assert keys(at.ready) == [2]


def test_choosing_the_user_of_another_photo_is_seen_at_both(at: Desk) -> None:
    at.lay(sure("1"), Match(Certainty.NONE))
    at.make_all()
    at.told.clear()
    at.choose(1, UserId("1"))
    assert keys(at.told[-1]) == [0, 1]
    assert not at.ready
    at.choose(1, UserId("3"))
    assert keys(at.ready) == [0, 1]


def test_file_that_is_there_already_comes_no_second_time(at: Desk) -> None:
    at.add([(Path("a.jpg"), sure("1"))])
    at.add([(Path("a.jpg"), sure("1")), (Path("b.jpg"), sure("3"))])
    assert [each.path.name for each in at.rows] == ["a.jpg", "b.jpg"]


def test_photo_that_is_looked_at_is_prepared_first(at: Desk) -> None:
    at.lay(sure("1"), sure("2"), sure("3"))
    at.prefer(2)
    tasks = [at.next_task() for _ in range(4)]
    assert [each and each.key for each in tasks] == [2, 0, 1, None]


def test_what_was_turned_meanwhile_is_prepared_again(at: Desk) -> None:
    at.lay(sure("1"))
    task = at.next_task()
    assert task is not None
    at.turn(0)
    at.prepared(task, MADE)
    assert at.row(0).stage is Stage.WAITING
    again = at.next_task()
    assert again == PhotoTask(key=0, path=Path("0.jpg"), turns=1)
    at.prepared(again, MADE)
    assert at.row(0).stage is Stage.READY


def test_crop_is_prepared_as_chosen_until_the_photo_is_turned(at: Desk) -> None:
    part = Crop(0.1, 0.1, 0.5, 0.5)
    at.lay(sure("1"))
    at.make_all()
    at.crop(0, part)
    task = at.next_task()
    assert task is not None
    assert task.crop == part
    at.turn(0)
    assert at.row(0).crop is None


def test_file_that_failed_is_read_again_on_retry(at: Desk) -> None:
    at.lay(sure("1"))
    at.make_all(Reason.DAMAGED)
    assert at.row(0).hindrance is Reason.DAMAGED
    assert not at.row(0).was_sent
    at.retry([0])
    assert at.row(0).stage is Stage.WAITING


def test_photo_the_device_refused_is_ready_again_on_retry(at: Desk) -> None:
    at.lay(sure("1"))
    at.make_all()
    at.begin(leaves_faces=False)
    at.end(0, Reason.NO_FACE)
    assert at.row(0).was_sent
    at.retry([0])
    assert keys(at.ready) == [0]


def test_saving_takes_what_is_ready_and_no_more(at: Desk) -> None:
    at.lay(sure("1"), maybe("2"), sure("3"))
    at.make_all()
    at.skip([2])
    wanted = at.begin(leaves_faces=False)
    assert [(each.user_id, each.name, each.jpeg) for each in wanted] == [("1", "Anna", b"jpeg")]
    assert at.row(0).stage is Stage.SENDING
    assert not at.begin(leaves_faces=False)


def test_users_with_a_face_can_be_left_out(at: Desk) -> None:
    at.lay(sure("1"), sure("2"))
    at.make_all()
    assert at.has_face(at.row(1))
    wanted = at.begin(leaves_faces=True)
    assert [each.user_id for each in wanted] == ["1"]
    assert wanted[0].keeps_face
    assert at.row(1).stage is Stage.READY


def test_some_can_be_saved_alone(at: Desk) -> None:
    at.lay(sure("1"), sure("3"))
    at.make_all()
    assert [each.key for each in at.begin(leaves_faces=False, keys=[1])] == [1]


def test_nothing_is_changed_while_it_is_being_saved(at: Desk) -> None:
    at.lay(sure("1"))
    at.make_all()
    at.begin(leaves_faces=False)
    before = at.row(0)
    at.turn(0)
    at.crop(0, WHOLE)
    at.choose(0, UserId("3"))
    at.skip([0])
    assert at.row(0) == before


def test_saved_user_has_a_face_from_then_on(at: Desk) -> None:
    at.lay(sure("1"))
    at.make_all()
    at.begin(leaves_faces=False)
    at.end(0)
    assert at.row(0).stage is Stage.DONE
    assert at.has_face(at.row(0))


def test_what_was_cancelled_is_ready_again_and_what_broke_off_says_why(at: Desk) -> None:
    at.lay(sure("1"), sure("3"))
    at.make_all()
    at.begin(leaves_faces=False)
    at.end(0, Reason.NOT_BEGUN)
    gone = PhotoResult(
        key=1, outcome=Outcome.FAILED, reason=Reason.NOT_BEGUN, error=Unreachable("Front door")
    )
    at.take(gone)
    assert at.row(0).stage is Stage.READY
    assert at.row(1).hindrance is Reason.NOT_BEGUN


def test_counts_follow_every_change(at: Desk) -> None:
    at.lay(sure("1"), sure("3"), maybe("2"))
    assert at.counts[Stage.WAITING] == 3
    at.make_all()
    at.skip([2])
    assert (at.counts[Stage.READY], at.counts[Stage.SKIPPED]) == (2, 1)
    assert at.undecided_count == 0


def test_many_at_once_are_told_once(at: Desk) -> None:
    at.lay(*(sure("1") for _ in range(30)))
    assert len(at.told) == 1
    at.make_all()
    at.told.clear()
    at.skip(range(30))
    assert len(at.told) == 1
