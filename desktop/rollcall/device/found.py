"""Where a sweep looks and what it finds: values only, cheap to import.

The sweep is in `discovery.py`.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from rollcall.protocol.address import Address
from rollcall.protocol.info import DeviceUid


class Evidence(Enum):
    """Why something is taken for a device."""

    PROTOCOL = "protocol"
    """It answered in the protocol."""
    KEY_NEEDED = "key needed"
    """It refused for want of the API key."""
    LOOKS_LIKE = "looks like"
    """Its server or page is that of such devices, but it did not answer in the protocol."""


class Target(Struct, frozen=True, order=True):
    """One place to look at."""

    host: str
    port: int
    https: bool = False

    @property
    def address(self) -> Address:
        """The same as an address."""
        return Address(self.host, self.port, self.https)


class Found(Struct, frozen=True, kw_only=True):
    """One find; its `uid` is known where it answered with the empty key."""

    address: Address
    evidence: Evidence
    uid: DeviceUid | None = None
    fingerprint: str | None = None
    """SHA-256 of the certificate shown, over HTTPS."""
    private: bool = False
    """Whether it answered over HTTPS; a pin confirmed by a person makes that worth its name."""
