"""Finding devices by looking at every address of a list, each find reported at once.

Whoever it is, a host is sent `GetDeviceUid` under the empty key and `GET /`, and nothing else; or
nothing at all, where only its certificate is looked at.
Which addresses to look at is known to `networks.py`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from rollcall.device.found import Evidence, Found, Target
from rollcall.device.session import new_mid
from rollcall.device.transport import Answer, Budget, Interrupted, Transport, says_key_is_wrong
from rollcall.protocol import envelope
from rollcall.protocol.address import NO_KEY, Address
from rollcall.protocol.errors import (
    BadReply,
    DeviceError,
    KeyRejected,
    Refused,
    TimedOut,
    Unsupported,
)
from rollcall.protocol.info import DeviceUid, GetDeviceUid

CONNECT_TIMEOUT_S: Final = 1.0  # devices on a local network take milliseconds
CONCURRENCY: Final = 128  # a common limit is 256 open files, and routers drop bursts of more
RECOGNISING: Final = 8
LOOK: Final = Budget(connect_s=3.0, tls_s=7.0, first_byte_s=5.0, whole_s=10.0)

_PAGE_MAX: Final = 64 * 1024  # the devices' own page has 5 KB (protocol-notes 1.1)
_SERVER: Final = b"boost.beast"
_TITLE: Final = re.compile(
    rb"<title>\s*Attendance (&amp;|&) Access machine development test interface", re.IGNORECASE
)

Reach = Callable[[Target, float], Awaitable[bool]]
"""Says whether a target takes connections within so many seconds, and leaves none open."""


async def sweep(
    targets: Iterable[Target],
    found: Callable[[Found], None],
    *,
    progress: Callable[[int, int], None] | None = None,
    concurrency: int = CONCURRENCY,
    connect_timeout_s: float = CONNECT_TIMEOUT_S,
    reach: Reach | None = None,
    budget: Budget = LOOK,
) -> None:
    """Look at every target, `concurrency` at once; tell `found` of each device as it answers.

    `progress` is told how many of how many are done. No more than `concurrency` and a few sockets
    are open at any moment; when cancelled, all of them are closed and no task is left.
    """
    run = _Sweep(targets, found, progress)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(RECOGNISING):
                group.create_task(run.recognise(budget), name="sweep")
            async with asyncio.TaskGroup() as knocking:
                for _ in range(concurrency):
                    knocking.create_task(
                        run.knock(reach or takes_connections, connect_timeout_s), name="sweep"
                    )
            run.end()
    except BaseExceptionGroup as several:  # a callback failed; its own error says it best
        raise _first(several) from None


async def fingerprint_shown(address: Address) -> str:
    """Give the fingerprint of the certificate shown at an address, for a person to compare.

    Nothing is sent but the handshake. Raises `Unreachable` and `NotPrivate`.
    """
    transport = Transport(address, label=str(address))
    try:
        await transport.open()
        return transport.fingerprint or ""
    finally:
        await transport.aclose()


async def takes_connections(target: Target, timeout_s: float) -> bool:
    """Try to connect, and hang up."""
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in target.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as knocker:
            knocker.setblocking(False)  # noqa: FBT003  # its only parameter
            async with asyncio.timeout(timeout_s):
                await loop.sock_connect(knocker, (target.host, target.port))
    except (OSError, UnicodeError):
        return False
    return True


async def takes_connections_here(target: Target, timeout_s: float) -> bool:
    """Do the same on this computer, and refuse every other without a packet (practice mode)."""
    try:
        is_here = ipaddress.ip_address(target.host).is_loopback
    except ValueError:
        is_here = False
    return is_here and await takes_connections(target, timeout_s)


async def recognise(target: Target, *, budget: Budget = LOOK) -> Found | None:
    """Look at one open port: a device, something that looks like one, or None."""
    transport = Transport(target.address, label=str(target.address), budget=budget)
    try:
        await transport.open()
        fingerprint = transport.fingerprint
        evidence, uid = await _seen(transport)
    except (DeviceError, Interrupted):
        return None
    finally:
        await transport.aclose()
    if evidence is None:
        return None
    return Found(
        address=target.address,
        evidence=evidence,
        uid=uid,
        fingerprint=fingerprint,
        private=target.https,
    )


class _Sweep:
    """One sweep on its way: what is still to knock at, and what has opened."""

    def __init__(
        self,
        targets: Iterable[Target],
        found: Callable[[Found], None],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        every = tuple(dict.fromkeys(targets))
        self._todo = iter(every)
        self._total = len(every)
        self._done = 0
        self._found = found
        self._progress = progress
        self._opened: asyncio.Queue[Target | None] = asyncio.Queue()

    async def knock(self, reach: Reach, timeout_s: float) -> None:
        for target in self._todo:  # one iterator, which all who knock take from
            if await reach(target, timeout_s):
                self._opened.put_nowait(target)
            else:
                self._tell()

    async def recognise(self, budget: Budget) -> None:
        while (target := await self._opened.get()) is not None:
            seen = await recognise(target, budget=budget)
            if seen is not None:
                self._found(seen)
            self._tell()

    def end(self) -> None:
        for _ in range(RECOGNISING):
            self._opened.put_nowait(None)

    def _tell(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


async def _seen(transport: Transport) -> tuple[Evidence | None, DeviceUid | None]:
    """Ask in the protocol, then look at the page of who does not answer in it."""
    question = GetDeviceUid()
    mid = new_mid()
    answer: Answer | None = None
    is_locked = False
    try:
        answer = await transport.send(
            envelope.encode_request(question, mid), key=NO_KEY, command=question.names[0]
        )
        told = envelope.read_reply(answer.body, question, mid, device=transport.label)
    except (Refused, Unsupported):
        return Evidence.PROTOCOL, None
    except KeyRejected:
        return Evidence.KEY_NEEDED, None
    except TimedOut:
        return None, None  # nothing that answers so slowly is worth a second question
    except (BadReply, Interrupted):
        if answer is not None:
            is_locked = answer.status in {401, 403}
            if says_key_is_wrong(answer.body):
                return Evidence.KEY_NEEDED, None
    else:
        return Evidence.PROTOCOL, told.uid
    if not await _looks_like_a_device(transport, answer):
        return None, None
    return Evidence.KEY_NEEDED if is_locked else Evidence.LOOKS_LIKE, None


async def _looks_like_a_device(transport: Transport, answer: Answer | None) -> bool:
    if answer is not None and _SERVER in answer.header(b"server").lower():
        return True
    if not transport.is_open:
        await transport.open()
    page = await transport.get("/", size_max=_PAGE_MAX)
    return _SERVER in page.header(b"server").lower() or _TITLE.search(page.body) is not None


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    error = several.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
