"""Certificates for tests, made once."""

from __future__ import annotations

import ssl
from functools import cache

from rollcall.simulator.security import self_signed


@cache
def pair(host: str) -> tuple[str, str]:
    """Give a certificate and its key."""
    return self_signed(host)


@cache
def trusting(host: str) -> ssl.SSLContext:
    """Give what trusts that certificate and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=pair(host)[0])
    return context
