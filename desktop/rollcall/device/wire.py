"""One TCP connection as httpcore reads and writes it, and whether a byte of a request has left.

It costs a fraction of httpcore's own anyio stream. What is said over it is known to `transport.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import select
import sys
import time
from typing import TYPE_CHECKING, Any, Final, cast

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

IDLE_MAX_S: Final = 3.0  # small servers close idle connections after 5 s and more


class TooLarge(Exception):
    """More bytes came than this reply may have."""


class Wire(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """A connection that came about; TLS, where wanted, is already under it."""

    def __init__(self) -> None:
        self.begun = False
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._lost = self._loop.create_future()
        self._ended = False
        self._incoming = b""
        self._outgoing = b""
        self._waiter: asyncio.Future[None] | None = None
        self._meanwhile: Callable[[], None] | None = None
        self._room = 0
        self._is_expecting = False
        self._poll: select.poll | None = None
        self._idle_since = time.monotonic()

    def expect(self, *, size_max: int, meanwhile: Callable[[], None] | None) -> None:
        """Prepare for one request: its reply's size, and work to do while the device does its own.

        `meanwhile` is called once, right after the request left, and must not raise.
        """
        self.begun = False
        self._room = size_max
        self._is_expecting = True
        self._meanwhile = meanwhile

    def rest(self) -> None:
        """Note that a reply was read and the connection is idle from now on."""
        self._is_expecting = False
        self._idle_since = time.monotonic()

    @property
    def is_fresh(self) -> bool:
        """Whether a request may be sent: not ended, nothing unasked came, not idle for long."""
        return not (
            self._ended
            or self._incoming
            or self._transport is None
            or self._transport.is_closing()
            or time.monotonic() - self._idle_since > IDLE_MAX_S
            or self._is_readable()
        )

    @property
    def certificate(self) -> bytes | None:
        """The certificate the other side shows, DER, or None without TLS."""
        shown = self.get_extra_info("ssl_object")
        return cast("ssl.SSLObject", shown).getpeercert(binary_form=True) if shown else None

    def secured(self, transport: asyncio.Transport) -> None:
        """Go on over the TLS transport laid on this connection."""
        self._transport = transport

    def abort(self) -> None:
        """End the connection at once."""
        self._ended = True
        if self._transport is not None:
            self._transport.abort()
        self._wake()

    async def wait_closed(self) -> None:
        """Wait until the socket is given back."""
        if self._transport is not None:
            await asyncio.shield(self._lost)

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:  # noqa: D102
        self._transport = cast("asyncio.Transport", transport)
        if sys.platform != "win32":
            self._poll = select.poll()
            self._poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:  # noqa: D102
        if not self._is_expecting:  # nobody would read it, and nothing would end it
            self.abort()
            return
        self._incoming = self._incoming + data if self._incoming else data
        self._wake()

    def eof_received(self) -> bool:  # noqa: D102
        self._ended = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002, D102
        self._ended = True
        if not self._lost.done():
            self._lost.set_result(None)
        self._wake()

    # httpcore.AsyncNetworkStream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109, D102
        if self._outgoing:
            self._flush()
        if not self._incoming and not self._ended:
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        data, self._incoming = self._incoming, b""
        self._room -= len(data)
        if self._room < 0:
            raise TooLarge
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109, D102
        # Head and body leave together, in `read`: one system call and one packet less.
        self._outgoing += buffer

    async def aclose(self) -> None:  # noqa: D102
        self.abort()

    async def start_tls(  # noqa: D102
        self,
        ssl_context: ssl.SSLContext,  # noqa: ARG002
        server_hostname: str | None = None,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return self

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401, D102
        if info == "ssl_object" and self._transport is not None:
            return self._transport.get_extra_info(info)
        return None

    def _is_readable(self) -> bool:
        """Whether bytes or an end lie in the system's buffer, which the loop has not seen yet."""
        if self._poll is not None:
            return bool(self._poll.poll(0))
        raw: Any = self._transport.get_extra_info("socket") if self._transport else None
        with contextlib.suppress(
            ValueError, OSError, TypeError
        ):  # closed, or beyond what select takes
            return bool(select.select([raw], [], [], 0)[0])
        return False

    def _flush(self) -> None:
        outgoing, self._outgoing = self._outgoing, b""
        if self._ended or self._transport is None or self._transport.is_closing():
            return  # nothing left; the read that follows tells
        self.begun = True
        self._transport.write(outgoing)
        if self._meanwhile is not None:
            meanwhile, self._meanwhile = self._meanwhile, None
            meanwhile()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


async def connect(host: str, port: int, *, limit_s: float) -> Wire:
    """Open a TCP connection. Raises OSError, TimeoutError included."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(limit_s):
        _transport, wire = await loop.create_connection(Wire, host, port)
    return wire


async def secure(wire: Wire, context: ssl.SSLContext, *, host: str, limit_s: float) -> None:
    """Agree on TLS. Raises OSError, which ssl.SSLError and TimeoutError are; the wire ends then."""
    loop = asyncio.get_running_loop()
    plain = wire._transport  # noqa: SLF001  # same module
    assert plain is not None  # noqa: S101  # connected
    try:
        async with asyncio.timeout(limit_s):
            transport = await loop.start_tls(plain, wire, context, server_hostname=host)
    except BaseException:
        plain.abort()
        raise
    if transport is None:
        raise ConnectionResetError
    wire.secured(transport)
