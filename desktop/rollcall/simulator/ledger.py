"""What a simulated device saw and did, for tests to prove what was sent and executed."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rollcall.protocol.command import Command

KEPT = 10_000
_SUMMARY_LENGTH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One TCP connection that was accepted."""

    number: int
    peer: str
    https: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request. `key` is the API key it carried: None without the parameter."""

    connection: int
    https: bool
    method: str
    path: str
    key: str | None
    command: str
    outcome: str
    """The result or error code answered, or the fault that came instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """One command that was carried out; `before` and `after` tell what it concerned."""

    name: str
    at: datetime
    summary: str
    command: Command[Any] | None
    before: object
    after: object


class Ledger:
    """Remembers the latest `kept` of each kind.

    With `secrets` it keeps the commands themselves, with `plain` every byte that came in.
    """

    def __init__(self, *, kept: int = KEPT, secrets: bool = False, plain: bool = False) -> None:
        self.connections: deque[Connection] = deque(maxlen=kept)
        self.requests: deque[Request] = deque(maxlen=kept)
        self.executed: deque[Executed] = deque(maxlen=kept)
        self.counts: Counter[str] = Counter()
        """How often each command was executed, by its documented name."""
        self.told: Callable[[], None] | None = None
        """Called at each executed command, for tests that wait for one."""
        self.secrets = secrets
        self.plain = plain
        self._bytes = {False: bytearray(), True: bytearray()}
        self._opened = 0

    @property
    def keys(self) -> set[str]:
        """Every API key that any request carried; the empty text stands for none."""
        return {each.key or "" for each in self.requests}

    @property
    def commands(self) -> list[str]:
        """The documented names of what was executed, in order."""
        return [each.name for each in self.executed]

    def opened(self, *, peer: str, https: bool) -> Connection:
        """Note a new connection."""
        self._opened += 1
        connection = Connection(number=self._opened, peer=peer, https=https)
        self.connections.append(connection)
        return connection

    def received(self, data: bytes, *, https: bool) -> None:
        """Note bytes as they came off the connection, decrypted."""
        if self.plain:
            self._bytes[https] += data

    def saw(self, text: str, *, https: bool) -> bool:
        """Whether a text came in, on plain or on encrypted connections; needs `plain`."""
        return text.encode() in self._bytes[https]

    def noted(self, request: Request) -> None:
        """Note an answered request."""
        self.requests.append(request)

    def done(
        self, name: str, command: Command[Any], *, at: datetime, before: object, after: object
    ) -> None:
        """Note an executed command."""
        self.counts[name] += 1
        if self.told is not None:
            self.told()
        summary = repr(command)
        self.executed.append(
            Executed(
                name=name,
                at=at,
                summary=summary[:_SUMMARY_LENGTH],
                command=command if self.secrets else None,
                before=before,
                after=after,
            )
        )
