"""HTTP and HTTPS around a simulated device: listeners, as its security settings want them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Self

from rollcall.protocol.address import Address
from rollcall.simulator.connection import Conversation, Patience
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.security import Interfaces, self_signed, server_context
from rollcall.simulator.uploader import Uploader

_log = logging.getLogger(__name__)
_USUAL = Patience()


@dataclass(frozen=True, slots=True)
class _Open:
    """A connection, and who serves it."""

    https: bool
    task: asyncio.Task[None] | None


class DeviceServer:
    """A device that answers on a port.

    ::

        async with DeviceServer(SimulatedDevice(Profile(users=12))) as server:
            ...  # server.address, server.device

    Port 0 takes a free one. The port for HTTPS is taken at the start too, and listens once the
    device was told to: no command can say which port that is, so `https_address` does.
    """

    def __init__(
        self,
        device: SimulatedDevice | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        https_port: int = 0,
        patience: Patience = _USUAL,
    ) -> None:
        self.device = device or SimulatedDevice()
        self._host = host
        self._ports = {False: port, True: https_port}
        self._patience = patience
        self._running = AsyncExitStack()
        self._changing = asyncio.Lock()
        self._changed = asyncio.Event()
        self._settled = asyncio.Event()
        self._reserved: dict[bool, socket.socket] = {}
        self._listeners: dict[bool, asyncio.Server] = {}
        self._shown: Interfaces | None = None
        self._open: dict[asyncio.StreamWriter, _Open] = {}
        self._closing = False

    async def start(self) -> Self:
        """Listen. Raises `OSError` for a port that is taken."""
        self._closing = False
        try:
            for https in (False, True):
                self._reserve(https=https)
            await self._follow(self.device.security.interfaces)
        except OSError:
            await self.aclose()
            raise
        self._settled.set()
        self.device.security.changed = self._on_interfaces_changed
        await self._running.enter_async_context(self._background())
        return self

    async def aclose(self) -> None:
        """Stop listening and end every connection."""
        self._closing = True
        self.device.security.changed = None
        for listener in self._listeners.values():
            listener.close()
        conversations = [each.task for each in self._open.values() if each.task is not None]
        for writer in self._open:
            writer.transport.abort()
        for task in conversations:
            task.cancel()
        if conversations:
            await asyncio.wait(conversations)
        await self._running.aclose()
        for reserved in self._reserved.values():
            reserved.close()
        self._listeners.clear()
        self._reserved.clear()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @property
    def url(self) -> str:
        """Where the device is, without any key."""
        return f"{self.address.origin}/"

    @property
    def address(self) -> Address:
        """Where the device is: by HTTP as long as that is open, else by HTTPS."""
        return self.http_address if self.device.security.interfaces.http else self.https_address

    @property
    def http_address(self) -> Address:
        """Where HTTP is, or would be."""
        return Address(self._host, self._ports[False])

    @property
    def https_address(self) -> Address:
        """Where HTTPS is, or would be."""
        return Address(self._host, self._ports[True], https=True)

    async def settled(self) -> None:
        """Wait until the listeners are as the latest security settings say."""
        await self._settled.wait()

    async def move(self, host: str, port: int = 0) -> None:
        """Take another address, as after new network settings: connections end."""
        async with self._changing:
            for https in (False, True):
                await self._close(https=https)
                self._release(https=https)
            self._host, self._ports = host, {False: port, True: 0}
            for https in (False, True):
                self._reserve(https=https)
            self._shown = None
        await self._follow(self.device.security.interfaces)

    # --- listeners --------------------------------------------------------------------------

    @asynccontextmanager
    async def _background(self) -> AsyncIterator[None]:
        """Do what a device does besides answering."""
        uploader = Uploader(
            self.device.setup, self.device.uploads, self.device.log, self.device.security
        )
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(uploader.run()), group.create_task(self._keep_listening())]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()

    async def _keep_listening(self) -> None:
        """Open and close listeners whenever the security settings have changed."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._follow(self.device.security.interfaces)
            except OSError:
                _log.exception("a port of the simulated device was taken by another program")
            if not self._changed.is_set():
                self._settled.set()

    def _reserve(self, *, https: bool) -> None:
        """Hold a port without listening, so that it is known and stays free."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        reserved = socket.socket(family, socket.SOCK_STREAM)
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where the other would let two listen
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            reserved.bind((self._host, self._ports[https]))
        except OSError:
            reserved.close()
            raise
        self._reserved[https] = reserved
        self._ports[https] = reserved.getsockname()[1]

    def _release(self, *, https: bool) -> None:
        if reserved := self._reserved.pop(https, None):
            reserved.close()

    def _on_interfaces_changed(self, _: Interfaces) -> None:
        self._settled.clear()
        self._changed.set()

    async def _follow(self, wanted: Interfaces) -> None:
        async with self._changing:
            shown, self._shown = self._shown, wanted
            if not wanted.http:
                await self._close(https=False)
            if shown is not None and shown.https and _private(shown) != _private(wanted):
                await self._close(https=True)
            if wanted.http and False not in self._listeners:
                await self._listen(https=False, context=None)
            if wanted.https and not wanted.broken and True not in self._listeners:
                if wanted.late_s:
                    await self.device.time.sleep(wanted.late_s)
                await self._listen(https=True, context=self._context(wanted))

    def _context(self, wanted: Interfaces) -> ssl.SSLContext:
        if wanted.other_certificate:
            certificate, key = self_signed("elsewhere.invalid")
            wanted = Interfaces(certificate=certificate, key=key)
        return server_context(wanted)

    async def _listen(self, *, https: bool, context: ssl.SSLContext | None) -> None:
        if https not in self._reserved:
            self._reserve(https=https)
        serve = self._serve_https if https else self._serve_http
        reserved = self._reserved.pop(https)
        try:
            self._listeners[https] = await asyncio.start_server(serve, sock=reserved, ssl=context)
        except OSError:
            reserved.close()
            raise

    async def _close(self, *, https: bool) -> None:
        listener = self._listeners.pop(https, None)
        if listener is None:
            return
        listener.close()
        for writer, each in list(self._open.items()):
            if each.https is https:
                writer.close()
        # Not every system gives a port back while connections to it end; it is asked again then.
        with contextlib.suppress(OSError):
            self._reserve(https=https)

    # --- connections ------------------------------------------------------------------------

    async def _serve_http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._serve(reader, writer, https=False)

    async def _serve_https(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await self._serve(reader, writer, https=True)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, https: bool
    ) -> None:
        task = asyncio.current_task()
        self._open[writer] = _Open(https, task)
        peer = writer.get_extra_info("peername")
        seen = self.device.ledger.opened(peer=f"{peer[0]}:{peer[1]}" if peer else "", https=https)
        conversation = Conversation(self.device, reader, writer, seen=seen, patience=self._patience)
        try:
            await conversation.run()
        except asyncio.CancelledError:
            # Ends here: asyncio's streams would complain of a cancelled task (Python 3.11).
            if not self._closing:
                raise
        finally:
            del self._open[writer]
            with contextlib.suppress(OSError):
                writer.close()


def _private(interfaces: Interfaces) -> Interfaces:
    """Give what HTTPS depends on, so that it stays open when only HTTP changes."""
    return replace(interfaces, http=True, late_s=0.0)
