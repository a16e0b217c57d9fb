"""Adding a device step by step: address, certificate, key, name. Qt-free.

How the steps look is in `add_device.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Protocol

from rollcall.protocol.address import NO_KEY, Address, ApiKey
from rollcall.protocol.errors import KeyRejected, VaultError
from rollcall.protocol.info import DeviceUid
from rollcall.usecases.fleet_device import FleetDevice

__all__ = ["Adding", "Adds", "Step"]


class Step(Enum):
    """What is to be answered next."""

    ADDRESS = auto()
    CERTIFICATE = auto()
    KEY = auto()
    NAME = auto()


class Adds(Protocol):
    """What is needed of the fleet."""

    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Every device, found or known."""

    async def identify(
        self, address: Address, *, key: ApiKey = ..., pin: str | None = None
    ) -> DeviceUid:
        """Ask who answers at an address."""

    async def add(
        self, address: Address, *, uid: DeviceUid, name: str, key: ApiKey, pin: str | None
    ) -> VaultError | None:
        """Make an identified device one of ours."""


class Adding:
    """Where adding has come to. Each step raises what went wrong and then stays where it is."""

    def __init__(
        self,
        fleet: Adds,
        *,
        fingerprint_shown: Callable[[Address], Awaitable[str]],
        address: str = "",
    ) -> None:
        """Take the address when it is known already; `look` begins there too."""
        self._fleet = fleet
        self._fingerprint_shown = fingerprint_shown
        self._trail: list[Step] = []
        self.step = Step.ADDRESS
        self.typed = address
        self._address: Address | None = None
        self.fingerprint: str | None = None
        self._uid: DeviceUid | None = None
        self.trouble: VaultError | None = None
        """What the keyring said, when the key is kept for this run only."""
        self.name = ""
        self._key = NO_KEY

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step before this one."""
        return bool(self._trail)

    @property
    def address(self) -> Address:
        """Where was looked. Raises `LookupError` before `look`."""
        if self._address is None:
            raise LookupError
        return self._address

    @property
    def uid(self) -> DeviceUid:
        """Who answered. Raises `LookupError` before that is known."""
        if self._uid is None:
            raise LookupError
        return self._uid

    @property
    def known(self) -> FleetDevice | None:
        """The device of ours that was met, when it is no new one."""
        return next(
            (each for each in self._fleet.devices if each.is_ours and each.uid == self._uid), None
        )

    @property
    def loses_privacy(self) -> bool:
        """Whether one of ours that is private would be spoken to openly from now on."""
        known = self.known
        return known is not None and known.is_private and not self.address.https

    @property
    def wants_key(self) -> bool:
        """Whether the device answered to a key only."""
        return bool(self._key)

    async def look(self, typed: str) -> None:
        """See what is at an address. Raises `InvalidInput("address", ...)` and `DeviceError`."""
        self.typed = typed
        self._address = Address.parse(typed)
        self._uid = None
        self.fingerprint = None
        if self.address.https:
            self.fingerprint = await self._fingerprint_shown(self.address)
            if not self._is_trusted(self.fingerprint):
                self._go(Step.CERTIFICATE)
                return
        await self._meet(NO_KEY)

    async def trust(self) -> None:
        """Take the certificate for the device's own. Raises `DeviceError`."""
        await self._meet(NO_KEY)

    async def try_key(self, text: str) -> None:
        """Try a key. Raises `InvalidInput("api_key", ...)`, `KeyRejected`, other `DeviceError`."""
        await self._meet(ApiKey(text.strip()))

    async def add(self, name: str) -> None:
        """Make it one of ours. Raises `InvalidInput("name", ...)`."""
        self.trouble = await self._fleet.add(
            self.address, uid=self.uid, name=name, key=self._key, pin=self.fingerprint
        )
        known = self.known
        self.name = known.name if known is not None else name

    def back(self) -> None:
        """Go to the step before; what was answered stays."""
        if self._trail:
            self.step = self._trail.pop()

    def proposed_name(self, pattern: str) -> str:
        """Give the name it has, or the first free one of a pattern like "Device {n}"."""
        known = self.known
        if known is not None:
            return known.name
        taken = {each.name.casefold() for each in self._fleet.devices if each.is_ours}
        number = len(taken) + 1
        while pattern.format(n=number).casefold() in taken:
            number += 1
        return pattern.format(n=number)

    def _is_trusted(self, fingerprint: str) -> bool:
        """Whether a person trusted this certificate before; a device may have moved with it."""
        return any(each.is_ours and each.pin == fingerprint for each in self._fleet.devices)

    async def _meet(self, key: ApiKey) -> None:
        try:
            uid = await self._fleet.identify(self.address, key=key, pin=self.fingerprint)
        except KeyRejected:
            if key:
                raise
            self._go(Step.KEY)
            return
        self._uid = uid
        self._key = key
        self._go(Step.NAME)

    def _go(self, step: Step) -> None:
        if step is not self.step:
            self._trail.append(self.step)
            self.step = step
