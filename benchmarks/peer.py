"""The device of the benchmarks: a child process that answers at once, or after a service time.

It counts what it was asked: the question `Ledger`, which no device knows, gives the number.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator

_MID = re.compile(rb'"mid"\s*:\s*"([^"]*)"')
_NAME = re.compile(rb'"cmd"\s*:\s*"([^"]*)"')
_ID = re.compile(rb'"id"\s*:\s*"([^"]*)"')
_START = re.compile(rb'"start_pos"\s*:\s*(\d+)')
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)


UID = "00112233445566aa"
IDS_A_PAGE = 50


def message(result: str, payload: dict[str, Any]) -> tuple[bytes, bytes]:
    """Give a reply before and after its mid."""
    text = json.dumps({"mid": "@", "payload": payload, "result": result}, separators=(",", ":"))
    head, _, tail = text.partition("@")
    return head.encode(), tail.encode()


def big_user() -> dict[str, Any]:
    """Give a user of 8 KB."""
    template = base64.b64encode(os.urandom(1150)).decode()
    return {
        "card": "12345678",
        "depart": "Company",
        "face": base64.b64encode(os.urandom(3300)).decode(),
        "fp": [template, template],
        "id": "@id",
        "name": "Somebody Somewhere",
        "password": "",
        "privilege": "user",
    }


_UNKNOWN = message("Error", {"code": "unknown_command"})


class _Peer(asyncio.Protocol):
    service_s = 0.0
    users = 0
    asked = 0
    replies: ClassVar = {
        b"GetDeviceUid": message("DeviceUid", {"device_uid": UID}),
        b"GetVersionInfo": message("VersionInfo", {"firmware_version": "13750C v3.11.802"}),
        b"GetUserInfo": message("UserInfo", big_user()),
    }

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, blank, rest = self._buffer.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not blank or length is None or len(rest) < int(length[1]):
            return
        self._buffer = b""
        if b'"Ledger"' in rest:
            self._send(b"%d" % _Peer.asked)
            return
        _Peer.asked += 1
        if self.service_s:
            asyncio.get_running_loop().call_later(self.service_s, self._answer, rest)
        else:
            self._answer(rest)

    def _answer(self, body: bytes) -> None:
        mid, name, user = _MID.search(body), _NAME.search(body), _ID.search(body)
        head, tail = self._reply(name[1] if name else b"", body)
        whole = head + (mid[1] if mid else b"") + tail
        if user:
            whole = whole.replace(b'"@id"', b'"' + user[1] + b'"')
        self._send(whole)

    def _reply(self, name: bytes, body: bytes) -> tuple[bytes, bytes]:
        if name == b"GetUserIdList":
            start = _START.search(body)
            return message("UserIdList", self._ids(int(start[1]) if start else 0))
        if name == b"GetCurrentUsage":
            return message("CurrentUsage", {"user_count": self.users})
        if name == b"GetCapacityLimit":
            return message("CapacityLimit", {"max_user": self.users})
        return self.replies.get(name, _UNKNOWN)

    def _ids(self, start: int) -> dict[str, Any]:
        end = min(start + IDS_A_PAGE, self.users)
        page = {"user_id": [str(each + 1) for each in range(start, end)]}
        return page | ({"next_page_pos": end} if end < self.users else {})

    def _send(self, whole: bytes) -> None:
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nServer: Boost.Beast/144\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(whole), whole)
        )


async def _serve() -> None:
    _Peer.service_s, _Peer.users = float(sys.argv[1]) / 1000, int(sys.argv[2])
    server = await asyncio.get_running_loop().create_server(_Peer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # the parent waits for the port
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until it goes away


@contextmanager
def running(service_ms: float = 0, *, users: int = 0) -> Iterator[int]:
    """Run the peer in a process of its own and give its port."""
    arguments = [sys.executable, str(Path(__file__)), str(service_ms), str(users)]
    with subprocess.Popen(  # noqa: S603
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve())
