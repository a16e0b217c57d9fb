"""One HTTP exchange with a device: deadlines, size cap, the key below every log line, our errors.

What is asked and what the answer means is known to `session.py`.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpcore
import httpx

from rollcall.device import certificates, wire
from rollcall.protocol.address import NO_KEY, ApiKey
from rollcall.protocol.errors import BadReply, KeyRejected, NotPrivate, TimedOut, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rollcall.protocol.address import Address

# Reliability M4, for users with templates too: a full one has some 300 KiB, and to decode 4 MiB
# takes half of the 16 ms that one callback may have.
SIZE_MAX: Final = 4 * 2**20

_CONTROL: Final = "/control"  # specification, Interface address
_KEY_WRONG: Final = b"invalid api key"  # protocol-notes G2
_KEY_WRONG_WITHIN: Final = 4096
_HEAD_MAX: Final = 128 * 1024  # h11 takes no larger head

# anyio loads this when a request fails for the first time: 70 ms in the middle of somebody's click.
with suppress(ImportError):
    importlib.import_module("anyio._backends._asyncio")

# Its debug lines quote what a device sends, which may be an echo of the key.
for _name in ("httpcore.connection", "httpcore.http11"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long one exchange may take, in seconds (reliability M4)."""

    connect_s: float = 3.0
    tls_s: float = 7.0  # small processors need seconds for a handshake
    first_byte_s: float = 10.0
    whole_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status. Its repr is safe: a device may echo the key."""

    status: int
    headers: list[tuple[bytes, bytes]] = field(repr=False)
    body: bytes = field(repr=False)

    def header(self, name: bytes) -> bytes:
        """Give the first header of a name in lower case, or nothing."""
        for each, value in self.headers:
            if each.lower() == name:
                return value
        return b""


class Interrupted(Exception):
    """The connection ended before the reply was whole; `begun`: a byte of the request had left."""

    def __init__(self, command: str, *, begun: bool) -> None:
        super().__init__(command, begun)
        self.command = command
        self.begun = begun


class Transport:
    """The way to one address. Used by one request at a time; makes no connection unasked."""

    def __init__(
        self, address: Address, *, label: str, pin: str | None = None, budget: Budget | None = None
    ) -> None:
        self.address = address
        self.label = label
        self.budget = budget or Budget()
        self.keep_alive = True
        self.connections = 0
        """How many were opened so far: a new number is a new connection."""
        self.is_closed = False
        """Whether it was closed for good."""
        self._context = certificates.context_for(pin) if address.https else None
        self._http: _Http | None = None
        self._wire: wire.Wire | None = None
        self._url = httpx.URL(f"{address.origin}{_CONTROL}")
        self._headers: dict[int, httpx.Headers] = {}
        self._target: tuple[ApiKey, bytes] = (NO_KEY, _target(NO_KEY))

    @property
    def is_open(self) -> bool:
        """Whether a request would go over the connection there is."""
        return self._wire is not None and self._wire.is_fresh

    @property
    def begun(self) -> bool:
        """Whether any byte of the latest request has left."""
        return self._wire is not None and self._wire.begun

    @property
    def fingerprint(self) -> str | None:
        """SHA-256 of the certificate shown on the connection there is."""
        shown = self._wire.certificate if self._wire else None
        return certificates.fingerprint(shown) if shown else None

    async def open(self) -> None:
        """Open a new connection, pin checked. Raises `Unreachable` and `NotPrivate`."""
        self.drop()
        if self.is_closed:
            raise Unreachable(self.label)
        host, port = self.address.host, self.address.port
        try:
            opened = await wire.connect(host, port, limit_s=self.budget.connect_s)
        except (OSError, UnicodeError) as error:
            raise Unreachable(self.label) from bare(error)
        if self._context is not None:
            await self._secure(opened, self._context)
        if self.is_closed:  # meanwhile
            opened.abort()
            raise Unreachable(self.label)
        self._wire, self._http = opened, _Http(opened, self._url)
        self.connections += 1

    async def send(
        self,
        body: bytes,
        *,
        key: ApiKey,
        command: str,
        size_max: int = SIZE_MAX,
        budget: Budget | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Answer:
        """Send one message over the connection there is and give what came, whatever its status.

        Raises `TimedOut`, `BadReply`, `Interrupted`. `meanwhile` is called while the device works,
        and must not raise.
        """
        if self._target[0] is not key:
            self._target = (key, _target(key))
        request = httpx.Request(
            "POST",
            self._url,
            headers=self._headers_for(len(body)),
            stream=httpx.ByteStream(body),
            extensions={"target": self._target[1]},
        )
        return await self._exchange(
            request, command, size_max, budget or self.budget, meanwhile=meanwhile
        )

    async def get(self, path: str, *, size_max: int) -> Answer:
        """Fetch a page, without any key. Raises `TimedOut`, `BadReply`, `Interrupted`."""
        request = httpx.Request(
            "GET",
            self._url.copy_with(path=path),
            headers=self._headers_for(None),
            stream=httpx.ByteStream(b""),
        )
        return await self._exchange(request, "GET", size_max, self.budget)

    def checked(self, answer: Answer, command: str) -> bytes:
        """Give the body of an answer that may be a reply. Raises `KeyRejected` and `BadReply`."""
        if answer.status == httpx.codes.OK:
            return answer.body
        if answer.status in {401, 403} or says_key_is_wrong(answer.body):
            raise KeyRejected(self.label)
        self.drop()
        if 300 <= answer.status < 400:
            where = _host_of(answer.header(b"location"))
            raise self._bad(command, f"it redirects to {where}")
        raise self._bad(command, f"its HTTP status is {answer.status}")

    def drop(self) -> None:
        """End the connection there is."""
        if self._wire is not None:
            self._wire.abort()

    async def aclose(self) -> None:
        """End the connection for good and wait until its socket is given back."""
        self.is_closed = True
        self.drop()
        if self._wire is not None:
            await self._wire.wait_closed()

    async def _secure(self, opened: wire.Wire, context: ssl.SSLContext) -> None:
        try:
            await wire.secure(opened, context, host=self.address.host, limit_s=self.budget.tls_s)
        except certificates.PinMismatch as error:
            raise NotPrivate(self.label, found=error.found) from bare(error)
        except TimeoutError as error:
            raise Unreachable(self.label) from bare(error)
        except OSError as error:  # ssl.SSLError, or the other side hung up
            raise NotPrivate(self.label) from bare(error)

    async def _exchange(
        self,
        request: httpx.Request,
        command: str,
        size_max: int,
        budget: Budget,
        *,
        meanwhile: Callable[[], None] | None = None,
    ) -> Answer:
        current, http = self._wire, self._http
        if current is None or http is None:
            raise Interrupted(command, begun=False)
        current.expect(size_max=size_max + _HEAD_MAX, meanwhile=meanwhile)
        with self._ours(command):
            async with asyncio.timeout(budget.first_byte_s) as limit:
                response = await http.handle_async_request(request)
                limit.reschedule(_loop_time() + budget.whole_s)
                headers = response.headers.raw
                self._check_encoding(headers, command)
                parts = [part async for part in response.stream]  # type: ignore[union-attr]
                await response.aclose()
        current.rest()
        return Answer(response.status_code, headers, b"".join(parts))

    @contextmanager
    def _ours(self, command: str) -> Iterator[None]:
        """Make foreign errors ours, stripped of every frame and request that knows the key."""
        try:
            yield
        except TimeoutError as error:
            self.drop()
            raise TimedOut(self.label) from bare(error)
        except wire.TooLarge as error:
            self.drop()
            raise self._bad(command, "it is too large") from bare(error)
        except (httpx.NetworkError, httpcore.ConnectionNotAvailable, OSError) as error:
            self.drop()
            raise Interrupted(command, begun=self.begun) from bare(error)
        except httpx.TransportError as error:
            self.drop()
            if "disconnected" in str(error) or "without sending complete" in str(error):
                raise Interrupted(command, begun=self.begun) from bare(error)
            raise self._bad(command, "it is not HTTP") from bare(error)
        except asyncio.CancelledError as error:
            self.drop()
            raise error.with_traceback(None) from None
        except BaseException:
            self.drop()
            raise

    def _check_encoding(self, headers: list[tuple[bytes, bytes]], command: str) -> None:
        for name, value in headers:
            if name.lower() == b"content-encoding" and value.strip().lower() != b"identity":
                raise self._bad(command, "it is compressed")

    def _bad(self, command: str, why: str) -> BadReply:
        return BadReply(self.label, command=command, why=why)

    def _headers_for(self, length: int | None) -> httpx.Headers:
        key = -1 if length is None else length
        headers = self._headers.get(key) if self.keep_alive else None
        if headers is None:
            given = [(b"Host", self._url.netloc), (b"Accept-Encoding", b"identity")]
            if length is not None:
                given += [
                    (b"Content-Type", b"application/json"),
                    (b"Content-Length", b"%d" % length),
                ]
            if not self.keep_alive:
                given.append((b"Connection", b"close"))
            headers = httpx.Headers(given)
            if self.keep_alive and len(self._headers) < 64:
                self._headers[key] = headers
        return headers


class _Http(httpx.AsyncHTTPTransport):
    """httpx's transport over one connection that `Transport` opened and looked at."""

    def __init__(self, opened: wire.Wire, url: httpx.URL) -> None:
        # Not httpx's own: that reads the system's certificate authorities, and its pool makes
        # connections by itself, at twice the cost of a request.
        origin = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"
        ).origin
        self._pool: Any = httpcore.AsyncHTTP11Connection(origin=origin, stream=opened)
        # `Session` sends one request at a time. httpcore's lock for several costs a third of a
        # request: two rounds of the loop, and a search of the disk for the package sniffio.
        vars(self._pool)["_state_lock"] = _NoLock()


class _NoLock:
    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, *_: object) -> None:
        pass


def bare(error: BaseException) -> BaseException:
    """Strip a foreign error of its frames, its causes and its request: each may know the key."""
    if isinstance(error, httpx.RequestError):
        error._request = None  # noqa: SLF001  # it has no public way to be forgotten
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def says_key_is_wrong(body: bytes) -> bool:
    """Whether a body that is no reply says that the key is not accepted (protocol-notes G2)."""
    return _KEY_WRONG in body[:_KEY_WRONG_WITHIN].lower().replace(b"_", b" ")


def _target(key: ApiKey) -> bytes:
    return f"{_CONTROL}?{key.as_query()}".encode("ascii")


def _host_of(location: bytes) -> str:
    try:
        return urlsplit(location.decode("ascii", "replace")).hostname or "itself"
    except ValueError:
        return "nowhere"


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
