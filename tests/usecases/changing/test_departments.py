"""The names of departments, and adding one: once, proved by the list."""

from __future__ import annotations

import pytest

from rollcall.protocol.errors import (
    AppError,
    BadReply,
    InputProblem,
    InvalidInput,
    OutcomeUnknown,
    Refused,
    Unreachable,
)
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.changing.departments import Departments
from tests.usecases.changing.people import NAME, UID, Desk


def departments(at: Desk) -> Departments:
    return Departments(at.open_session, audit=at.audit, device_name=lambda _: NAME)


async def test_names_are_asked_for_once_and_in_the_devices_order(at: Desk) -> None:
    some = departments(at)
    names = await some.names(UID)
    assert names[0] == "Company"
    assert await some.names(UID) == names
    assert at.session.asked == ["GetDeptList"]
    at.device.departments.create("Zoo")
    assert (await some.names(UID, again=True))[-1] == "Zoo"
    some.forget(UID)
    await some.names(UID)
    assert len(at.session.asked) == 3


@pytest.mark.parametrize("name", ["Night shift", "営業部", "المبيعات", "n" * 64])
async def test_added_department_is_in_the_list(at: Desk, name: str) -> None:
    some = departments(at)
    changed: list[DeviceUid] = []
    some.changed.connect(changed.append)
    await some.add(UID, name)
    assert name in await some.names(UID)
    assert (at.sent("SetDept"), changed) == (1, [UID])
    assert [(each.action, each.subject, each.result) for each in at.entries] == [
        ("add department", name, "done")
    ]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", InputProblem.EMPTY),
        ("  ", InputProblem.EMPTY),
        ("n" * 65, InputProblem.TOO_LONG),
        ("a\nb", InputProblem.BAD_CHARACTERS),
        ("a\0", InputProblem.BAD_CHARACTERS),
        ("\ud800", InputProblem.BAD_CHARACTERS),
        (" a", InputProblem.BAD_CHARACTERS),
        ("Company", InputProblem.ALREADY_THERE),
    ],
)
async def test_name_that_cannot_be_one_is_not_sent(
    at: Desk, name: str, problem: InputProblem
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await departments(at).add(UID, name)
    assert (caught.value.field, caught.value.problem) == ("department", problem)
    assert at.sent("SetDept") == 0


async def test_hundred_departments_are_all(at: Desk) -> None:
    some = departments(at)
    for each in range(100 - len(await some.names(UID))):
        at.device.departments.create(f"D{each}")
    with pytest.raises(InvalidInput) as caught:
        await some.add(UID, "One more")
    assert caught.value.problem is InputProblem.OUT_OF_RANGE


@pytest.mark.parametrize("fault", ["drop-after", "cut-halfway", "wrong-mid"])
async def test_lost_reply_is_settled_by_the_list(at: Desk, fault: str) -> None:
    at.device.faults.switch_on(fault, command="SetDept", times=1)
    some = departments(at)
    await some.add(UID, "Night")
    assert (await some.names(UID))[-1] == "Night"
    assert at.sent("SetDept") == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [("drop-before", OutcomeUnknown), ("refuse", Refused), ("ignored", BadReply)],
)
async def test_department_that_is_not_in_the_list_was_not_added(
    at: Desk, fault: str, error: type[AppError]
) -> None:
    at.device.faults.switch_on(fault, command="SetDept", times=1)
    with pytest.raises(error):
        await departments(at).add(UID, "Night")
    assert at.session.asked.count("SetDept") == 1
    assert at.entries[0].result != "done"


async def test_lost_reply_that_cannot_be_settled_is_unknown(at: Desk) -> None:
    at.device.faults.switch_on("drop-after", command="SetDept", times=1)

    def cut(_: object) -> None:
        if at.session.asked.count("GetDeptList") == 2:
            raise Unreachable("Front door")

    at.session.before = cut
    some = departments(at)
    with pytest.raises(OutcomeUnknown):
        await some.add(UID, "Night")
    assert at.entries[0].result == "unknown"
    assert (await some.names(UID))[-1] == "Night"
