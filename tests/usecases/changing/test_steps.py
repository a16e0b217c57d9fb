"""What can be undone: what belongs together is one, and memory has an end."""

from __future__ import annotations

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.steps import Step, Steps
from rollcall.usecases.changing.wanted import Removal
from tests.usecases.changing.people import UID, Desk, removal

OTHER = DeviceUid("other")
COPY, EDIT = Action.COPY_USERS, Action.EDIT_USER


def gone(*ids: str) -> list[Removal]:
    return [Removal(user_id=UserId(each), name="Ana") for each in ids]


def ids(step: Step) -> list[str]:
    return [each.user_id for each in step.back]


def test_what_is_part_of_the_same_work_is_one_step_for_each_device() -> None:
    steps, whole = Steps(), object()
    for uid, some in ((UID, "12"), (OTHER, "1"), (UID, "34"), (OTHER, "2")):
        steps.add(uid, COPY, gone(*some), part_of=whole)
    assert [(each.device, ids(each)) for each in steps.of(whole)] == [
        (OTHER, ["1", "2"]),
        (UID, ["1", "2", "3", "4"]),
    ]


def test_other_work_in_between_stays_a_step_of_its_own() -> None:
    steps, whole = Steps(), object()
    steps.add(UID, COPY, gone("1"), part_of=whole)
    steps.add(UID, EDIT, gone("9"))
    steps.add(UID, COPY, gone("2"), part_of=whole)
    assert [ids(each) for each in steps.take_work()] == [["1", "2"]]
    assert [ids(each) for each in steps.take_work()] == [["9"]]
    assert steps.take_work() == ()


def test_a_user_who_is_written_twice_is_taken_back_twice_the_latest_first() -> None:
    steps, whole = Steps(), object()
    steps.add(UID, COPY, gone("1", "2"), part_of=whole)
    steps.add(UID, COPY, gone("2", "3"), part_of=whole)
    assert [ids(each) for each in steps.take_work()] == [["2", "3"], ["1", "2"]]
    assert steps.last is None


def test_work_of_nobody_is_no_step() -> None:
    steps = Steps()
    told: list[Step | None] = []
    steps.changed.connect(told.append)
    steps.add(UID, COPY, (), part_of=object())
    assert (steps.last, told) == (None, [])


async def test_oldest_steps_go_when_there_is_no_room_for_their_templates(at: Desk) -> None:
    at.steps = at.writer._undo = Steps(bytes_max=25_000)
    for user_id in ("1", "2", "3"):
        at.put(user_id, face=b"f" * 10_000)
        await at.delete(removal(user_id))
    taken = [at.steps.take_work()[0] for _ in range(2)]
    assert [each.back[0].user_id for each in taken] == ["3", "2"]
    assert at.steps.last is None
