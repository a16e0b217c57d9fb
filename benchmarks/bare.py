"""The least a client can be: an asyncio Protocol that posts bytes and gives back bytes."""

from __future__ import annotations

import asyncio
from typing import Any, cast


class BareClient(asyncio.Protocol):
    def __init__(self) -> None:
        self._transport: Any = None
        self._buffer = b""
        self._reply: asyncio.Future[bytes] | None = None

    @classmethod
    async def open(cls, port: int) -> BareClient:
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(cls, "127.0.0.1", port)
        return client

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, blank, body = self._buffer.partition(b"\r\n\r\n")
        if not blank:
            return
        start = head.lower().index(b"content-length:") + 15
        if len(body) >= int(head[start:].split(b"\r\n", 1)[0]):
            self._buffer = b""
            assert self._reply is not None
            self._reply.set_result(body)

    def post(self, body: bytes) -> asyncio.Future[bytes]:
        self._reply = asyncio.get_running_loop().create_future()
        self._transport.write(
            b"POST /control?api_key= HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: application/json\r\nAccept-Encoding: identity\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        )
        return self._reply

    def close(self) -> None:
        self._transport.close()
