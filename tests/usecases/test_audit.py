"""The audit trail: results, who, and a store that fails."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from rollcall.protocol.errors import AppError, OutcomeUnknown, StoreFull, Unreachable
from rollcall.store.values import AuditEntry
from rollcall.usecases.audit import Action, Audit, _account
from tests.conftest import ExpectedLog
from tests.usecases.fakes import NOW, FakeTrail, uid


class Book:
    def __init__(self) -> None:
        self.trail = FakeTrail()
        self.audit = Audit(self.trail, who="eva", now=lambda: NOW)
        self.lost: list[AppError] = []
        self.audit.lost.connect(self.lost.append)

    async def do(self, error: BaseException | None = None, subject: str = "") -> None:
        async with self.audit.recording(
            Action.SET_KEY, device="Front door", uid=uid("d1"), subject=subject
        ):
            if error is not None:
                raise error


@pytest.mark.parametrize(
    ("error", "result", "details"),
    [
        (None, "done", ""),
        (Unreachable("Front door"), "failed", "Unreachable"),
        (OutcomeUnknown("Front door", command="SetUserInfo"), "unknown", "OutcomeUnknown"),
        (asyncio.CancelledError(), "unknown", "CancelledError"),
        (ZeroDivisionError(), "unknown", "ZeroDivisionError"),
    ],
)
async def test_result_is_recorded_and_the_error_passes(
    error: BaseException | None, result: str, details: str
) -> None:
    book = Book()
    if error is None:
        await book.do()
    else:
        with pytest.raises(type(error)):
            await book.do(error)
    (entry,) = book.trail.entries
    assert (entry.result, entry.details, entry.who, entry.at) == (result, details, "eva", NOW)


async def test_note_is_written_as_it_is_said() -> None:
    book = Book()
    await book.audit.note(
        Action.EDIT_USER, device="Front door", uid=uid("d1"), result="failed", details="Differs"
    )
    (entry,) = book.trail.entries
    assert (entry.action, entry.result, entry.details) == ("edit user", "failed", "Differs")


async def test_cause_is_recorded_when_a_write_was_cancelled_half_way() -> None:
    book = Book()
    cancelled = asyncio.CancelledError()
    cancelled.__cause__ = OutcomeUnknown("Front door", command="SetUserInfo")
    with pytest.raises(asyncio.CancelledError):
        await book.do(cancelled)
    assert book.trail.entries[0].details == "OutcomeUnknown"


async def test_action_stays_done_when_its_entry_cannot_be_written(
    expected_log: ExpectedLog,
) -> None:
    expected_log("the audit trail was not written")
    book = Book()
    book.trail.trouble = StoreFull("file")
    await book.do(subject="first")
    assert [type(each) for each in book.lost] == [StoreFull]
    assert [each.subject for each in await book.audit.latest()] == ["first"]
    book.trail.trouble = None
    await book.do(subject="second")
    assert [each.subject for each in book.trail.entries] == ["first", "second"]
    assert [each.subject for each in await book.audit.latest()] == ["second", "first"]


async def test_error_of_the_action_is_raised_when_the_store_fails_too(
    expected_log: ExpectedLog,
) -> None:
    expected_log("the audit trail was not written")
    book = Book()
    book.trail.trouble = StoreFull("file")
    with pytest.raises(Unreachable):
        await book.do(Unreachable("Front door"))


async def test_entry_is_written_when_the_work_is_cancelled_at_that_moment() -> None:
    book = Book()
    task = asyncio.create_task(book.do())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(book.trail.entries) == 1


async def test_cancellation_waits_for_the_entry_and_leaves_nothing_running() -> None:
    book, may_write = Book(), asyncio.Event()
    add = book.trail.add

    async def add_later(entry: AuditEntry) -> None:
        await may_write.wait()
        await add(entry)

    book.trail.add = add_later  # type: ignore[method-assign]
    task = asyncio.create_task(book.do())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    may_write.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(book.trail.entries) == 1
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.skipif(sys.platform == "win32", reason="no pwd module")
def test_account_is_the_systems_when_the_environment_says_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pwd

    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("USER", "somebody-else")
    assert _account() == pwd.getpwuid(os.getuid()).pw_name
