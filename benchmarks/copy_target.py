"""The device that is copied to, in the benchmark: a child process that keeps what it is given."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.peer import message

if TYPE_CHECKING:
    from collections.abc import Iterator

UID = "00112233445566bb"
_ANSWERS = {
    "GetDeviceUid": message("DeviceUid", {"device_uid": UID}),
    "GetVersionInfo": message("VersionInfo", {"firmware_version": "13750C v3.11.802"}),
    "GetCapacityLimit": message("CapacityLimit", {"max_user": 5000, "max_face": 5000}),
    "GetCurrentUsage": message("CurrentUsage", {"user_count": 0, "face_count": 0}),
    "GetDeptList": message("DeptList", {"depts": [{"name": "Company"}]}),
    "GetUserIdList": message("UserIdList", {"user_id": []}),
    "LockDevice": message("Success", {}),
    "SetUserInfo": message("Success", {}),
    "Clear": message("Success", {}),
}
_UNKNOWN = message("Error", {"code": "unknown_command", "arguments": []})
_NOBODY = message("Error", {"code": "user_id_not_exists", "arguments": []})


class _Target(asyncio.Protocol):
    service_s = 0.0
    users: ClassVar[dict[str, tuple[bytes, bytes]]] = {}
    asked = 0

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, blank, body = self._buffer.partition(b"\r\n\r\n")
        if not blank:
            return
        start = head.lower().index(b"content-length:") + 15
        if len(body) < int(head[start:].split(b"\r\n", 1)[0]):
            return
        self._buffer = b""
        question = json.loads(body)
        loop = asyncio.get_running_loop()
        loop.call_later(self.service_s, self._answer, question)

    def _answer(self, question: dict[str, Any]) -> None:
        name, payload = question["cmd"], question.get("payload") or {}
        if name == "Ledger":
            head, tail = b"%d" % _Target.asked, b""
        else:
            _Target.asked += 1
            head, tail = self._reply(name, payload)
        body = head + (question["mid"].encode() if name != "Ledger" else b"") + tail
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (len(body), body)
        )

    def _reply(self, name: str, payload: dict[str, Any]) -> tuple[bytes, bytes]:
        if name == "SetUserInfo":
            self.users[payload["id"]] = message("UserInfo", payload)
        if name == "Clear":
            self.users.clear()
        if name == "GetUserInfo":
            return self.users.get(payload["id"], _NOBODY)
        return _ANSWERS.get(name, _UNKNOWN)


async def _serve() -> None:
    _Target.service_s = float(sys.argv[1]) / 1000
    server = await asyncio.get_running_loop().create_server(_Target, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # the parent waits for the port
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until it goes away


@contextmanager
def running(service_ms: float) -> Iterator[int]:
    """Run the target in a process of its own and give its port."""
    arguments = [sys.executable, str(Path(__file__)), str(service_ms)]
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
