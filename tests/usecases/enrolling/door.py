"""A simulated device over TCP, and the rest of the office made of fakes, for tests of enrolling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from msgspec import UNSET

from rollcall.device.client import Budget, Device, Pace
from rollcall.protocol.errors import AppError, Refused
from rollcall.protocol.info import DeviceCapabilities, DeviceUid
from rollcall.protocol.users import GetUserInfo, SetUserInfo, UserId, UserInfo
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.ledger import Ledger
from rollcall.simulator.profile import EVERYTHING, Profile
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.timing import ManualTime
from rollcall.store.values import RememberedUser
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Removal, Wanted
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.enrolling import capture
from rollcall.usecases.enrolling.enrolling import Enrolling
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.progress import Report
from rollcall.usecases.sessions import Session
from rollcall.usecases.user_summary import summary
from tests.usecases.fakes import FakeTrail
from tests.usecases.journal import FakeJournal

NOW = datetime(2025, 3, 1, 9, tzinfo=UTC)
UID = DeviceUid(Profile().uid)
ANN = RememberedUser(id=UserId("7"), name="Ann", department="Office", privilege="user")
BOB = RememberedUser(id=UserId("8"), name="Bob", department="Office", privilege="user")

# For devices that never answer; whatever answers does so long before.
SHORT = Budget(first_byte_s=0.3, whole_s=0.6)

T = TypeVar("T")


class FakeLeases:
    """Knows who is quiet now."""

    def __init__(self) -> None:
        self.quiet_now = 0

    @asynccontextmanager
    async def quiet(self, uid: DeviceUid) -> AsyncIterator[None]:
        await asyncio.sleep(0)
        self.quiet_now += 1
        try:
            yield
        finally:
            self.quiet_now -= 1


class FakeDetails:
    """Tells the capabilities of the device once it was asked."""

    def __init__(self, capabilities: DeviceCapabilities | None = EVERYTHING) -> None:
        self.capabilities = capabilities
        self.trouble: AppError | None = None
        self._is_known = False

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        if not self._is_known:
            return None
        return DeviceDetails(read_at=NOW, capabilities=self.capabilities)

    async def read(self, uid: DeviceUid, *, again: bool = False) -> None:
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        self._is_known = True


class PlainWriter:
    """Writes to the device and reads back, without lock, journal or undo.

    `verdicts` are given one after the other instead of writing; `trouble` is raised.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        self.verdicts: list[Verdict] = []
        self.trouble: AppError | None = None
        self.wanted: list[Wanted] = []
        self.actions: list[Action] = []
        self.was_quiet: list[bool] = []

    async def read(self, uid: DeviceUid, user_id: UserId) -> UserInfo | None:
        async with self._door.session(uid) as session:
            try:
                return await session.ask(GetUserInfo(id=user_id))
            except Refused:
                return None

    async def write(
        self,
        uid: DeviceUid,
        wanted: Sequence[Wanted],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        self.wanted += wanted
        self.actions.append(action)
        self.was_quiet.append(self._door.leases.quiet_now > 0)
        for each in wanted:
            if self.trouble is not None:
                raise self.trouble
            verdict = self.verdicts.pop(0) if self.verdicts else await self._write(uid, each)
            name = each.seen.name if each.seen is not None else each.expected_name or ""
            got(Receipt(device=uid, user_id=each.user_id, name=name, verdict=verdict))

    async def delete(
        self,
        uid: DeviceUid,
        removals: Sequence[Removal],
        *,
        action: Action,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        raise NotImplementedError

    async def _write(self, uid: DeviceUid, wanted: Wanted) -> Verdict:
        before = await self.read(uid, wanted.user_id)
        assert before is not None
        change = wanted.change
        if wanted.more_fingers:
            there = () if before.fingers is UNSET else before.fingers
            change = SetUserInfo(id=change.id, fingers=(*there, *wanted.more_fingers))
        if wanted.more_palms:
            palms = () if before.palms is UNSET else before.palms
            change = SetUserInfo(id=change.id, palms=(*palms, *wanted.more_palms))
        async with self._door.session(uid) as session:
            await session.ask(change)
        after = await self.read(uid, wanted.user_id)
        assert after is not None
        members = ("face", "fingers", "palms", "card")
        told = {each: getattr(change, each) for each in members}
        is_stored = all(
            value is UNSET or getattr(after, each) == value for each, value in told.items()
        )
        return Verdict.DONE if is_stored else Verdict.DIFFERS


class Door:
    """A device with Ann and Bob on it, and `enrolling`; its time moves when somebody rests."""

    def __init__(self, *, budget: Budget | None = None, **profile: Any) -> None:
        self.time = ManualTime()
        self.device = SimulatedDevice(
            Profile(**profile), time=self.time, ledger=Ledger(secrets=True)
        )
        self.journal = FakeJournal()
        self.leases = FakeLeases()
        self.details = FakeDetails()
        self.trail = FakeTrail()
        self.writer = PlainWriter(self)
        self.rests: list[float] = []
        self.lefts: list[int] = []
        self.resting: Callable[[float], Awaitable[None]] | None = None
        """What is done instead of letting the time pass."""
        self.trouble: AppError | None = None
        self.enrolling = Enrolling(
            self.session,
            writer=self.writer,
            journal=self.journal,
            leases=self.leases,
            details=self.details,
            audit=Audit(self.trail, who="eva", now=lambda: NOW),
            users=lambda _: self.remembered,
            pace=capture.Pace(clock=self.time.ticks, rest=self.rest),
        )
        self._budget = budget
        self._server = DeviceServer(self.device)
        self._client: Device | None = None

    async def __aenter__(self) -> Self:
        await self._server.start()
        await self.reconnect()
        for each in (ANN, BOB):
            await self.client.ask(SetUserInfo(id=each.id, name=each.name))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()
        await self._server.aclose()

    @property
    def client(self) -> Device:
        assert self._client is not None
        return self._client

    @property
    def port(self) -> int:
        return self._server.address.port

    @property
    def fleet_device(self) -> FleetDevice:
        return FleetDevice(
            uid=UID, name="Front door", address=self._server.address, state=DeviceState.ONLINE
        )

    @property
    def remembered(self) -> list[RememberedUser]:
        return [summary(info) for info in self.infos()]

    @property
    def running(self) -> int:
        """How many jobs run on the device."""
        return len(self.device.enrollment.running)

    @property
    def commands(self) -> list[str]:
        return self.device.ledger.commands

    def infos(self) -> list[UserInfo]:
        return [self.device.users.info(GetUserInfo(id=each.id)) for each in self.device.users]

    def info(self, person: RememberedUser) -> UserInfo:
        return next(each for each in self.infos() if each.id == person.id)

    async def reconnect(self) -> None:
        """Talk to the device as a program that was just started."""
        if self._client is not None:
            await self._client.aclose()
        pace = Pace(clock=self.time.ticks, sleep=self._no_sleep, chance=lambda: 0.5)
        self._client = Device(
            self._server.address, label="Front door", budget=self._budget, pace=pace, uid=UID
        )

    @asynccontextmanager
    async def session(self, uid: DeviceUid) -> AsyncIterator[Session]:
        assert uid == UID
        await asyncio.sleep(0)  # the keyring is asked
        if self.trouble is not None:
            raise self.trouble
        yield self.client

    async def rest(self, seconds: float) -> None:
        if self.resting is not None:
            await self.resting(seconds)
            return
        self.rests.append(seconds)
        self.time.advance(seconds)
        await asyncio.sleep(0)

    async def _no_sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


class CancelAt:
    """Cancels whoever awaits it at its n-th suspension, and at each of `more` further ones."""

    def __init__(self, work: Coroutine[Any, Any, T], at: int, *, more: int = 0) -> None:
        self._work = work
        self._at = at
        self._more = more
        self.suspended = 0

    def __await__(self) -> Generator[Any, Any, T]:
        inner = self._work.__await__()
        sent: Any = None
        failure: BaseException | None = None
        while True:
            try:
                waited = inner.throw(failure) if failure is not None else inner.send(sent)
            except StopIteration as done:
                result: T = done.value
                return result
            if self._at <= self.suspended <= self._at + self._more:
                task = asyncio.current_task()
                assert task is not None
                asyncio.get_running_loop().call_soon(task.cancel)
            self.suspended += 1
            sent, failure = None, None
            try:
                sent = yield waited
            except BaseException as error:  # noqa: BLE001  # handed on to the work
                failure = error
