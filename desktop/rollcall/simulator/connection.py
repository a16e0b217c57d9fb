"""One HTTP/1.1 connection of the simulated device: bytes to requests, answers to bytes."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from http import HTTPStatus

import h11

from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.exchange import BODY_MAX, Incoming, respond
from rollcall.simulator.ledger import Connection as Seen
from rollcall.simulator.mangling import Response

_READ_AT_ONCE = 64 * 1024
_LINGER_S = 1.0
_DRAINED_MAX = 64 * 2**20  # a larger body is not even read to its end
_REASONS = {each.value: each.phrase.encode() for each in HTTPStatus}
_SERVER = ("Server", "Boost.Beast/144")  # seen on a real device (protocol-notes 1.1)
_CORS = (  # as seen there too
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS"),
    ("Access-Control-Allow-Headers", "*"),
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the device waits for a client: between requests, and for the rest of one."""

    idle_s: float = 75.0
    request_s: float = 30.0


class _Gone(Exception):
    """The connection is over; nothing more is said on it."""


class Conversation:
    """Answers the requests of one connection, one after the other."""

    def __init__(
        self,
        device: SimulatedDevice,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        seen: Seen,
        patience: Patience,
    ) -> None:
        self._device = device
        self._reader = reader
        self._writer = writer
        self._seen = seen
        self._patience = patience
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_READ_AT_ONCE)

    async def run(self) -> None:
        """Answer until either side has had enough."""
        with contextlib.suppress(_Gone, OSError, TimeoutError, h11.LocalProtocolError):
            while True:
                try:
                    incoming = await self._next()
                except h11.RemoteProtocolError as error:
                    await self._refuse(error)
                    return
                response = respond(self._device, incoming)
                await self._answer(response, without_body=incoming.method == "HEAD")
                if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                    return
                self._http.start_next_cycle()

    # --- reading ----------------------------------------------------------------------------

    async def _next(self) -> Incoming:
        async with asyncio.timeout(self._patience.idle_s):
            event = await self._event()
        if not isinstance(event, h11.Request):
            raise _Gone
        async with asyncio.timeout(self._patience.request_s):
            body = await self._body()
        return Incoming(event.method.decode(), event.target.decode("latin-1"), body, self._seen)

    async def _body(self) -> bytes | None:
        """Read to the end; give None for a body that is too large, which is not kept."""
        kept = bytearray()
        size = 0
        while True:
            event = await self._event()
            if isinstance(event, h11.EndOfMessage):
                return bytes(kept) if size <= BODY_MAX else None
            if not isinstance(event, h11.Data):
                raise _Gone
            size += len(event.data)
            if size <= BODY_MAX:
                kept += event.data
            elif size > _DRAINED_MAX:
                raise _Gone

    async def _event(self) -> h11.Event | type[h11.PAUSED | h11.NEED_DATA]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self._http.they_are_waiting_for_100_continue:
                self._send(h11.InformationalResponse(status_code=100, headers=[]))
            data = await self._reader.read(_READ_AT_ONCE)
            if data:
                self._device.ledger.received(data, https=self._seen.https)
            self._http.receive_data(data)

    # --- answering --------------------------------------------------------------------------

    async def _answer(self, response: Response, *, without_body: bool) -> None:
        try:
            if response.wait_s:
                await self._device.time.sleep(response.wait_s)
            if response.hold:
                await self._wait_for_end()
            if response.vanish:
                raise _Gone
            await self._write(response, without_body=without_body)
        finally:
            # What changes the device counts from now on, even if nobody heard the answer.
            for step in response.afterwards:
                step()
        if response.close:
            raise _Gone

    async def _write(self, response: Response, *, without_body: bool = False) -> None:
        head = self._http.send(self._head(response)) or b""
        body = b"" if without_body else response.body
        if response.cut:
            self._writer.write(head + body[: len(body) // 2])
            raise _Gone
        rest = b"".join(
            self._http.send(h11.Data(data=piece)) or b"" for piece in _pieces(body, response)
        )
        rest += self._http.send(h11.EndOfMessage()) or b""
        if response.drip_s:
            await self._drip(head + rest, response.drip_s)
            return
        self._writer.write(head + rest)
        await self._writer.drain()

    async def _drip(self, data: bytes, pause_s: float) -> None:
        for byte in data:
            self._writer.write(bytes([byte]))
            await self._writer.drain()
            await self._device.time.sleep(pause_s)

    def _head(self, response: Response) -> h11.Response:
        headers = [_SERVER, *_CORS, *response.headers]
        if response.status != 204:
            headers.append(("Content-Type", response.content_type))
            if not response.chunked:
                headers.append(("Content-Length", str(len(response.body))))
        if response.announce_close:
            headers.append(("Connection", "close"))
        return h11.Response(
            status_code=response.status, headers=headers, reason=_REASONS.get(response.status, b"")
        )

    async def _refuse(self, error: h11.RemoteProtocolError) -> None:
        """Answer what is not HTTP, as far as that is still possible."""
        if self._http.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            return
        body = b"Bad request"
        response = Response(status=error.error_status_hint, body=body, content_type="text/plain")
        response.announce_close = True
        await self._write(response)
        # What is still on its way would reset the connection, and the answer would be lost.
        if self._writer.can_write_eof():
            self._writer.write_eof()
        async with asyncio.timeout(_LINGER_S):
            while await self._reader.read(_READ_AT_ONCE):
                pass

    async def _wait_for_end(self) -> None:
        while await self._reader.read(_READ_AT_ONCE):
            pass
        raise _Gone

    def _send(self, event: h11.InformationalResponse) -> None:
        self._writer.write(self._http.send(event) or b"")


def _pieces(body: bytes, response: Response) -> list[bytes]:
    if not response.chunked:
        return [body] if body else []
    size = max(1, len(body) // 3)
    return [body[at : at + size] for at in range(0, len(body), size)]
