"""One connection: what has left, and whether it may be used again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from rollcall.device import wire
from rollcall.device.wire import TooLarge, Wire


class Peer:
    """The other end."""

    def __init__(self) -> None:
        self.received = b""
        self.writer: asyncio.StreamWriter | None = None
        self.ready = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.ready.set()
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1000):
                self.received += data
        writer.transport.abort()

    def send(self, data: bytes) -> None:
        assert self.writer is not None
        self.writer.write(data)


@contextlib.asynccontextmanager
async def connected() -> AsyncIterator[tuple[Wire, Peer]]:
    peer = Peer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    link = await wire.connect("127.0.0.1", port, limit_s=5)
    link.expect(size_max=100, meanwhile=None)
    await peer.ready.wait()
    try:
        yield link, peer
    finally:
        link.abort()
        await link.wait_closed()
        server.close()
        assert peer.writer is not None
        with contextlib.suppress(ConnectionError):
            await peer.writer.wait_closed()
        await asyncio.sleep(0)


async def test_nothing_has_left_before_the_reply_is_waited_for() -> None:
    async with connected() as (link, peer):
        await link.write(b"head ")
        await link.write(b"body")
        assert not link.begun
        peer.send(b"reply")
        assert await link.read(100) == b"reply"
        assert link.begun


async def test_work_is_done_once_right_after_the_request_left() -> None:
    done: list[bool] = []
    async with connected() as (link, peer):
        link.expect(size_max=100, meanwhile=lambda: done.append(link.begun))
        await link.write(b"request")
        peer.send(b"re")
        await link.read(100)
        peer.send(b"ply")
        await link.read(100)
    assert done == [True]


async def test_nothing_leaves_a_connection_that_has_ended() -> None:
    async with connected() as (link, peer):
        assert peer.writer is not None
        peer.writer.close()
        assert await link.read(100) == b""
        await link.write(b"request")
        assert await link.read(100) == b""
        assert not link.begun
        assert not link.is_fresh


async def test_too_large_when_more_comes_than_expected() -> None:
    async with connected() as (link, peer):
        peer.send(b"x" * 101)
        with pytest.raises(TooLarge):
            await link.read(1000)


async def test_not_fresh_when_something_came_unasked() -> None:
    async with connected() as (link, peer):
        assert link.is_fresh
        peer.send(b"surprise")
        assert peer.writer is not None
        await peer.writer.drain()
        assert not link.is_fresh


async def test_not_fresh_when_idle_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    async with connected() as (link, _):
        link.rest()
        assert link.is_fresh
        monkeypatch.setattr(wire, "IDLE_MAX_S", -1.0)
        assert not link.is_fresh


async def test_reader_wakes_when_the_connection_is_aborted() -> None:
    async with connected() as (link, _):
        reading = asyncio.create_task(link.read(100))
        await asyncio.sleep(0)
        link.abort()
        assert await reading == b""


async def test_no_certificate_without_tls() -> None:
    async with connected() as (link, _):
        assert link.certificate is None


async def test_connection_ends_when_bytes_come_that_nobody_asked_for() -> None:
    async with connected() as (link, peer):
        await link.write(b"request")
        peer.send(b"reply")
        await link.read(100)
        link.rest()
        peer.send(b"x" * 1_000_000)
        await link.wait_closed()
        assert not link.is_fresh
        assert not link._incoming
