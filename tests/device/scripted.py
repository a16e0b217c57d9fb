"""A device that answers exactly the bytes a test wants, for faults below the protocol."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid

UID = DeviceUid("e09c1d1fd6ac34a7")


@dataclass(frozen=True)
class Seen:
    """One request as it came in."""

    connection: int
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> dict[str, Any]:
        return json.loads(self.body) if self.body else {}

    @property
    def command(self) -> str:
        return str(self.message.get("cmd", self.method))

    @property
    def key(self) -> str:
        return self.target.partition("api_key=")[2]


Answer = Callable[[Seen], bytes | None]
"""The bytes to send; none of them hangs up, None stays silent."""


def http(
    body: bytes | str,
    *,
    status: int = 200,
    headers: tuple[str, ...] = (),
    length: int | None = None,
) -> bytes:
    content = body if isinstance(body, bytes) else body.encode()
    lines = [
        f"HTTP/1.1 {status} Word",
        f"Content-Length: {len(content) if length is None else length}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def raw(content: bytes) -> Answer:
    return lambda _: content


def page(body: bytes | str, *, status: int = 200, headers: tuple[str, ...] = ()) -> Answer:
    return raw(http(body, status=status, headers=headers))


def reply(result: str, payload: object, *, headers: tuple[str, ...] = ()) -> Answer:
    """Answer in the protocol, under the mid that was sent."""

    def answer(seen: Seen) -> bytes:
        message = {"mid": seen.message["mid"], "result": result, "payload": payload}
        return http(json.dumps(message), headers=headers)

    return answer


def text(template: str) -> Answer:
    """Answer a body in which MID stands for the mid that was sent."""
    return lambda seen: http(template.replace("MID", seen.message["mid"]))


def error(code: str, *arguments: object) -> Answer:
    return reply("Error", {"code": code, "arguments": list(arguments)})


IDENTITY = reply("DeviceUid", {"device_uid": UID})
SUCCESS = reply("Success", {})
FIRMWARE = reply("VersionInfo", {"firmware_version": "1.2.3"})
WRONG_KEY = page("Invalid API Key", status=403)
HANG_UP = raw(b"")


def silence(_: Seen) -> bytes | None:
    return None


class ScriptedDevice:
    """Answers `GetDeviceUid` as `identity` says, else from the script, its last entry for ever."""

    def __init__(
        self, *script: Answer, identity: Answer = IDENTITY, context: ssl.SSLContext | None = None
    ) -> None:
        self.seen: list[Seen] = []
        self.connections = 0
        self.open = 0
        self._script = list(script)
        self._identity = identity
        self._context = context
        self._port = 0
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", self._port, self._context is not None)

    @property
    def commands(self) -> list[str]:
        return [each.command for each in self.seen]

    @property
    def asked(self) -> list[str]:
        """The commands but the proofs of identity."""
        return [each for each in self.commands if each != "GetDeviceUid"]

    @property
    def keys(self) -> set[str]:
        return {each.key for each in self.seen}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        self._port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        self.connections += 1
        self.open += 1
        try:
            await self._converse(reader, writer, self.connections)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            writer.transport.abort()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> None:
        while True:
            seen = await _read(reader, connection)
            self.seen.append(seen)
            content = self._answer(seen)(seen)
            if content is None:
                await reader.read()
                return
            if not content:
                return
            writer.write(content)
            await writer.drain()
            if b"Connection: close" in content or _is_short(content):
                return

    def _answer(self, seen: Seen) -> Answer:
        if seen.command == "GetDeviceUid":
            return self._identity
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]


async def until(condition: Callable[[], object]) -> None:
    """Let both sides work until something is so."""
    while not condition():  # noqa: ASYNC110  # about sockets and lists, which tell nobody
        await asyncio.sleep(0)


async def _read(reader: asyncio.StreamReader, connection: int) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Seen(connection, method, target, headers, body)


def _is_short(content: bytes) -> bool:
    """Whether less follows the head than it promises, so that hanging up cuts the answer."""
    head, _, body = content.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.startswith(b"Content-Length: "):
            return len(body) < int(line.removeprefix(b"Content-Length: "))
    return True
