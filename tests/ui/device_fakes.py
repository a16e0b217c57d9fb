"""A made-up fleet for the tests of the pages: no network, no store, each answer set by the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from msgspec.structs import replace

from rollcall.protocol.address import NO_KEY, Address, ApiKey
from rollcall.protocol.clock import DeviceTime, GetDeviceTime
from rollcall.protocol.command import Command, Reply
from rollcall.protocol.errors import AppError, DeviceError, KeyRejected, Unsupported, VaultError
from rollcall.protocol.info import (
    CapacityLimit,
    CurrentUsage,
    DeviceCapabilities,
    DeviceUid,
    GetCapacityLimit,
    GetCurrentUsage,
    GetDeviceCapabilities,
    GetVersionInfo,
    VersionInfo,
)
from rollcall.protocol.users import UserId, UserInfo
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import DeviceState, FleetDevice, checked_name
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Progress, Report

ReplyT = TypeVar("ReplyT", bound=Reply)

DOOR = DeviceUid("0f0000000000d001")
GATE = DeviceUid("0f0000000000d002")
STORE = DeviceUid("0f0000000000d003")
NEWCOMER = DeviceUid("0f0000000000d009")
PIN = "ab12cd34ef56" * 5 + "0099"
SEEN = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)


def a_device(
    name: str = "Front door",
    uid: str = DOOR,
    state: DeviceState = DeviceState.ONLINE,
    *,
    host: str = "192.168.1.20",
    **others: Any,
) -> FleetDevice:
    return FleetDevice(
        uid=DeviceUid(uid),
        name=name,
        address=others.pop("address", Address(host)),
        state=state,
        last_seen=others.pop("last_seen", SEEN),
        **others,
    )


def a_find(
    host: str = "192.168.1.77",
    uid: str | None = NEWCOMER,
    state: DeviceState = DeviceState.NEW,
    **others: Any,
) -> FleetDevice:
    return FleetDevice(
        uid=None if uid is None else DeviceUid(uid),
        address=others.pop("address", Address(host)),
        state=state,
        **others,
    )


def some_details(
    *,
    users: int = 1240,
    users_limit: int = 5000,
    records: int = 20_000,
    drift: timedelta | None = timedelta(seconds=1),
    capabilities: DeviceCapabilities | None = None,
) -> DeviceDetails:
    return DeviceDetails(
        read_at=datetime(2026, 5, 4, 10, 30),
        versions=VersionInfo(
            firmware="13750C v3.11.802", face_algorithm="7.1", finger_algorithm="10.0"
        ),
        limits=CapacityLimit(
            users=users_limit, faces=3000, fingers=6000, palms=1000, records=100_000
        ),
        usage=CurrentUsage(
            users=users, managers=2, faces=1100, fingers=2210, palms=0, records=records
        ),
        capabilities=capabilities
        or DeviceCapabilities(
            access_control=True,
            card=True,
            ethernet=True,
            face=True,
            fingerprint=True,
            palm=True,
            password=True,
            visible_light_face=True,
            wifi=False,
        ),
        device_time=None if drift is None else datetime(2026, 5, 4, 10, 30) + drift,
        drift=drift,
    )


class FakeSession:
    """Answers from `told`; what is None there is a command the device does not know."""

    def __init__(self, label: str, told: DeviceDetails | AppError, asked: list[str]) -> None:
        self._label = label
        self._told = told
        self._asked = asked

    async def ask(self, command: Command[ReplyT]) -> ReplyT:
        self._asked.append(type(command).__name__)
        await asyncio.sleep(0)
        if isinstance(self._told, AppError):
            raise self._told
        told = self._told
        # The clock is read by the wall clock of this PC, so the drift is given to it.
        clock = None if told.drift is None else DeviceTime(time=datetime.now() + told.drift)
        replies: dict[type[Any], Reply | None] = {
            GetVersionInfo: told.versions,
            GetCapacityLimit: told.limits,
            GetCurrentUsage: told.usage,
            GetDeviceCapabilities: told.capabilities,
            GetDeviceTime: clock,
        }
        reply = replies[type(command)]
        if reply is None:
            raise Unsupported(self._label, command=type(command).__name__)
        return cast("ReplyT", reply)

    async def user_ids(self) -> AsyncGenerator[tuple[UserId, ...], None]:
        yield ()

    async def read_users(
        self,
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        raise NotImplementedError

    async def aclose(self) -> None:
        pass


class FakeFleet:
    """Holds `rows`; `calls` are what was asked of it, without keys."""

    def __init__(self, *rows: FleetDevice) -> None:
        self.rows = {row.key: row for row in rows}
        self.changed: Event[tuple[FleetDevice, ...]] = Event()
        self.calls: list[str] = []
        self.asked: list[str] = []
        self.told: dict[DeviceUid, DeviceDetails | AppError] = {}
        self.checks: dict[DeviceUid, DeviceState] = {}
        self.there: dict[Address, DeviceUid | AppError] = {}
        self.wanted_keys: dict[Address, str] = {}
        self.trouble: VaultError | None = None
        self.finds: list[FleetDevice] = []
        self.find_error: AppError | None = None
        self.gate: asyncio.Event | None = None
        self.ranges: list[str] = []

    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        return tuple(sorted(self.rows.values(), key=lambda each: each.place))

    def put(self, *rows: FleetDevice) -> None:
        self.rows.update({row.key: row for row in rows})
        self.changed.emit(self.devices)

    def device(self, uid: DeviceUid) -> FleetDevice:
        return self.rows[uid]

    async def check(self, uids: Iterable[DeviceUid] | None = None) -> None:
        chosen = list(self.rows.values()) if uids is None else [self.rows[uid] for uid in uids]
        self.calls.append("check " + " ".join(each.label for each in chosen))
        await self._wait()
        for each in chosen:
            if each.is_ours and each.uid is not None:
                state = self.checks.get(each.uid, DeviceState.ONLINE)
                self.put(replace(self.rows[each.uid], state=state))

    async def find(self, ranges: str = "", *, report: Report) -> None:
        self.calls.append("find")
        self.ranges.append(ranges)
        if self.find_error is not None:
            raise self.find_error
        report(Progress(done=0, total=254, what="addresses"))
        for row in self.finds:
            self.put(row)
            await asyncio.sleep(0)
        await self._wait()
        report(Progress(done=254, total=254, what="addresses"))

    async def identify(
        self, address: Address, *, key: ApiKey = NO_KEY, pin: str | None = None
    ) -> DeviceUid:
        self.calls.append(f"identify {address}" + (" with key" if key else ""))
        await self._wait()
        if self.wanted_keys.get(address, "") != key.reveal():
            raise KeyRejected(str(address))
        answer = self.there[address]
        if isinstance(answer, AppError):
            raise answer
        return answer

    async def add(
        self, address: Address, *, uid: DeviceUid, name: str, key: ApiKey, pin: str | None
    ) -> VaultError | None:
        name = checked_name(name, taken=self._names(uid))
        self.calls.append(f"add {name} at {address}" + (" with key" if key else ""))
        for row in [each for each in self.rows.values() if each.address == address]:
            del self.rows[row.key]
        self.put(a_device(name, uid, address=address, pin=pin, keyed=bool(key)))
        return self.trouble

    async def rename(self, uid: DeviceUid, name: str) -> None:
        name = checked_name(name, taken=self._names(uid))
        self.calls.append(f"rename to {name}")
        self.put(replace(self.rows[uid], name=name))

    async def forget(self, uid: DeviceUid) -> VaultError | None:
        self.calls.append(f"forget {self.rows[uid].name}")
        del self.rows[uid]
        self.changed.emit(self.devices)
        return self.trouble

    async def set_key(self, uid: DeviceUid, key: ApiKey) -> VaultError | None:
        device = self.rows[uid]
        if self.wanted_keys.get(device.address, "") != key.reveal():
            raise KeyRejected(device.name)
        self.calls.append(f"set key of {device.name}")
        self.put(replace(device, keyed=bool(key), state=DeviceState.ONLINE))
        return self.trouble

    @asynccontextmanager
    async def session(self, uid: DeviceUid) -> AsyncIterator[FakeSession]:
        told = self.told.get(uid, some_details())
        try:
            yield FakeSession(self.rows[uid].label, told, self.asked)
        except DeviceError:
            self.put(replace(self.rows[uid], state=DeviceState.UNREACHABLE))
            raise

    def _names(self, but: DeviceUid) -> list[str]:
        return [each.name for each in self.rows.values() if each.is_ours and each.uid != but]

    async def _wait(self) -> None:
        await asyncio.sleep(0)
        if self.gate is not None:
            await self.gate.wait()
