"""One row of the list of devices and how it stands.

How rows come about is in placing.py and fleet.py.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from msgspec import Struct

from rollcall.protocol.address import HTTP_PORT, HTTPS_PORT, Address
from rollcall.protocol.errors import (
    BadReply,
    DeviceError,
    InputProblem,
    InvalidInput,
    KeyRejected,
    NotPrivate,
    Refused,
    TimedOut,
    Unreachable,
    Unsupported,
    WrongDevice,
)
from rollcall.protocol.info import DeviceUid
from rollcall.store.values import KnownDevice

__all__ = [
    "NAME_LENGTH_MAX",
    "DeviceState",
    "FleetDevice",
    "are_doors_of_one",
    "checked_name",
    "state_after",
]

NAME_LENGTH_MAX = 60  # characters: fits the list at 1,024 pixels


class DeviceState(Enum):
    """How a device stands, as far as this program has seen."""

    UNCHECKED = "not looked at yet"
    ONLINE = "answers"
    NEW = "found, not one of ours"
    MOVED = "answers at another address than before"
    KEY_NEEDED = "wants an API key we do not have"
    WRONG_DEVICE = "another device answers at its address"
    NOT_PRIVATE = "shows another certificate than the pinned one"
    UNREACHABLE = "does not answer"
    UNPROVEN = "looks like a device, but has not proven which one"


class FleetDevice(Struct, frozen=True, kw_only=True):
    """One row of the list of devices. Without `name` it is not one of ours yet."""

    address: Address
    state: DeviceState
    uid: DeviceUid | None = None
    name: str = ""
    pin: str | None = None
    keyed: bool = False
    last_seen: datetime | None = None
    moved_from: Address | None = None
    """Where it was before it was found here, until it is found or added here once more."""

    @classmethod
    def known(cls, device: KnownDevice) -> FleetDevice:
        """Give the row of a device that was not looked at yet."""
        return cls(
            uid=device.uid,
            name=device.name,
            address=device.address,
            pin=device.pin,
            keyed=device.keyed,
            last_seen=device.last_seen,
            state=DeviceState.UNCHECKED,
        )

    @property
    def key(self) -> str:
        """What this row is told apart by: the uid, or the address while the uid is not known."""
        return self.uid if self.uid is not None else f"@{self.address.origin}"

    @property
    def known_uid(self) -> DeviceUid:
        """The uid of a row that has one, as each of ours does. Raises `ValueError`."""
        if self.uid is None:
            raise ValueError(self.key)
        return self.uid

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or str(self.address)

    @property
    def is_ours(self) -> bool:
        """Whether it was added, so that its users and records can be read."""
        return bool(self.name)

    @property
    def is_private(self) -> bool:
        """Whether what is said to it can be read by nobody else on the network."""
        return self.address.https and self.pin is not None

    @property
    def place(self) -> tuple[bool, str, bool, bytes, Address]:
        """Where it stands in the list: ours by name, others by number or host name."""
        try:
            number, is_named = ipaddress.ip_address(self.address.host).packed, False
        except ValueError:
            number, is_named = b"", True
        return (not self.is_ours, self.name.casefold(), is_named, number, self.address)


def are_doors_of_one(one: Address, other: Address) -> bool:
    """Whether two addresses are the plain and the private door of one host."""
    return one.host == other.host and {(one.port, one.https), (other.port, other.https)} == {
        (HTTP_PORT, False),
        (HTTPS_PORT, True),
    }


def checked_name(name: str, *, taken: Iterable[str]) -> str:
    """Give a device's name as it is kept: blanks folded, and none of `taken` in other letter case.

    Raises `InvalidInput("name", ...)`.
    """
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name:
        raise InvalidInput("name", InputProblem.EMPTY)
    if len(name) > NAME_LENGTH_MAX:
        raise InvalidInput("name", InputProblem.TOO_LONG)
    # Not str.isprintable: that forbids the joiners (Cf) which Arabic, Hindi and emoji need.
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in name):
        raise InvalidInput("name", InputProblem.BAD_CHARACTERS)
    if name.casefold() in {each.casefold() for each in taken}:
        raise InvalidInput("name", InputProblem.ALREADY_THERE)
    return name


def state_after(failure: DeviceError | None) -> DeviceState | None:
    """Tell how a device stands after a question failed, None where that says nothing."""
    match failure:
        case Unreachable() | TimedOut():
            return DeviceState.UNREACHABLE
        case KeyRejected():
            return DeviceState.KEY_NEEDED
        case WrongDevice():
            return DeviceState.WRONG_DEVICE
        case NotPrivate():
            return DeviceState.NOT_PRIVATE
        case BadReply(command="GetDeviceUid") | Unsupported(command="GetDeviceUid"):
            return DeviceState.UNPROVEN
        case Refused(command="GetDeviceUid"):
            return DeviceState.UNPROVEN
        case _:
            return None
