"""Proof of who a device is on every connection, and when its key may be sent (reliability M8).

Every new connection starts with `GetDeviceUid` under the empty key. What is asked afterwards, and
how often, is decided by `client.py`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from rollcall.device.transport import (
    Budget,
    Interrupted,
    Transport,
    says_key_is_wrong,
)
from rollcall.protocol import envelope
from rollcall.protocol.address import NO_KEY, Address, ApiKey
from rollcall.protocol.command import Command, Reply
from rollcall.protocol.enrollment import PhotoToFacedata
from rollcall.protocol.errors import (
    BadReply,
    KeyRejected,
    OutcomeUnknown,
    Refused,
    TimedOut,
    WrongDevice,
)
from rollcall.protocol.info import DeviceUid, GetDeviceUid
from rollcall.protocol.settings import DeviceControl
from rollcall.protocol.users import GetUserInfo, UserInfo

ReplyT = TypeVar("ReplyT", bound=Reply)

COOL_DOWN_S: Final = 60.0  # devices may lock out who keeps knocking with a wrong key
PROOF_LASTS_S: Final = 5.0  # for reading, where every request needs a connection of its own
STRIKES: Final = 2  # requests lost on a reused connection before keep-alive is given up
PATIENT: Final = Budget(first_byte_s=60.0, whole_s=90.0)  # protocol-notes G14

_SLOW: Final = (PhotoToFacedata, DeviceControl)
_HIDDEN: Final = "<hidden>"
_KEY_WORTH_HIDING: Final = 4  # characters; a shorter one is in every other word

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Time and chance, handed in so that tests need neither."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    chance: Callable[[], float] = random.random

    async def rest(self, attempt: int) -> None:
        """Wait between two tries, longer each time and never in step with other devices."""
        await self.sleep((0.1 + 0.4 * self.chance()) * 2 ** (attempt - 1))


@dataclass(frozen=True, slots=True)
class Received:
    """The body of a reply, the message id it must carry, and whether our key was sent for it."""

    body: bytes = field(repr=False)
    mid: str
    keyed: bool


def new_mid() -> str:
    """Give a message id for one attempt (reliability M5): 32 characters, the most allowed."""
    return os.urandom(16).hex()


class Session:
    """Proved connections to one device, one request at a time; the caller sees to that."""

    def __init__(
        self,
        address: Address,
        *,
        label: str,
        key: ApiKey,
        key_allowed: bool,
        pin: str | None,
        uid: DeviceUid | None,
        budget: Budget | None,
        pace: Pace,
    ) -> None:
        self.uid = uid
        self.key = key
        self.transport = Transport(address, label=label, pin=pin, budget=budget)
        self._label = label
        self._key_allowed = key_allowed
        self._patience = PATIENT if budget is None else budget
        self._pace = pace
        self._wants_key = False
        self._rejected: tuple[ApiKey, float] | None = None
        self._proved_on = 0
        self._proved_at: float | None = None
        self._strikes = 0
        self._drops = 0

    async def send(
        self, command: Command[Any], *, name: str, meanwhile: Callable[[], None] | None = None
    ) -> Received:
        """Send one request, again only where nothing of it had left or the empty key was rejected.

        Raises a `DeviceError`, or `Interrupted` where the connection ended.
        """
        while True:
            self._check_cool_down()
            opened_before = self.transport.connections
            await self._be_proved(command)
            is_reused = self.transport.connections == opened_before
            key = self.key if self._wants_key else NO_KEY
            drops = self._drops
            try:
                return await self._post(command, name, key, meanwhile)
            except KeyRejected:
                if not self.may_retry_with_key(keyed=bool(key)):
                    raise
            except Interrupted as error:
                if is_reused and error.begun and drops == self._drops:
                    self._strike()  # it was the device, and no spoilt reply read meanwhile
                if error.begun or not is_reused:
                    raise

    def read(self, command: Command[ReplyT], received: Received) -> ReplyT:
        """Read what was received for a command. Raises a `DeviceError`; never shows the key."""
        body = received.body
        try:
            reply = envelope.read_reply(body, command, received.mid, device=self._label)
            if isinstance(command, GetUserInfo) and isinstance(reply, UserInfo):
                self._check_user(command, reply)
        except BadReply as error:
            self._drops += 1
            self.transport.drop()
            # With our mid it is a reply, and may quote a name: only what is none tells of the key.
            if says_key_is_wrong(body) and received.mid.encode() not in body:
                raise KeyRejected(self._label) from None
            if command.writes:
                raise self._unknown(command) from self._masked(error)
            raise self._masked(error) from None
        except Refused as error:
            if says_key_is_wrong(error.code.encode(errors="replace")):
                raise KeyRejected(self._label) from None
            raise self._masked(error) from None
        return reply

    def may_retry_with_key(self, *, keyed: bool) -> bool:
        """Note that a request was rejected; say whether to repeat it with the key."""
        if keyed:
            self._rejected = (self.key, self._pace.clock())
            self._wants_key = False
            return False
        if not (self.key and self._key_allowed):
            return False
        self._wants_key = True
        return True

    async def _be_proved(self, command: Command[Any]) -> None:
        transport = self.transport
        if transport.is_open and self._proved_on == transport.connections:
            return
        await transport.open()
        if not transport.keep_alive and not command.writes and self._is_lately_proved():
            return
        await self._prove()
        if not transport.is_open:  # it closes after each reply
            transport.keep_alive = False
            await transport.open()
        self._proved_on, self._proved_at = transport.connections, self._pace.clock()

    async def _prove(self) -> None:
        """Ask who it is, with the key only where the empty one is rejected and ours may go."""
        question = GetDeviceUid()
        try:
            told = self.read(question, await self._post(question, question.names[0], NO_KEY))
        except KeyRejected:
            if not self.may_retry_with_key(keyed=False):
                raise
            told = await self._told_with_key(question)
        if self.uid is None:
            self.uid = told.uid
        elif told.uid != self.uid:
            self.transport.drop()
            raise WrongDevice(self._label, expected=self.uid, found=told.uid)

    async def _told_with_key(self, question: GetDeviceUid) -> Any:  # noqa: ANN401
        if not self.transport.is_open:
            await self.transport.open()
        try:
            return self.read(question, await self._post(question, question.names[0], self.key))
        except KeyRejected:
            self.may_retry_with_key(keyed=True)
            raise

    async def _post(
        self,
        command: Command[Any],
        name: str,
        key: ApiKey,
        meanwhile: Callable[[], None] | None = None,
    ) -> Received:
        mid = new_mid()
        transport = self.transport
        try:
            answer = await transport.send(
                envelope.encode_request(command, mid, name=name),
                key=key,
                command=name,
                budget=self._patience if isinstance(command, _SLOW) else None,
                meanwhile=meanwhile,
            )
            body = transport.checked(answer, name)
            _log.debug("%s answered %s with %d bytes", self._label, name, len(body))
        except (TimedOut, BadReply, Interrupted) as error:
            if command.writes and transport.begun:
                raise self._unknown(command) from error
            raise
        except asyncio.CancelledError as cancelled:
            if command.writes and transport.begun:
                raise cancelled from self._unknown(command)
            raise
        return Received(body, mid, keyed=bool(key))

    def _is_lately_proved(self) -> bool:
        return self._proved_at is not None and self._pace.clock() - self._proved_at < PROOF_LASTS_S

    def _check_cool_down(self) -> None:
        if self._rejected is None:
            return
        key, at = self._rejected
        if key == self.key and self._pace.clock() - at < COOL_DOWN_S:
            raise KeyRejected(self._label)
        self._rejected = None

    def _strike(self) -> None:
        self._strikes += 1
        if self._strikes >= STRIKES:
            self.transport.keep_alive = False

    def _check_user(self, asked: GetUserInfo, told: UserInfo) -> None:
        if told.id != asked.id:
            raise BadReply(self._label, command=asked.names[0], why="it is about another user")

    def _unknown(self, command: Command[Any]) -> OutcomeUnknown:
        return OutcomeUnknown(self._label, command=command.names[0])

    def _masked(self, error: BadReply | Refused) -> BadReply | Refused:
        """Hide the key where the device echoed it."""
        secret = self.key.reveal()
        if len(secret) < _KEY_WORTH_HIDING:
            return error
        if isinstance(error, BadReply):
            why = error.why.replace(secret, _HIDDEN)
            return BadReply(error.device, command=error.command, why=why)
        return Refused(
            error.device,
            command=error.command,
            code=error.code.replace(secret, _HIDDEN),
            arguments=tuple(_HIDDEN if secret in str(each) else each for each in error.arguments),
        )
