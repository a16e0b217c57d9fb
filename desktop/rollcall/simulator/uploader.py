"""Where a simulated device sends its records, how far it is, and the sending (L10 to L16)."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from urllib.parse import SplitResult, urlsplit

import h11
import msgspec

from rollcall.protocol.attendance import (
    AttendLogUploaderStatus,
    ConfigAttendLogUploader,
    GetAttendLogUploaderStatus,
    UploadState,
)
from rollcall.protocol.command import Success
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.log import PAGE, Log
from rollcall.simulator.security import Security
from rollcall.simulator.setup import Answers, Setup
from rollcall.simulator.writing import payload_of

ATTEMPT_S = 30.0
_ANSWER_MAX = 2**20


class Uploads:
    """Where to, how often, from which position on."""

    def __init__(self, setup: Setup, log: Log) -> None:
        self._setup = setup
        self._log = log
        self.target = ""
        self.interval_s = 60
        self.position: int | None = None
        """Where to go on; None until the receiver was asked."""
        self.worked = False
        self.news = asyncio.Event()
        """Set when the sender should look again."""
        self.answers: Answers = {
            ConfigAttendLogUploader: self.configure,
            GetAttendLogUploaderStatus: self.status,
        }

    def configure(self, command: ConfigAttendLogUploader) -> Success:
        """Take a new receiver, or none for an empty target (L10)."""
        if command.target and not is_target(command.target):
            raise Refusal(Code.INVALID_PARAMETER, command.target[:60])
        self.target, self.interval_s = command.target, command.interval_s
        self.restart()
        return Success()

    def status(self, _: GetAttendLogUploaderStatus) -> AttendLogUploaderStatus:
        """Tell whether sending works, and how many records wait (L14)."""
        working = bool(self.target) and self.worked
        return AttendLogUploaderStatus(
            state=UploadState.ACTIVE if working else UploadState.INACTIVE, pending=self.pending
        )

    @property
    def pending(self) -> int:
        """How many stored records are not sent yet."""
        return max(0, self._log.end - max(self.position or 0, self._log.first))

    def restart(self) -> None:
        """Ask the receiver anew where to go on (L11)."""
        self.position, self.worked = None, False
        self.news.set()

    def log_cleared(self) -> None:
        """Go on from where the log begins again."""
        if self.position is not None:
            self.position = min(self.position, self._log.end)


class UploadFailed(Exception):
    """The receiver was not reached, or did not answer as the specification says."""


class Uploader:
    """One loop while the device is on; it keeps its place when the receiver fails (L12)."""

    def __init__(self, setup: Setup, uploads: Uploads, log: Log, security: Security) -> None:
        self._setup = setup
        self._uploads = uploads
        self._log = log
        self._security = security

    async def run(self) -> None:
        """Send, wait, send."""
        while True:
            self._uploads.news.clear()
            if not self._uploads.target:
                await self._uploads.news.wait()
                continue
            try:
                again = await self.attempt()
                self._uploads.worked = True
            except UploadFailed:
                self._uploads.worked = False
                again = False
            if not again:
                await self._pause()

    async def attempt(self) -> bool:
        """Ask where to begin, or send one batch; tell whether there is reason to go on at once."""
        uploads, log = self._uploads, self._log
        target = uploads.target
        if uploads.position is None:
            position = _position(await self._post(target, {}), first=True)
            if uploads.target == target:
                uploads.position = position
            return uploads.pending > 0
        start = min(max(uploads.position, log.first), log.end)
        end = min(start + PAGE, log.end)
        if uploads.position >= log.end or start == end:
            return False
        records = [payload_of(each) for each in log.read(start, end)]
        batch = {"start_pos": start, "next_pos": end, "logs": records}
        position = _position(await self._post(target, batch), first=False)
        if uploads.target == target and uploads.position is not None:
            uploads.position = position
        return position > start and uploads.pending > 0

    async def _pause(self) -> None:
        """Wait for the interval, or for new settings."""
        async with asyncio.TaskGroup() as group:
            news = group.create_task(self._uploads.news.wait())
            pause = group.create_task(self._setup.time.sleep(self._uploads.interval_s))
            await asyncio.wait({news, pause}, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            pause.cancel()

    async def _post(self, target: str, body: object) -> object:
        try:
            async with asyncio.timeout(ATTEMPT_S):
                return msgspec.json.decode(
                    await self._sent(urlsplit(target), msgspec.json.encode(body, order="sorted"))
                )
        except (OSError, TimeoutError, h11.ProtocolError, ValueError, RecursionError) as error:
            raise UploadFailed from error

    async def _sent(self, target: SplitResult, body: bytes) -> bytes:
        host, https = target.hostname or "", target.scheme == "https"
        if self._setup.profile.loopback_only and not _is_loopback(host):
            raise UploadFailed
        reader, writer = await asyncio.open_connection(
            host, target.port or (443 if https else 80), ssl=self._context() if https else None
        )
        http = h11.Connection(h11.CLIENT)
        try:
            writer.write(_request(http, target, body))
            await writer.drain()
            return await _answer(http, reader)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _context(self) -> ssl.SSLContext:
        """Verify the receiver only when the device was told to (L16)."""
        security = self._security
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if not security.verify_uploads:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        elif security.ca_certificate:
            context.load_verify_locations(cadata=security.ca_certificate)
        else:
            context.load_default_certs()
        return context


def _request(http: h11.Connection, target: SplitResult, body: bytes) -> bytes:
    path = target.path or "/"
    head = h11.Request(
        method="POST",
        target=f"{path}?{target.query}" if target.query else path,
        headers=[
            ("Host", target.netloc.rpartition("@")[2]),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
        ],
    )
    events = (head, h11.Data(data=body), h11.EndOfMessage())
    return b"".join(http.send(event) or b"" for event in events)


async def _answer(http: h11.Connection, reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        event = http.next_event()
        match event:
            case h11.NEED_DATA:
                http.receive_data(await reader.read(65536))
            case h11.Response(status_code=status) if status != 200:
                raise UploadFailed
            case h11.Data(data=data):
                body += data
                if len(body) > _ANSWER_MAX:
                    raise UploadFailed
            case h11.EndOfMessage():
                return bytes(body)
            case h11.ConnectionClosed():
                raise UploadFailed


def _position(answer: object, *, first: bool) -> int:
    """Give the position a receiver wants next; a first answer that is empty means 0 (L11)."""
    if not isinstance(answer, dict):
        raise UploadFailed
    if first and not answer:
        return 0
    position = answer.get("next_upload_pos")
    if isinstance(position, bool) or not isinstance(position, int) or position < 0:
        raise UploadFailed
    return position


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_target(text: str) -> bool:
    """Whether a text is an address that records can be sent to."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0
