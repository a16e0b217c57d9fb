from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Removal, Wanted
from rollcall.usecases.changing.write_one import write_one
from rollcall.usecases.changing.writing_users import Got
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
