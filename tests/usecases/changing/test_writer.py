"""Many users: exactly one receipt each, whatever ends the work; lock, audit, undo and journal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from rollcall.protocol.command import Command
from rollcall.protocol.errors import (
    AppError,
    BadReply,
    KeyRejected,
    NoBackend,
    OutcomeUnknown,
    StoreFull,
    StoreLocked,
    TimedOut,
    Unreachable,
)
from rollcall.protocol.users import DeleteUserInfo, GetUserInfo, SetUserInfo, UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt, Verdict
from tests.conftest import ExpectedLog
from tests.usecases.changing.people import UID, A, Desk, edit, new, removal

D, F, S = Verdict.DONE, Verdict.FAILED, Verdict.SKIPPED


def verdicts(at: Desk) -> list[Verdict]:
    return [each.verdict for each in at.receipts]


def when(kind: type[Command[Any]], user_id: str, act: Callable[[], None]) -> Callable[..., None]:
    """Do something when that command is sent for that user."""

    def check(command: Command[Any]) -> None:
        if isinstance(command, kind) and getattr(command, "id", None) == user_id:
            act()

    return check


async def test_nobody_is_asked_for_nothing(at: Desk) -> None:
    await at.writer.write(UID, (), action=Action.EDIT_USER, got=at.receipts.append, report=print)
    assert (at.receipts, at.session.asked, at.leases.held) == ([], [], 0)


async def test_every_user_gets_one_receipt_in_order(at: Desk) -> None:
    at.put("2", "Other")
    await at.write(new("1"), new("2"), new("3"), action=Action.IMPORT_USERS)
    assert [each.user_id for each in at.receipts] == ["1", "2", "3"]
    assert verdicts(at) == [D, F, D]
    assert [(each.done, each.total) for each in at.progress] == [(1, 3), (2, 3), (3, 3)]
    assert at.kept == [UID]


async def test_one_lock_covers_all_and_lets_go_between_two(at: Desk) -> None:
    at.leases.before_breath = lambda: at.ledger.counts.update(breath=1)
    await at.write(*(new(str(each)) for each in range(1, 6)))
    assert (at.leases.held, at.leases.breaths, at.leases.is_held) == (1, 4, False)


async def test_audit_names_each_user_and_no_secret(at: Desk) -> None:
    await at.write(new("1", "Ana", password="1234", card="9876"), edit("2", name="Eva"))
    assert [(each.action, each.subject, each.result) for each in at.entries] == [
        ("edit user", "1 Ana", "done"),
        ("edit user", "2 Eva", "failed"),
    ]
    assert at.entries[1].details == "UserGone"
    assert not any(secret in repr(at.entries) for secret in ("1234", "9876"))
    await at.delete(removal("1"), action=Action.REMOVE_EVERYWHERE)
    assert (at.entries[-1].action, at.entries[-1].device_uid) == ("remove everywhere", UID)


async def test_audit_tells_which_parts_differ(at: Desk) -> None:
    at.device.faults.switch_on("ignore-member", value="fp", command="SetUserInfo")
    await at.write(new("1", fingers=(A,)))
    assert (at.entries[0].result, at.entries[0].details) == ("failed", "Differs: fingers 0/1")


async def test_name_that_no_store_takes_is_written_down_as_far_as_possible(at: Desk) -> None:
    await at.write(new("1", "a\ud800\0b"), new("2", "n" * 300))
    assert at.entries[0].subject == "1 a?b"
    assert len(at.entries[1].subject) == 200


async def test_journal_is_written_before_and_struck_out_after_each_user(at: Desk) -> None:
    open_then: list[int] = []

    def look(command: Command[Any]) -> None:
        if isinstance(command, SetUserInfo | DeleteUserInfo):
            open_then.append(
                len([e for e in at.journal.entries.values() if e.user_id == command.id])
            )

    at.session.before = look
    await at.write(new("1"), new("2"))
    await at.delete(removal("1"), removal("2"))
    assert (open_then, at.journal.entries) == ([1, 1, 1, 1], {})
    assert sorted((each.detail, each.user_id) for each in at.journal.ever) == [
        ("delete", "1"),
        ("delete", "2"),
        ("write", "1"),
        ("write", "2"),
    ]


# --- what ends the work -------------------------------------------------------------------------


@pytest.mark.parametrize("error", [Unreachable("d"), TimedOut("d"), KeyRejected("d")])
async def test_rest_is_not_begun_when_the_device_is_gone(at: Desk, error: AppError) -> None:
    def cut() -> None:
        raise error

    at.session.before = when(GetUserInfo, "2", cut)
    with pytest.raises(type(error)):
        await at.write(*(new(str(each)) for each in range(1, 5)))
    assert verdicts(at) == [D, F, S, S]
    assert all(each.error is error for each in at.receipts[1:])
    assert [each.subject for each in at.entries] == ["1 Ana", "2 Ana"]
    assert (at.leases.is_held, at.kept) == (False, [UID])
    assert at.steps.last is not None
    assert at.steps.last.count == 1


async def test_nothing_is_begun_when_the_device_cannot_be_reached_at_all(at: Desk) -> None:
    at.trouble = NoBackend("keyring")
    with pytest.raises(NoBackend):
        await at.delete(removal("1"), removal("2"))
    assert verdicts(at) == [S, S]
    assert [each.name for each in at.receipts] == ["Ana", "Ana"]
    assert (at.entries, at.steps.last) == ([], None)


async def test_rest_is_not_begun_when_the_lock_cannot_be_held(at: Desk) -> None:
    at.leases.trouble = Unreachable("d")
    with pytest.raises(Unreachable):
        await at.write(new("1"), new("2"))
    assert verdicts(at) == [D, S]


async def test_nothing_is_sent_that_the_journal_does_not_know_of(at: Desk) -> None:
    at.journal.trouble = StoreFull("file")
    with pytest.raises(StoreFull):
        await at.write(new("1"), new("2"))
    assert (verdicts(at), at.sent()) == ([F, S], 0)


async def test_journal_holds_nothing_of_users_that_needed_no_writing(at: Desk) -> None:
    for user_id in ("1", "2", "3", "4"):
        at.put(user_id)
    await at.write(*(edit(each, name="Ana") for each in ("1", "2", "3", "4")))
    assert (at.journal.entries, at.sent()) == ({}, 0)
    assert len(at.journal.ever) == 2  # begun ahead twice, until the first was found in vain


async def test_user_is_done_when_the_journal_cannot_be_struck_out(at: Desk) -> None:
    def break_journal() -> None:
        at.journal.trouble = StoreLocked("file")

    at.session.before = when(SetUserInfo, "1", break_journal)
    assert (await at.write(new("1"))).verdict is D
    assert len(at.journal.entries) == 1


async def test_work_goes_on_when_the_audit_trail_is_not_written(
    at: Desk, expected_log: ExpectedLog
) -> None:
    expected_log("audit trail was not written")
    at.trail.trouble = StoreLocked("file")
    await at.write(new("1"), new("2"))
    assert verdicts(at) == [D, D]


async def test_device_that_talks_nonsense_ends_the_work(at: Desk) -> None:
    at.device.faults.switch_on("nan", command="GetUserInfo")
    with pytest.raises(BadReply):
        await at.write(*(new(str(each)) for each in range(1, 31)))
    assert (verdicts(at).count(F), verdicts(at).count(S), at.sent()) == (11, 19, 0)


async def test_what_is_remembered_may_fail_to_follow(at: Desk) -> None:
    async def fail(_: object) -> None:
        raise StoreLocked("file")

    at.writer.kept = fail
    assert (await at.write(new("1"))).verdict is D


# --- cancelled ----------------------------------------------------------------------


async def cancelled(
    at: Desk, work: Callable[[], Coroutine[Any, Any, Receipt]], *, when_sent: str
) -> None:
    """Cancel while a command is on its way, executed already or not."""
    task = asyncio.create_task(work())

    def cancel(command: Command[Any]) -> None:
        if command.names[0] == when_sent:
            task.cancel()

    at.session.before = cancel
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_cancelled_before_sending_nothing_is_sent(at: Desk) -> None:
    await cancelled(at, lambda: at.write(new("1"), new("2")), when_sent="GetUserInfo")
    assert (verdicts(at), at.sent(), at.journal.entries) == ([S, S], 0, {})
    assert [each.error for each in at.receipts] == [None, None]


async def test_cancelled_while_sending_it_is_read_back_and_the_rest_not_begun(at: Desk) -> None:
    await cancelled(at, lambda: at.write(new("1"), new("2"), new("3")), when_sent="SetUserInfo")
    assert (verdicts(at), at.sent()) == ([D, S, S], 1)
    assert at.journal.entries == {}
    assert [each.result for each in at.entries] == ["done"]
    assert (at.steps.last is not None, at.leases.is_held, at.kept) == (True, False, [UID])


async def test_cancelled_while_deleting_it_is_proved(at: Desk) -> None:
    at.put("1")
    at.put("2")
    await cancelled(at, lambda: at.delete(removal("1"), removal("2")), when_sent="DeleteUserInfo")
    assert verdicts(at) == [D, S]
    assert at.has("2").name == "Ana"


async def test_cancelled_while_the_reply_is_lost_the_receipt_is_true(at: Desk) -> None:
    at.device.faults.switch_on("drop-after", command="SetUserInfo")
    await cancelled(at, lambda: at.write(new("1"), new("2")), when_sent="SetUserInfo")
    assert (verdicts(at), at.sent()) == ([D, S], 1)


async def test_cancelled_and_silent_it_is_unknown_and_stays_in_the_journal(at: Desk) -> None:
    at.writer.patience_s = 0.05
    at.device.faults.switch_on("silent-after", command="SetUserInfo")
    await cancelled(at, lambda: at.write(new("1"), new("2")), when_sent="SetUserInfo")
    assert verdicts(at) == [Verdict.UNKNOWN, S]
    assert isinstance(at.receipts[0].error, OutcomeUnknown)
    assert [each.user_id for each in at.journal.entries.values()] == ["1"]
    assert [each.result for each in at.entries] == ["unknown"]


# --- what is told --------------------------------------------------------------------------------


async def test_events_tell_at_once_how_each_user_is_now(at: Desk) -> None:
    at.put("2", "Other")
    order: list[str] = []
    at.writer.stored.connect(lambda told: order.append(f"{told.user.id} {told.user.name}"))
    at.writer.removed.connect(lambda told: order.append(f"-{told.user_id}"))

    def got(receipt: Receipt) -> None:
        order.append(receipt.verdict.name)

    await at.writer.write(
        UID,
        (new("1"), new("2"), edit("3")),
        action=Action.EDIT_USER,
        got=got,
        report=lambda _: None,
    )
    assert order == ["1 Ana", "DONE", "2 Other", "FAILED", "-3", "FAILED"]


async def test_reading_gives_the_user_with_templates_or_nobody(at: Desk) -> None:
    at.put("7", fingers=(A,))
    user = await at.writer.read(UID, UserId("7"))
    assert isinstance(user, UserInfo)
    assert user.fingers == (A,)
    assert await at.writer.read(UID, UserId("8")) is None
    assert at.leases.held == 0
