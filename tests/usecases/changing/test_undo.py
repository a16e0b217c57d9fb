"""Undo brings back what was there, and nothing that somebody else has changed since."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rollcall.protocol.errors import Unreachable, UserChanged, UserExists
from rollcall.protocol.users import GetUserInfo, Privilege, UserId
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.changing.steps import Step
from tests.usecases.changing.people import UID, A, B, C, Desk, edit, new, removal

D, F = Verdict.DONE, Verdict.FAILED


def verdicts(at: Desk) -> list[Verdict]:
    return [each.verdict for each in at.receipts]


async def test_nothing_happens_when_there_is_nothing_to_undo(at: Desk) -> None:
    assert at.undo.last is None
    assert await at.take_back() == []
    assert at.leases.held == 0


async def test_step_tells_what_would_be_undone(at: Desk) -> None:
    told: list[Step | None] = []
    at.undo.changed.connect(told.append)
    await at.write(new("1"), new("2"), action=Action.IMPORT_USERS)
    last = at.undo.last
    assert last is not None
    assert (last.device, last.action, last.count) == (UID, Action.IMPORT_USERS, 2)
    assert last.at.tzinfo is not None
    await at.take_back()
    assert told == [last, None]


async def test_edit_is_undone_in_the_parts_it_changed_alone(at: Desk) -> None:
    at.put("7", fingers=(A,), card="5", privilege=Privilege.MANAGER)
    await at.write(edit("7", name="Eva", card="", more_fingers=(B,), privilege=Privilege.USER))
    at.device.users.put(replace(at.has("7"), department="Sales"))  # meanwhile
    await at.take_back()
    assert verdicts(at) == [D]
    now = at.has("7")
    assert (now.name, now.card, now.fingers) == ("Ana", "5", (A,))
    assert (now.privilege, now.department) == (Privilege.MANAGER, "Sales")


async def test_what_the_device_loses_while_it_is_undone_can_be_brought_back(at: Desk) -> None:
    at.put("7", fingers=(A, B, C))
    await at.write(edit("7", fingers=(A, B)))
    at.device.faults.switch_on("keep-first-fingers")
    (receipt,) = await at.take_back()
    assert receipt.parts[0].lost == 1
    at.device.faults.switch_off()
    await at.take_back()
    assert (verdicts(at), at.fingers("7"), at.undo.last) == ([D], [A, B], None)


async def test_added_credentials_are_taken_away_again(at: Desk) -> None:
    at.put("7")
    await at.write(edit("7", face=b"f", palms=(C,), password="12"))
    await at.take_back()
    now = at.has("7")
    assert (verdicts(at), now.face, now.palms, now.password) == ([D], None, (), "")


async def test_edit_that_somebody_changed_since_stays(at: Desk) -> None:
    at.put("7")
    await at.write(edit("7", card="5"))
    at.put("7", card="6")
    await at.take_back()
    assert isinstance(at.receipts[0].error, UserChanged)
    assert (at.has("7").card, at.undo.last) == ("6", None)


async def test_deleted_users_come_back_with_everything(at: Desk) -> None:
    everything: dict[str, Any] = {
        "fingers": (A, B),
        "face": b"f",
        "palms": (C,),
        "card": "5",
        "password": "007",
        "privilege": Privilege.ADMINISTRATOR,
        "department": "Sales",
    }
    at.put("7", "田中", **everything)
    before = at.device.users.info(GetUserInfo(id=UserId("7")))
    await at.delete(removal("7", "田中"))
    await at.take_back()
    assert verdicts(at) == [D]
    assert at.device.users.info(GetUserInfo(id=UserId("7"))) == before
    assert [each.action for each in at.entries[-2:]] == ["undo", "raise privilege"]


async def test_deleted_user_does_not_overwrite_who_has_the_id_now(at: Desk) -> None:
    at.put("7", fingers=(A,))
    await at.delete(removal("7"))
    at.put("7", "Other")
    await at.take_back()
    assert isinstance(at.receipts[0].error, UserExists)
    assert at.has("7").name == "Other"


async def test_added_user_is_deleted_again(at: Desk) -> None:
    await at.write(new("7", card="5"))
    await at.take_back()
    assert (verdicts(at), at.device.users.get("7")) == ([D], None)


async def test_added_user_stays_when_somebody_enrolled_it_since(at: Desk) -> None:
    await at.write(new("7"))
    at.put("7", face=b"enrolled")
    await at.take_back()
    assert isinstance(at.receipts[0].error, UserChanged)
    assert at.has("7").face == b"enrolled"


async def test_steps_are_undone_last_one_first(at: Desk) -> None:
    at.put("7", "One")
    for name in ("Two", "Three"):
        await at.write(edit("7", name=name))
    await at.take_back()
    assert at.has("7").name == "Two"
    await at.take_back()
    assert (at.has("7").name, at.undo.last) == ("One", None)


async def test_one_call_of_many_users_is_one_step(at: Desk) -> None:
    at.put("1")
    at.put("2")
    await at.write(edit("1", card="5"), edit("2", card="6"), new("3"))
    await at.take_back()
    assert verdicts(at) == [D, D, D]
    assert (at.has("1").card, at.has("2").card, at.device.users.get("3")) == ("", "", None)
    assert [(each.done, each.total) for each in at.progress[-3:]] == [(1, 3), (2, 3), (3, 3)]


async def test_what_changed_nothing_is_no_step(at: Desk) -> None:
    at.put("7")
    at.device.faults.switch_on("refuse", command="SetUserInfo")
    await at.write(edit("7", name="Ana"), edit("7", card="5"), edit("8"))
    await at.delete(removal("9"))
    assert at.undo.last is None


async def test_users_that_could_not_be_reached_can_be_undone_later(at: Desk) -> None:
    at.put("1", fingers=(A,))
    at.put("2", fingers=(B,))
    await at.delete(removal("1"), removal("2"))
    at.trouble = Unreachable("Front door")
    with pytest.raises(Unreachable):
        await at.take_back()
    assert at.undo.last is not None
    assert at.undo.last.count == 2
    at.trouble = None
    await at.take_back()
    assert verdicts(at) == [D, D]
    assert (at.fingers("1"), at.fingers("2")) == ([A], [B])
    assert at.steps.last is None


async def test_everybody_gets_a_receipt_when_undoing_breaks_off(at: Desk) -> None:
    at.put("1")
    await at.write(edit("1", card="5"), new("2"))
    at.trouble = Unreachable("Front door")
    with pytest.raises(Unreachable):
        await at.take_back()
    assert [(each.user_id, each.verdict) for each in at.receipts] == [
        ("1", Verdict.SKIPPED),
        ("2", Verdict.SKIPPED),
    ]
