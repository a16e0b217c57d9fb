"""The way to the devices, opened when it is first needed: in practice mode, to simulated ones only.

What it is made of takes longer to import than the window to show, so it is imported in a thread
beside the open window.
"""

from __future__ import annotations

import asyncio
import importlib
from contextlib import aclosing, suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from rollcall.device.found import Target
from rollcall.protocol.command import Command, Reply
from rollcall.protocol.errors import InputProblem, InvalidInput

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
    from pathlib import Path

    from rollcall.device.client import Device
    from rollcall.device.found import Found
    from rollcall.practice import PracticeDevices
    from rollcall.protocol.address import Address, ApiKey
    from rollcall.protocol.errors import DeviceError
    from rollcall.protocol.info import DeviceUid
    from rollcall.protocol.users import UserId, UserInfo
    from rollcall.usecases.sessions import Session

__all__ = ["Network"]

ReplyT = TypeVar("ReplyT", bound=Reply)


class Network:
    """Connects to devices and looks for them; what `Fleet` is given."""

    def __init__(self, *, practice: bool, places: Path | None = None) -> None:
        """Take a file that keeps for the next start where the practice devices listen."""
        self._is_practice = practice
        self._places = places
        self._turn = asyncio.Lock()
        self._is_loaded = False
        self._practice_devices: asyncio.Future[PracticeDevices] | None = None

    def connect(
        self,
        address: Address,
        *,
        label: str,
        key: ApiKey,
        pin: str | None,
        uid: DeviceUid | None,
    ) -> Session:
        """Make a session; the key given is one that belongs to the address (see `Connect`)."""

        def make() -> Device:
            from rollcall.device.client import Device

            return Device(address, label=label, key=key, key_allowed=True, pin=pin, uid=uid)

        async def device() -> Device:
            self._check_is_here(address.host, "address")
            await self.load()
            await self._wake_practice_devices()
            return make()

        return _LateSession(device)

    async def targets(self, ranges: str) -> Iterable[Target]:
        """Give where to look: ranges as typed, or this PC's networks. Raises `InvalidInput`."""
        from rollcall.device.networks import local_targets, parse_range

        if self._is_practice:
            typed = parse_range(ranges) if ranges.strip() else ()
            for each in typed:
                self._check_is_here(each.host, "range")
            devices = await self._practising()
            here = tuple(Target(each.host, each.port, each.https) for each in devices.targets)
            return (*here, *typed)
        if ranges.strip():
            return parse_range(ranges)
        return await asyncio.to_thread(local_targets)

    async def sweep(
        self,
        targets: tuple[Target, ...],
        *,
        found: Callable[[Found], None],
        progress: Callable[[int, int], None],
    ) -> None:
        """Look at every target (see `Sweep`)."""
        await self.load()
        from rollcall.device import discovery

        reach = discovery.takes_connections_here if self._is_practice else None
        await discovery.sweep(targets, found, progress=progress, reach=reach)

    async def fingerprint_shown(self, address: Address) -> str:
        """Give the fingerprint of the certificate a host shows.

        Raises `DeviceError`, and `InvalidInput("address", ...)` in practice mode for other PCs.
        """
        self._check_is_here(address.host, "address")
        await self.load()
        await self._wake_practice_devices()
        from rollcall.device.discovery import fingerprint_shown

        return await fingerprint_shown(address)

    async def load(self) -> None:
        """Import what is slow to import, once, in a thread."""
        async with self._turn:
            if not self._is_loaded:
                await asyncio.to_thread(importlib.import_module, "rollcall.device.client")
                await asyncio.to_thread(importlib.import_module, "rollcall.device.discovery")
                self._is_loaded = True

    async def close(self) -> None:
        """End the practice devices, if there are any."""
        starting, self._practice_devices = self._practice_devices, None
        if starting is None:
            return
        try:
            devices = await starting
        except OSError:  # they never came about
            return
        await asyncio.to_thread(devices.stop)

    async def _wake_practice_devices(self) -> None:
        """Start them for whoever knows an address of theirs from an earlier run."""
        if self._is_practice:
            with suppress(OSError):  # then nobody answers there, and that is told
                await self._practising()

    async def _practising(self) -> PracticeDevices:
        if self._practice_devices is None or _is_over(self._practice_devices):
            from rollcall.practice import start_devices

            loop = asyncio.get_running_loop()
            start = partial(start_devices, places=self._places)
            self._practice_devices = loop.run_in_executor(None, start)
        # Shielded: whoever waits may be cancelled, and yet the child has to be ended by `close`.
        return await asyncio.shield(self._practice_devices)

    def _check_is_here(self, host: str, field: str) -> None:
        if not self._is_practice:
            return
        from rollcall.practice import is_loopback

        if not is_loopback(host):
            raise InvalidInput(field, InputProblem.NOT_IN_PRACTICE)


def _is_over(starting: asyncio.Future[PracticeDevices]) -> bool:
    """Whether the devices did not start, or their process has ended since."""
    if not starting.done():
        return False
    return starting.exception() is not None or starting.result().process.poll() is not None


class _LateSession:
    """A session whose device is made at the first question."""

    def __init__(self, make: Callable[[], Awaitable[Device]]) -> None:
        self._make = make
        self._turn = asyncio.Lock()
        self._device: Device | None = None
        self._is_closed = False

    async def ask(self, command: Command[ReplyT]) -> ReplyT:
        return await (await self._made()).ask(command)

    async def user_ids(self) -> AsyncGenerator[tuple[UserId, ...], None]:
        async with aclosing((await self._made()).user_ids()) as pages:
            async for page in pages:
                yield page

    async def read_users(
        self,
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        await (await self._made()).read_users(next_id, got, failed=failed)

    async def aclose(self) -> None:
        self._is_closed = True
        if self._device is not None:
            await self._device.aclose()

    async def _made(self) -> Device:
        async with self._turn:
            if self._device is None:
                self._device = await self._make()
            if self._is_closed:  # perhaps while it was being made
                await self._device.aclose()
            return self._device
