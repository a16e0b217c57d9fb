"""Users taken one after the other: exactly one receipt for each, whatever ends the work."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, Protocol, TypeVar

from rollcall.protocol.errors import BadReply
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.changing.bookkeeping import Bookkeeping
from rollcall.usecases.changing.entries import Entries
from rollcall.usecases.changing.one_user import UserChanges
from rollcall.usecases.changing.outcome import Outcome, skipped
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.wanted import Removal, Wanted
from rollcall.usecases.progress import Progress, Report

__all__ = ["Batch", "Lease"]

AskedT = TypeVar("AskedT", Wanted, Removal)

_BEHIND: Final = 1  # users whose entries may be on their way while the next one is read
_SENSELESS_MAX: Final = 10  # answers in a row; with more of them it is the device that is at fault


class Lease(Protocol):
    """The lock of a device while it is held."""

    async def breathe(self) -> None:
        """Let people in for a moment where the lock has lasted long. Raises `DeviceError`."""


class Batch(Generic[AskedT]):
    """Some users of one device, to be written or to be deleted."""

    def __init__(
        self,
        uid: DeviceUid,
        asked: Sequence[AskedT],
        change: Callable[[UserChanges, AskedT], Awaitable[Outcome]],
        *,
        books: Bookkeeping,
        entries: Entries,
        told: Callable[[Outcome], None],
        report: Report,
    ) -> None:
        self._uid = uid
        self._total = len(asked)
        self._left: deque[AskedT] = deque(asked)
        self._change: Callable[[UserChanges, AskedT], Awaitable[Outcome]] = change
        self._books = books
        self._entries = entries
        self._told = told
        self._report = report
        self._senseless = 0

    async def run(self, changes: UserChanges, lease: Lease) -> None:
        """Take each user's turn. Raises what ends the work before all had theirs."""
        while self._left:
            if len(self._left) > 1:
                self._entries.expect(self._left[1].user_id)
            outcome = await self._change(changes, self._left[0])
            self._left.popleft()
            self._books.note(outcome)
            self._told(outcome)
            self._report(
                Progress(done=self._total - len(self._left), total=self._total, what="users")
            )
            self._raise_if_fatal(outcome)
            await self._entries.let_go(outcome.receipt.user_id)
            await self._books.catch_up(behind=_BEHIND)
            if self._left:
                await lease.breathe()

    def skipped(self, why: BaseException) -> tuple[Receipt, ...]:
        """Give the receipts of those whose turn did not come."""
        return tuple(skipped(self._uid, each, why) for each in self._left)

    async def aclose(self) -> None:
        """Wait until everything is written down."""
        await self._books.catch_up()
        await self._entries.aclose()

    def _raise_if_fatal(self, outcome: Outcome) -> None:
        if outcome.fatal is not None:
            raise outcome.fatal
        error = outcome.receipt.error
        self._senseless = self._senseless + 1 if isinstance(error, BadReply) else 0
        if error is not None and self._senseless > _SENSELESS_MAX:
            raise error
