"""A device as the program talks to it: `await device.ask(GetUserInfo(id="12"))` -> `UserInfo`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from typing import Any, Final, TypeVar

from rollcall.device import paging
from rollcall.device.session import Pace, Received, Session
from rollcall.device.transport import Budget, Interrupted
from rollcall.protocol.address import NO_KEY, Address, ApiKey
from rollcall.protocol.attendance import AttendLog
from rollcall.protocol.command import Command, Reply
from rollcall.protocol.errors import (
    BadReply,
    DeviceError,
    KeyRejected,
    Refused,
    TimedOut,
    Unreachable,
    Unsupported,
)
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import GetUserInfo, UserId, UserInfo

__all__ = ["Budget", "Device", "Pace"]

ReplyT = TypeVar("ReplyT", bound=Reply)

TRIES: Final = 3  # of a reading command (reliability M1)
LAST_TRY_S: Final = 15.0  # after that no further one is begun: a silent device takes 20 s, not 30

_log = logging.getLogger(__name__)


class Device:
    """One device at one address; one conversation at a time.

    `label` is how people know it. `key_allowed` says that a person typed or confirmed the key for
    this very address; to a host that shows the pinned certificate the key goes in any case, and to
    no other. `uid` is whom to expect; where it is None the first answer settles it.
    """

    def __init__(
        self,
        address: Address,
        *,
        label: str,
        key: ApiKey = NO_KEY,
        key_allowed: bool = False,
        pin: str | None = None,
        uid: DeviceUid | None = None,
        budget: Budget | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.address = address
        self.label = label
        self.private = address.https and pin is not None
        """Whether nobody on the way can listen: HTTPS with a pinned certificate."""
        self._pace = pace or Pace()
        self._session = Session(
            address,
            label=label,
            key=key,
            key_allowed=key_allowed or self.private,
            pin=pin,
            uid=uid,
            budget=budget,
            pace=self._pace,
        )
        self._lock = asyncio.Lock()
        self._spellings: dict[type[Command[Any]], int] = {}

    def __repr__(self) -> str:
        return f"Device({self.label!r}, {self.address})"

    @property
    def uid(self) -> DeviceUid | None:
        """Who it is: expected, or learnt from its first answer."""
        return self._session.uid

    @property
    def fingerprint(self) -> str | None:
        """SHA-256 of the certificate on the connection there is; None over plain HTTP."""
        return self._session.transport.fingerprint

    async def ask(self, command: Command[ReplyT]) -> ReplyT:
        """Ask for something and give the typed reply.

        Raises a `DeviceError`. A reading command is tried up to three times, a writing one never
        again: once a byte of it has left, a lost or unreadable reply is `OutcomeUnknown`. Where it
        was cancelled by then, the CancelledError's `__cause__` is that `OutcomeUnknown`.
        """
        received: Received | None = None
        while True:
            try:
                received = await self._deliver(command)
                return self._session.read(command, received)
            except KeyRejected:
                keyed = received is None or received.keyed
                if received is None or not self._session.may_retry_with_key(keyed=keyed):
                    raise
                received = None
            except Unsupported:
                if not self._has_other_spelling(type(command)):
                    raise

    async def read_users(
        self,
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        """Read users one at a time, each id decided when it is sent, until `next_id` gives None.

        A reply is decoded, and `got` called, while the device works on the next one. What is wrong
        with one user alone (`Refused`, `BadReply`) goes to `failed`, or is raised without it.
        """
        before: _Reading | None = None
        while (user_id := next_id()) is not None:
            now = _Reading(self._session, GetUserInfo(id=user_id), got)
            try:
                now.received = await self._deliver(now.command, before.finish if before else None)
            except DeviceError as error:
                now.error = error
            if before is not None:
                await self._settle(before, failed)
                before = None
            if now.error is None:
                before = now
            else:
                await self._settle(now, failed)
        if before is not None:
            await self._settle(before, failed)

    def user_ids(self) -> AsyncGenerator[tuple[UserId, ...], None]:
        """Give the ids of all users, page by page, each id once."""
        return paging.user_ids(self.ask)

    def attendance(self, start: int = 0) -> AsyncGenerator[AttendLog, None]:
        """Give the attendance records from a position on, page by page."""
        return paging.attendance(self.ask, start)

    async def aclose(self) -> None:
        """End the connection and wait until it is given back; later questions are `Unreachable`."""
        await self._session.transport.aclose()

    async def _deliver(
        self, command: Command[Any], meanwhile: Callable[[], None] | None = None
    ) -> Received:
        """Get the body of a reply, in as many tries as the command may have."""
        name = command.names[self._spellings.get(type(command), 0)]
        attempt, began = 1, self._pace.clock()
        while True:
            try:
                async with self._lock:
                    return await self._session.send(command, name=name, meanwhile=meanwhile)
            except (Unreachable, TimedOut, Interrupted) as error:
                if self._session.transport.is_closed:
                    raise Unreachable(self.label) from error.__cause__
                is_late = self._pace.clock() - began > LAST_TRY_S
                if command.writes or attempt == TRIES or is_late:
                    raise self._final(error) from error.__cause__
            _log.debug("%s: try %d of %s failed", self.label, attempt, name)
            await self._pace.rest(attempt)
            attempt += 1

    def _final(self, error: DeviceError | Interrupted) -> DeviceError:
        if isinstance(error, DeviceError):
            return error
        if not error.begun:
            return Unreachable(self.label)
        why = "the connection ended before it was whole"
        return BadReply(self.label, command=error.command, why=why)  # or of the proof before it

    def _has_other_spelling(self, kind: type[Command[Any]]) -> bool:
        """Switch to a command's second spelling, once (protocol-notes E1)."""
        if self._spellings.get(kind, 0) + 1 >= len(kind.names):
            return False
        self._spellings[kind] = self._spellings.get(kind, 0) + 1
        return True

    async def _settle(
        self, reading: _Reading, failed: Callable[[UserId, DeviceError], None] | None
    ) -> None:
        reading.finish()
        if isinstance(reading.error, KeyRejected):  # ask() knows whether the key may be sent
            await self._ask_again(reading)
        if reading.error is None:
            return
        if failed is None or not isinstance(reading.error, Refused | BadReply):
            raise reading.error
        failed(reading.command.id, reading.error)

    async def _ask_again(self, reading: _Reading) -> None:
        reading.error = None
        try:
            reading.got(await self.ask(reading.command))
        except (Refused, BadReply) as error:
            reading.error = error


class _Reading:
    """One user on the way; `finish` decodes what came, once, and keeps what went wrong."""

    def __init__(
        self, session: Session, command: GetUserInfo, got: Callable[[UserInfo], None]
    ) -> None:
        self.command = command
        self.got = got
        self.received: Received | None = None
        self.error: Exception | None = None
        self._session = session

    def finish(self) -> None:
        received, self.received = self.received, None
        if received is None:
            return
        try:
            self.got(self._session.read(self.command, received))
        except Exception as error:  # noqa: BLE001  # raised again where it harms no request on its way
            self.error = error
