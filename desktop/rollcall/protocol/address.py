"""Where a device's control interface is, and the key to it (specification, Interface address)."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from rollcall.protocol.errors import InputProblem, InvalidInput

HTTP_PORT: Final = 80  # seen on real devices (protocol-notes 1.1)
HTTPS_PORT: Final = 443  # the only reading of the specification (protocol-notes 1.1)
KEY_LENGTH_MAX: Final = 1200  # what every operating system's keyring can hold

_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*\.?")
_LOOKS_LIKE_IPV4 = re.compile(r"[0-9.]+")
_IN_A_NUMBER = re.compile(r"[0-9A-Za-z.:%_-]+")  # ipaddress takes anything behind the %


class Address(Struct, frozen=True, order=True):
    """Host, port and scheme of one device."""

    host: str
    port: int = HTTP_PORT
    https: bool = False

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read `host`, `host:port`, `http://host` or `https://host:port`, as people type it.

        Raises `InvalidInput("address", ...)` for anything else.
        """
        rest = text.strip()
        if not rest:
            raise InvalidInput("address", InputProblem.EMPTY)
        scheme, separator, after = rest.partition("://")
        https = False
        if separator:
            if scheme.lower() not in {"http", "https"}:
                raise InvalidInput("address", InputProblem.NOT_AN_ADDRESS)
            https = scheme.lower() == "https"
            rest = after
        rest = rest.removesuffix("/")
        host, port_text = _split_port(rest)
        if not _is_host(host):
            raise InvalidInput("address", InputProblem.NOT_AN_ADDRESS)
        port = HTTPS_PORT if https else HTTP_PORT
        if port_text is not None:
            if not (
                port_text.isascii()
                and port_text.isdigit()
                and len(port_text) <= 5
                and 1 <= int(port_text) <= 65535
            ):
                raise InvalidInput("address", InputProblem.BAD_PORT)
            port = int(port_text)
        return cls(host.lower(), port, https)

    @property
    def origin(self) -> str:
        """Scheme, host and port, as in a URL."""
        scheme = "https" if self.https else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"

    def __str__(self) -> str:
        """Give the shortest text that `parse` reads as this address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        prefix = "https://" if self.https else ""
        usual = HTTPS_PORT if self.https else HTTP_PORT
        return f"{prefix}{host}" if self.port == usual else f"{prefix}{host}:{self.port}"


class ApiKey:
    """An API key that does not show itself: not in `repr`, not in a log, not in a traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        """Take the key's text; the empty one is the factory setting (protocol-notes G1).

        Raises `InvalidInput("api_key", ...)` for what no device or keyring could take.
        """
        if len(text) > KEY_LENGTH_MAX:
            raise InvalidInput("api_key", InputProblem.TOO_LONG)
        if not text.isprintable():
            raise InvalidInput("api_key", InputProblem.BAD_CHARACTERS)
        self._text = text

    def reveal(self) -> str:
        """Give the text, for the wire and the keyring only."""
        return self._text

    def as_query(self) -> str:
        """Give the query string every request carries, key percent-encoded, even when empty."""
        return f"api_key={quote(self._text, safe='')}"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApiKey) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "ApiKey(set)" if self._text else "ApiKey(empty)"


NO_KEY: Final = ApiKey()


def _split_port(text: str) -> tuple[str, str | None]:
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            return "", None
        return host, rest[1:] if rest else None
    if text.count(":") > 1:
        return text, None
    host, colon, port = text.partition(":")
    return host, port if colon else None


def _is_host(host: str) -> bool:
    if ":" in host or _LOOKS_LIKE_IPV4.fullmatch(host):
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return _IN_A_NUMBER.fullmatch(host) is not None
    return len(host) <= 253 and _HOST_NAME.fullmatch(host) is not None
