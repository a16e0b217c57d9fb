"""The devices this PC looks after: finding, checking, adding, forgetting and reaching them.

How one is entered and given up with its key is in adopting.py; what a device is and holds is read
in device_details.py, its users in roster.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final, Protocol, TypeAlias

from msgspec.structs import replace

from rollcall.device.found import Found, Target
from rollcall.protocol.address import NO_KEY, Address, ApiKey
from rollcall.protocol.errors import (
    AppError,
    DeviceError,
    InvalidInput,
    StoreError,
    Unreachable,
    VaultError,
    WrongDevice,
)
from rollcall.protocol.info import DeviceUid, GetDeviceUid
from rollcall.usecases.adopting import Adopting
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.device_keys import DeviceKeys, Keys, check_key
from rollcall.usecases.device_list import DeviceList, KnownDevices
from rollcall.usecases.fleet_device import (
    DeviceState,
    FleetDevice,
    are_doors_of_one,
    checked_name,
    state_after,
)
from rollcall.usecases.listening import Event
from rollcall.usecases.placing import Placing
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.sessions import Connect, Contact, Conversation, Session, Sessions

__all__ = ["Fleet", "KnownDevices", "Sweep", "Targets"]

_log = logging.getLogger(__name__)

CHECKS_AT_ONCE: Final = 8  # many devices at once, bounded (design.md 4.7)


class Sweep(Protocol):
    """Looks for devices: `device.discovery.sweep`."""

    async def __call__(
        self,
        targets: tuple[Target, ...],
        *,
        found: Callable[[Found], None],
        progress: Callable[[int, int], None],
    ) -> None:
        """Try every target; each find is told at once, and how many of all targets are done."""


Targets: TypeAlias = Callable[[str], Awaitable[Iterable[Target]]]
"""Gives the targets of ranges as typed, of the local networks if empty. Raises `InvalidInput`."""


class Fleet:
    """Every device, found or known. `changed` announces the whole list."""

    def __init__(
        self,
        known: KnownDevices,
        *,
        keys: Keys,
        connect: Connect,
        sweep: Sweep,
        targets: Targets,
        audit: Audit,
        hide: Callable[[str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keys = DeviceKeys(keys, hide=hide)
        self._rows = DeviceList(known, is_for_this_run=self._keys.is_for_this_run)
        self._connect = connect
        self._sweep = sweep
        self._targets = targets
        self._audit = audit
        self._now = now
        self._sessions = Sessions(connect, contact=self._contact)
        self._rows.way_changed.connect(self._sessions.outdate)
        self._finding = asyncio.Lock()
        self.changed: Event[tuple[FleetDevice, ...]] = Event()
        self._adopting = Adopting(
            self._rows, keys=self._keys, sessions=self._sessions, announce=self._announce, now=now
        )

    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Ours by name first, then what was found, by address."""
        return tuple(sorted(self._rows, key=lambda each: each.place))

    def device(self, uid: DeviceUid) -> FleetDevice:
        """Give one of ours. Raises `KeyError`."""
        device = self._rows.our(uid)
        if device is None:
            raise KeyError(uid)
        return device

    async def load(self) -> None:
        """Show what is known, before anything was asked."""
        await self._rows.load()
        self._announce()

    async def check(self, uids: Iterable[DeviceUid] | None = None) -> None:
        """Ask our devices who they are, several at once; each one's state tells what came of it.

        Raises the first `VaultError` or `StoreError`, after every device was asked.
        """
        wanted = None if uids is None else set(uids)
        ours = [each.known_uid for each in self.devices if each.is_ours]
        chosen = [uid for uid in ours if wanted is None or uid in wanted]
        gate = asyncio.Semaphore(CHECKS_AT_ONCE)
        troubles: list[AppError] = []

        async def check_one(uid: DeviceUid) -> None:
            async with gate:
                if self._rows.our(uid) is None:  # forgotten meanwhile
                    return
                try:
                    async with self.session(uid) as session:
                        await session.ask(GetDeviceUid())
                except DeviceError:
                    pass  # the device's state says it
                except AppError as error:
                    troubles.append(error)

        try:
            async with asyncio.TaskGroup() as group:
                for uid in chosen:
                    group.create_task(check_one(uid))
        except BaseException:
            await self._keep_what_can_be()
            raise
        try:
            await self._keep()
        except StoreError as error:
            troubles.append(error)
        if troubles:
            raise troubles[0]

    async def find(self, ranges: str = "", *, report: Report) -> None:
        """Sweep the network. Each find is announced at once; ours that told nothing are asked.

        Raises `InvalidInput("ranges", ...)` for ranges nobody can mean, and what `check` raises.
        """
        async with self._finding:
            targets = await self._targets_of(ranges)
            for stranger in self._rows.strangers:
                self._rows.drop(stranger.key)
            self._announce()
            placing = Placing(self._rows, now=self._now)

            def found(find: Found) -> None:
                placing.take(find)
                self._announce()

            def progress(done: int, total: int) -> None:
                report(Progress(done=done, total=total, what="addresses"))

            try:
                await self._sweep(targets, found=found, progress=progress)
                placing.finish()
                self._announce()
                await self.check(placing.open_uids)
            except BaseException:
                await self._keep_what_can_be()
                raise
            placing.tidy()
            self._announce()

    async def identify(
        self, address: Address, *, key: ApiKey = NO_KEY, pin: str | None = None
    ) -> DeviceUid:
        """Ask who answers at an address a person typed; the key is one typed for that address.

        Raises `KeyRejected` when a key, or another key, is needed, and other `DeviceError`.
        """
        session = self._connect(
            address, label=str(address), key=self._keys.hidden(key), pin=pin, uid=None
        )
        try:
            return (await session.ask(GetDeviceUid())).uid
        finally:
            await session.aclose()

    async def add(
        self, address: Address, *, uid: DeviceUid, name: str, key: ApiKey, pin: str | None
    ) -> VaultError | None:
        """Make an identified device one of ours, or give one of ours its new address, key or pin.

        Gives the keyring's error when the key could only be kept for this run.
        Raises `InvalidInput` for `name` and `api_key`, and `StoreError`; then nothing was changed.
        """
        name = self._checked_name(name, uid)
        check_key(key)
        async with self._audit.recording(
            Action.ADD_DEVICE, device=name, uid=uid, subject=str(address)
        ):
            trouble = await self._adopting.adopt(uid, name, address, pin=pin, key=key)
        for row in self._rows:
            is_here = row.address == address and row.uid != uid
            if row.is_ours and is_here:
                self._rows.put(replace(row, state=DeviceState.WRONG_DEVICE))
            elif is_here or (row.uid is None and are_doors_of_one(row.address, address)):
                self._rows.drop(row.key)
        self._announce()
        return trouble

    async def rename(self, uid: DeviceUid, name: str) -> None:
        """Call one of ours otherwise. Raises `InvalidInput("name", ...)` and `StoreError`."""
        device = self.device(uid)
        name = self._checked_name(name, uid)
        async with self._audit.recording(
            Action.RENAME_DEVICE, device=device.name, uid=uid, subject=name
        ):
            await self._rows.rename(uid, name)
        self._announce()

    async def forget(self, uid: DeviceUid) -> VaultError | None:
        """Drop one of ours from this PC with its key and its users; the device is not touched.

        Gives the keyring's error when its key may still be in there. Raises `StoreError`; then it
        stays, without its key.
        """
        device = self.device(uid)
        async with self._audit.recording(Action.FORGET_DEVICE, device=device.name, uid=uid):
            trouble = await self._adopting.give_up(uid)
            await self._sessions.end(uid)
        return trouble if device.keyed else None

    async def set_key(self, uid: DeviceUid, key: ApiKey) -> VaultError | None:
        """Keep the key a person typed for one of ours, once the device has taken it.

        Gives the keyring's error when it could only be kept for this run. Raises `KeyRejected`,
        `WrongDevice` and other `DeviceError`, `StoreError` and `InvalidInput("api_key", ...)`;
        then nothing is kept.
        """
        device = self.device(uid)
        check_key(key)
        async with self._audit.recording(Action.SET_KEY, device=device.name, uid=uid):
            found = await self.identify(device.address, key=key, pin=device.pin)
            if found != uid:
                raise WrongDevice(device.label, expected=uid, found=found)
            return await self._adopting.adopt(uid, None, device.address, pin=device.pin, key=key)

    @asynccontextmanager
    async def session(self, uid: DeviceUid) -> AsyncIterator[Session]:
        """Give the one conversation with one of ours; how it went is seen in the device's state.

        Raises `VaultError` when its key cannot be read: locked is not absent; and `Unreachable`
        for one that was forgotten.
        """
        async with self._sessions.use(uid) as conversation:
            try:
                yield conversation
            finally:
                if not conversation.is_outdated:
                    self._note(uid, conversation)

    async def close(self) -> None:
        """End every conversation and keep when each device was last seen. Raises `StoreError`."""
        await self._sessions.end_all()
        await self._keep()

    async def _keep(self) -> None:
        await self._sessions.tidy()
        await self._rows.save_changed()

    async def _keep_what_can_be(self) -> None:
        """Keep, but let no failure of the store hide why the work ended."""
        try:
            await self._keep()
        except StoreError as error:
            _log.info("the devices were not kept yet: %s", type(error).__name__)

    async def _contact(self, uid: DeviceUid) -> Contact:
        device = self._rows.our(uid)
        if device is None:  # not ours, or not any more
            raise Unreachable(uid)
        key = await self._keys.get(uid) if device.keyed else NO_KEY
        return Contact(address=device.address, label=device.label, key=key, pin=device.pin)

    async def _targets_of(self, ranges: str) -> tuple[Target, ...]:
        known = (each.address for each in self._rows.ours)
        first = [Target(each.host, each.port, each.https) for each in known]
        try:
            typed = await self._targets(ranges.strip())
        except InvalidInput as error:
            raise InvalidInput("ranges", error.problem) from error
        return tuple(dict.fromkeys([*first, *typed]))

    def _note(self, uid: DeviceUid, conversation: Conversation) -> None:
        state = state_after(conversation.failure)
        if state is None and conversation.was_answered:
            state = DeviceState.ONLINE
        if state is not None and self._rows.mark(uid, state, at=self._now()):
            self._announce()

    def _checked_name(self, name: str, uid: DeviceUid) -> str:
        others = (each.name for each in self._rows.ours if each.uid != uid)
        return checked_name(name, taken=others)

    def _announce(self) -> None:
        self.changed.emit(self.devices)
