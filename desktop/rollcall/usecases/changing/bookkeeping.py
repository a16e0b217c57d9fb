"""The audit trail and the journal of a batch, written while the device works on the next user."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import Any

from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import AuditResult
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.journal import Journal
from rollcall.usecases.changing.outcome import Outcome
from rollcall.usecases.changing.receipt import Receipt, Verdict

__all__ = ["Bookkeeping", "subject_of"]

SUBJECT_LENGTH_MAX = 200  # characters

_log = logging.getLogger(__name__)


class Bookkeeping:
    """Of one batch. What comes about is written at once, but nobody waits for it at once."""

    def __init__(
        self,
        audit: Audit,
        journal: Journal | None = None,
        *,
        action: Action,
        uid: DeviceUid,
        device: str,
    ) -> None:
        """Take the journal, unless nothing of this work is in it."""
        self._audit = audit
        self._journal = journal
        self._action = action
        self._uid = uid
        self._device = device
        self._turn = asyncio.Lock()
        self._under_way: deque[asyncio.Future[Any]] = deque()

    def note(self, outcome: Outcome) -> None:
        """Begin to write down what came of one user."""
        self._under_way.append(asyncio.gather(self._note_in_turn(outcome)))

    async def catch_up(self, *, behind: int = 0) -> None:
        """Wait until all but the latest few are written; if cancelled, wait for them again."""
        while len(self._under_way) > behind:
            under_way = self._under_way[0]
            await asyncio.wait((under_way,))  # which, unlike awaiting it, leaves it alone
            del self._under_way[0]
            await under_way

    async def _note_in_turn(self, outcome: Outcome) -> None:
        async with self._turn:  # first come, first served: the trail tells in which order it was
            await self._note(outcome)

    async def _note(self, outcome: Outcome) -> None:
        receipt = outcome.receipt
        for entry in outcome.ended:
            await self._end(entry)
        subject = subject_of(receipt.user_id, receipt.name)
        await self._audit.note(
            self._action,
            device=self._device,
            uid=self._uid,
            subject=subject,
            result=_result(receipt),
            details=_details(receipt),
        )
        if outcome.raising is not None:  # by its own name, whatever else it was part of
            await self._audit.note(
                Action.RAISE_PRIVILEGE,
                device=self._device,
                uid=self._uid,
                subject=subject,
                result=outcome.raising,
            )

    async def _end(self, entry: int) -> None:
        try:
            if self._journal is not None:
                await self._journal.end(entry)
        except AppError as error:  # this one alone is settled at the next start
            _log.info("the journal was not written: %s", type(error).__name__)


def subject_of(user_id: UserId, name: str) -> str:
    """Give a user's id and name as the store can keep them."""
    text = f"{user_id} {name}".strip().replace("\0", "")
    return text.encode(errors="replace").decode()[:SUBJECT_LENGTH_MAX]


def _result(receipt: Receipt) -> AuditResult:
    if receipt.is_fine:
        return "done"
    return "unknown" if receipt.verdict is Verdict.UNKNOWN else "failed"


def _details(receipt: Receipt) -> str:
    """Give a code: the error's name, or which parts the device stores otherwise."""
    if receipt.is_fine:
        return ""
    if receipt.error is not None:
        return type(receipt.error).__name__
    parts = (
        f"{each.part.value} {each.stored}/{each.asked}"
        for each in receipt.parts
        if not each.is_as_asked
    )
    return f"Differs: {', '.join(parts)}" if receipt.parts else "Differs"
