from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Removal, Wanted
from rollcall.usecases.changing.write_one import write_one
from rollcall.usecases.changing.writing_users import Got, WritesUsers
from rollcall.usecases.progress import Report
from tests.usecases.changing.people import UID, edit


class Cancelled:
    """A writer that is cancelled, having come to that verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    async def read(self, uid: DeviceUid, user_id: UserId) -> UserInfo | None:
        return None

    async def write(
        self,
        uid: DeviceUid,
        wanted: Sequence[Wanted],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        for each in wanted:
            got(Receipt(device=uid, user_id=each.user_id, name="Ann", verdict=self.verdict))
        raise asyncio.CancelledError

    async def delete(
        self,
        uid: DeviceUid,
        removals: Sequence[Removal],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        raise NotImplementedError


async def test_what_was_proven_counts_for_more_than_the_cancellation() -> None:
    writer = Cancelled(Verdict.DONE)
    receipt = await write_one(writer, UID, edit("7", name="Ann"), action=Action.EDIT_USER)
    assert receipt.verdict is Verdict.DONE


async def test_what_was_not_begun_is_cancelled() -> None:
    with pytest.raises(asyncio.CancelledError):
        await write_one(
            Cancelled(Verdict.SKIPPED), UID, edit("7", name="Ann"), action=Action.EDIT_USER
        )


class CancelledMeanwhile(Cancelled):
    """A writer whose task is cancelled for good while it writes; it comes to its end all the same.

    `cancel` is called in the middle.
    """

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.cancel: Callable[[], object] = lambda: None

    async def write(
        self,
        uid: DeviceUid,
        wanted: Sequence[Wanted],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        try:
            self.cancel()
            await asyncio.sleep(60)
        finally:
            for each in wanted:
                got(Receipt(device=uid, user_id=each.user_id, name="Ann", verdict=self.verdict))


async def a_write(writer: WritesUsers) -> Receipt:
    return await write_one(writer, UID, edit("7", name="Ann"), action=Action.EDIT_USER)


async def test_a_task_goes_on_as_one_that_was_never_cancelled() -> None:
    writer = CancelledMeanwhile(Verdict.DONE)

    async def work() -> str:
        task = asyncio.current_task()
        assert task is not None
        writer.cancel = task.cancel
        receipt = await a_write(writer)
        assert task.cancelling() == 0
        # Else this group would raise a cancellation that nobody asked for.
        with pytest.raises(ExceptionGroup):
            await beside_one_that_fails(asyncio.sleep(60))
        return receipt.verdict.name

    assert await asyncio.create_task(work()) == "DONE"


async def test_a_timeout_that_comes_while_it_is_proven_is_no_error() -> None:
    async with asyncio.timeout(0):
        receipt = await a_write(CancelledMeanwhile(Verdict.DONE))
    assert receipt.verdict is Verdict.DONE
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await a_write(CancelledMeanwhile(Verdict.SKIPPED))
    assert _being_cancelled() == 0


async def test_a_group_that_ends_because_of_another_gets_the_receipt_and_that_error() -> None:
    receipts: list[Receipt] = []

    async def work() -> None:
        receipts.append(await a_write(CancelledMeanwhile(Verdict.DONE)))

    with pytest.raises(ExceptionGroup) as caught:
        await beside_one_that_fails(work())
    assert [type(each) for each in caught.value.exceptions] == [KeyError]
    assert [each.verdict for each in receipts] == [Verdict.DONE]
    assert _being_cancelled() == 0


async def beside_one_that_fails(work: Coroutine[Any, Any, None]) -> None:
    async def fail() -> None:
        raise KeyError("x")

    async with asyncio.TaskGroup() as group:
        group.create_task(fail())
        await work


def _being_cancelled() -> int:
    task = asyncio.current_task()
    assert task is not None
    return task.cancelling()
