"""The open conversations with our devices; `device/client.py` is what a session really is.

Where a device is and which key it gets is told by fleet.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from rollcall.protocol.address import Address, ApiKey
from rollcall.protocol.command import Command, Reply
from rollcall.protocol.errors import DeviceError, Refused, Unsupported
from rollcall.protocol.info import DeviceUid, GetDeviceUid
from rollcall.protocol.users import UserId, UserInfo

__all__ = ["Connect", "Contact", "Conversation", "Session", "Sessions"]

ReplyT = TypeVar("ReplyT", bound=Reply)

_PROOF: Final = GetDeviceUid.names  # every connection starts with it


class Session(Protocol):
    """One conversation at a time with one device."""

    async def ask(self, command: Command[ReplyT]) -> ReplyT:
        """Ask, and give the reply. Raises `DeviceError`."""

    def user_ids(self) -> AsyncGenerator[tuple[UserId, ...], None]:
        """Give the ids of all users, page by page."""

    async def read_users(
        self,
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        """Read users one after the other; which is next is asked at the last moment, None ends it.

        What is wrong with one user alone goes to `failed`, or is raised where that is None.
        """

    async def aclose(self) -> None:
        """End the connection for good; later questions, and those on their way, fail."""


class Connect(Protocol):
    """Makes a session; nothing is sent yet."""

    def __call__(
        self,
        address: Address,
        *,
        label: str,
        key: ApiKey,
        pin: str | None,
        uid: DeviceUid | None,
    ) -> Session:
        """Talk to `address`, expecting `uid` there and the certificate `pin` if given.

        `key` is one a person gave for this address, or one proven by the pin.
        """


class Conversation:
    """One use of a session, which knows how it went."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        self.was_answered = False
        self.failure: DeviceError | None = None
        """What the last question came to, if it came to nothing."""

    @property
    def is_outdated(self) -> bool:
        """Whether the device is by now spoken to in another session, or in none."""
        return self._line.is_outdated

    async def ask(self, command: Command[ReplyT]) -> ReplyT:
        """Ask, and give the reply. Raises `DeviceError`."""
        with self._noting():
            reply = await self._line.session.ask(command)
            self._note_answer()
            return reply

    async def user_ids(self) -> AsyncGenerator[tuple[UserId, ...], None]:
        """Give the ids of all users, page by page."""
        with self._noting():
            async with aclosing(self._line.session.user_ids()) as pages:
                async for page in pages:
                    self._note_answer()
                    yield page

    async def read_users(
        self,
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        """Read users one after the other, like `Session.read_users`."""

        def got_answer(user: UserInfo) -> None:
            self._note_answer()
            got(user)

        with self._noting():
            await self._line.session.read_users(next_id, got_answer, failed=failed)

    async def aclose(self) -> None:
        """Do nothing: the session is closed when it is outdated and nobody uses it."""

    def _note_answer(self) -> None:
        self.was_answered, self.failure = True, None

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except DeviceError as error:
            if isinstance(error, Refused | Unsupported) and error.command not in _PROOF:
                self._note_answer()  # it is the device, and it said no
            else:
                self.failure = error
            raise


class Contact(Struct, frozen=True, kw_only=True):
    """Where a device is spoken to, and with what: the key belongs to this address."""

    address: Address
    label: str
    key: ApiKey
    pin: str | None


class Sessions:
    """At most one session for each device, made when first used and kept until outdated."""

    def __init__(
        self, connect: Connect, *, contact: Callable[[DeviceUid], Awaitable[Contact]]
    ) -> None:
        """Take what makes a session, and what tells how to reach a device now."""
        self._connect = connect
        self._contact = contact
        self._lines: dict[DeviceUid, _Line] = {}
        self._idle: list[_Line] = []
        self._turns: Counter[DeviceUid] = Counter()

    @asynccontextmanager
    async def use(self, uid: DeviceUid) -> AsyncIterator[Conversation]:
        """Talk with a device in its session."""
        line = await self._line(uid)
        line.users += 1
        try:
            yield Conversation(line)
        finally:
            line.users -= 1
            if line.is_outdated and not line.users:
                await line.session.aclose()

    def outdate(self, uid: DeviceUid) -> None:
        """Let the next use make a new session; one in use is closed when its last user is done."""
        self._turns[uid] += 1
        line = self._lines.pop(uid, None)
        if line is None:
            return
        line.is_outdated = True
        if not line.users:
            self._idle.append(line)

    async def end(self, uid: DeviceUid) -> None:
        """Close a device's session at once; who is using it gets `Unreachable`."""
        line = self._lines.get(uid)
        self.outdate(uid)
        if line is not None:
            await line.session.aclose()
        await self.tidy()

    async def end_all(self) -> None:
        """Close every session at once."""
        for uid in tuple(self._lines):
            await self.end(uid)
        await self.tidy()

    async def tidy(self) -> None:
        """Close the outdated sessions that nobody uses."""
        while self._idle:
            await self._idle.pop().session.aclose()

    async def _line(self, uid: DeviceUid) -> _Line:
        while uid not in self._lines:
            turn = self._turns[uid]
            contact = await self._contact(uid)
            # While the keyring was asked the device may have moved, or got another key or session.
            if turn == self._turns[uid] and uid not in self._lines:
                session = self._connect(
                    contact.address,
                    label=contact.label,
                    key=contact.key,
                    pin=contact.pin,
                    uid=uid,
                )
                self._lines[uid] = _Line(session)
        return self._lines[uid]


class _Line:
    """A session and how many use it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.users = 0
        self.is_outdated = False
