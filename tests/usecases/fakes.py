"""A network, a store and a keyring made of dictionaries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from rollcall.device.found import Evidence, Found, Target
from rollcall.protocol.address import NO_KEY, Address, ApiKey
from rollcall.protocol.command import Command
from rollcall.protocol.errors import (
    AppError,
    BadReply,
    DeviceError,
    KeyRejected,
    NotPrivate,
    Refused,
    Unreachable,
    Unsupported,
    WrongDevice,
)
from rollcall.protocol.info import DeviceIdentity, DeviceUid, GetDeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import AuditEntry, KnownDevice
from rollcall.usecases.audit import Audit
from rollcall.usecases.fleet import Fleet
from rollcall.usecases.progress import Progress

NOW = datetime(2025, 3, 1, 9, tzinfo=UTC)


def at(text: str) -> Address:
    return Address.parse(text)


def uid(text: str) -> DeviceUid:
    return DeviceUid(text)


class Host:
    """What stands at one address."""

    def __init__(
        self,
        device: str | None,
        *,
        key: str = "",
        fingerprint: str | None = None,
        evidence: Evidence | None = None,
    ) -> None:
        self.device = device
        self.key = key
        self.fingerprint = fingerprint
        self.evidence = evidence

    def found(self, address: Address) -> Found:
        evidence = self.evidence or (Evidence.KEY_NEEDED if self.key else Evidence.PROTOCOL)
        is_told = evidence is Evidence.PROTOCOL and self.device is not None
        return Found(
            address=address,
            evidence=evidence,
            uid=DeviceUid(self.device) if is_told and self.device else None,
            fingerprint=self.fingerprint,
        )


class FakeSession:
    """Behaves as device/client.py: the empty key first, then who it is."""

    def __init__(  # the shape of Connect
        self,
        network: Network,
        address: Address,
        *,
        label: str,
        key: ApiKey,
        pin: str | None,
        uid: DeviceUid | None,
    ) -> None:
        self.network = network
        self.address = address
        self.label = label
        self.key = key
        self.pin = pin
        self.uid = uid
        self.is_closed = False

    async def ask(self, command: Command[Any]) -> Any:  # noqa: ANN401  # any reply
        await self.network.at_gate(self.address)
        if self.is_closed:  # for good, also where a question was on its way
            raise Unreachable(self.label)
        host = self.network.hosts.get(self.address)
        if host is None:
            raise Unreachable(self.label)
        if self.pin is not None and self.pin != host.fingerprint:
            raise NotPrivate(self.label)
        if host.evidence is Evidence.LOOKS_LIKE or host.device is None:
            raise BadReply(self.label, command="GetDeviceUid", why="a web page")
        if host.key and host.key != self.key.reveal():
            raise KeyRejected(self.label)
        if self.uid is not None and host.device != self.uid:
            raise WrongDevice(self.label, expected=self.uid, found=host.device)
        if isinstance(command, GetDeviceUid):
            return DeviceIdentity(uid=DeviceUid(host.device))
        raise Unsupported(self.label, command=command.names[0])

    async def user_ids(self) -> AsyncGenerator[tuple[UserId, ...], None]:
        await self.ask(GetDeviceUid())
        yield (UserId("1"),)
        await self.ask(GetDeviceUid())
        yield (UserId("2"),)

    async def read_users(
        self,
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        while (user_id := next_id()) is not None:
            await self.ask(GetDeviceUid())
            got(UserInfo(id=user_id, name=f"User {user_id}"))

    async def aclose(self) -> None:
        self.is_closed = True


class Network:
    """Hosts by address; records every session made, with its key."""

    def __init__(self) -> None:
        self.hosts: dict[Address, Host] = {}
        self.sessions: list[FakeSession] = []
        self.gates: dict[Address, asyncio.Event] = {}
        self.swept: list[tuple[Target, ...]] = []
        self.order: list[Address] | None = None
        self.during_sweep: Callable[[Address], Any] | None = None
        self.busy = 0
        self.busiest = 0

    def put(self, address: str, device: str | None, **how: Any) -> None:
        self.hosts[at(address)] = Host(device, **how)

    def connect(
        self,
        address: Address,
        *,
        label: str,
        key: ApiKey,
        pin: str | None,
        uid: DeviceUid | None,
    ) -> FakeSession:
        session = FakeSession(self, address, label=label, key=key, pin=pin, uid=uid)
        self.sessions.append(session)
        return session

    async def at_gate(self, address: Address) -> None:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            if address in self.gates:
                await self.gates[address].wait()
            else:
                await asyncio.sleep(0)
        finally:
            self.busy -= 1

    async def sweep(
        self,
        targets: tuple[Target, ...],
        *,
        found: Callable[[Found], None],
        progress: Callable[[int, int], None],
    ) -> None:
        self.swept.append(targets)
        wanted = {each.address for each in targets}
        for done, address in enumerate(self.order or list(self.hosts), 1):
            if address in wanted and address in self.hosts:
                found(self.hosts[address].found(address))
            progress(done, len(targets))
            if self.during_sweep is not None:
                await self.during_sweep(address)
            await asyncio.sleep(0)

    async def targets(self, ranges: str) -> Iterable[Target]:
        del ranges
        return [Target(each.host, each.port, each.https) for each in self.hosts]

    @property
    def handed_over(self) -> list[tuple[Address, ApiKey, str | None]]:
        return [(each.address, each.key, each.pin) for each in self.sessions if each.key]


class FakeKnown:
    """The store's devices; `trouble` is raised by everything that writes."""

    def __init__(self, *devices: KnownDevice) -> None:
        self.devices = {each.uid: each for each in devices}
        self.trouble: AppError | None = None
        self.gate: asyncio.Event | None = None

    async def all(self) -> tuple[KnownDevice, ...]:
        return tuple(self.devices.values())

    async def save(self, device: KnownDevice) -> None:
        await self._wait()
        self.devices[device.uid] = device

    async def forget(self, uid: DeviceUid) -> None:
        await self._wait()
        self.devices.pop(uid, None)

    async def _wait(self) -> None:
        await (self.gate.wait() if self.gate else asyncio.sleep(0))
        if self.trouble is not None:
            raise self.trouble


class FakeKeys:
    """A keyring; `trouble` is raised by everything."""

    def __init__(self) -> None:
        self.keys: dict[DeviceUid, ApiKey] = {}
        self.trouble: AppError | None = None
        self.gate: asyncio.Event | None = None

    async def get(self, uid: DeviceUid) -> ApiKey | None:
        await self._wait()
        return self.keys.get(uid)

    async def put(self, uid: DeviceUid, key: ApiKey) -> None:
        await self._wait()
        self.keys[uid] = key

    async def forget(self, uid: DeviceUid) -> None:
        await self._wait()
        self.keys.pop(uid, None)

    async def _wait(self) -> None:
        await (self.gate.wait() if self.gate else asyncio.sleep(0))
        if self.trouble is not None:
            raise self.trouble


class FakeTrail:
    """The audit trail; `trouble` is raised by adding."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []
        self.trouble: AppError | None = None

    async def add(self, entry: AuditEntry) -> None:
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        self.entries.append(entry)

    async def latest(self, limit: int = 500) -> tuple[AuditEntry, ...]:
        return tuple(reversed(self.entries[-limit:]))


class Office:
    """A fleet with all its fakes."""

    def __init__(self, *known: KnownDevice) -> None:
        self.network = Network()
        self.known = FakeKnown(*known)
        self.keys = FakeKeys()
        self.trail = FakeTrail()
        self.hidden: set[str] = set()
        self.progress: list[Progress] = []
        self.fleet = Fleet(
            self.known,
            keys=self.keys,
            connect=self.network.connect,
            sweep=self.network.sweep,
            targets=self.network.targets,
            audit=Audit(self.trail, who="eva", now=lambda: NOW),
            hide=self.hidden.add,
            now=lambda: NOW,
        )

    def know(self, device: str, address: str, *, name: str = "", **how: Any) -> None:
        known = KnownDevice(
            uid=DeviceUid(device), name=name or f"Device {device}", address=at(address), **how
        )
        self.known.devices[known.uid] = known

    async def find(self, ranges: str = "") -> None:
        await self.fleet.find(ranges, report=self.progress.append)

    async def add(
        self, device: str, address: str, *, key: str = "", name: str = "", pin: str | None = None
    ) -> AppError | None:
        return await self.fleet.add(
            at(address),
            uid=DeviceUid(device),
            name=name or f"Device {device}",
            key=ApiKey(key) if key else NO_KEY,
            pin=pin,
        )

    def states(self) -> dict[str, str]:
        return {(each.uid or str(each.address)): each.state.name for each in self.fleet.devices}


def refused(code: str) -> Refused:
    return Refused("Front door", command="GetUserInfo", code=code)
