"""A client that knows nothing of ours: JSON over TCP, to prove the simulated device by itself."""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.timing import ManualTime


@dataclass
class Http:
    """One HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401  # whatever it is
        return json.loads(self.body)


@dataclass
class Bare:
    """One device with its server, and one connection to it."""

    server: DeviceServer
    time: ManualTime
    key: str = ""
    context: ssl.SSLContext | None = None
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None)

    @property
    def device(self) -> SimulatedDevice:
        return self.server.device

    async def get(  # as many shapes as commands
        self, cmd: str, payload: dict[str, Any] | None = None
    ) -> Any:  # noqa: ANN401
        """Ask, and give the payload of an answer that is no Error."""
        answer = await self.ask(cmd, payload)
        assert answer["result"] != "Error", answer
        return answer["payload"]

    async def code(self, cmd: str, payload: dict[str, Any] | None = None) -> str:
        """Ask, and give the code of the Error that must come."""
        answer = await self.ask(cmd, payload)
        assert answer["result"] == "Error", answer
        assert isinstance(answer["payload"]["arguments"], list)
        return str(answer["payload"]["code"])

    async def ask(self, cmd: str, payload: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        """Ask, and give the whole message."""
        message = {"mid": "a123456", "cmd": cmd, "payload": payload or {}}
        http = await self.send(json.dumps(message, ensure_ascii=False).encode())
        assert http.status == 200, http
        return http.json()

    async def send(
        self,
        body: bytes = b"",
        *,
        method: str = "POST",
        target: str | None = None,
        headers: tuple[str, ...] = (),
        length: int | None = None,
    ) -> Http:
        """Send one request as given and read one answer."""
        reader, writer = await self.open()
        if target is None:
            target = f"/control?api_key={quote(self.key, safe='')}"
        size = len(body) if length is None else length
        head = [f"{method} {target} HTTP/1.1", "Host: device", f"Content-Length: {size}", *headers]
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        return await self.read(reader, without_body=method == "HEAD")

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Give the connection, a new one when there is none."""
        if self.streams is None:
            address = self.server.https_address if self.context else self.server.http_address
            self.streams = await asyncio.open_connection(
                address.host, address.port, ssl=self.context, limit=2**25
            )
        return self.streams

    async def read(self, reader: asyncio.StreamReader, *, without_body: bool = False) -> Http:
        """Read one answer."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:-2]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        status = int(head[0].split(" ")[1])
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            body = await self._chunks(reader)
        elif not without_body and status != 204:
            body = await reader.readexactly(int(headers["content-length"]))
        return Http(status, headers, body)

    async def _chunks(self, reader: asyncio.StreamReader) -> bytes:
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return body

    async def close(self) -> None:
        """End the connection; the next request makes another."""
        if self.streams is not None:
            self.streams[1].transport.abort()
            self.streams = None
            await asyncio.sleep(0)
