"""A writer with everything around it: a simulated device over TCP, and the rest made of lists."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from rollcall.device.client import Device, Pace
from rollcall.protocol.command import Command
from rollcall.protocol.errors import AppError, DeviceError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.ledger import Ledger
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.templates import data_of
from rollcall.simulator.timing import ManualTime
from rollcall.simulator.users import User
from rollcall.store.values import AuditEntry
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.seal_key import SealKeyOf, no_seal_key
from rollcall.usecases.changing.steps import Steps
from rollcall.usecases.changing.undo import UndoList
from rollcall.usecases.changing.wanted import AccessBack, Presence, Removal, Wanted
from rollcall.usecases.changing.writer import Removed, Stored, UserWriter
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.sessions import Session
from rollcall.usecases.user_access import UserAccess
from tests.usecases.fakes import NOW, FakeTrail
from tests.usecases.journal import FakeJournal

UID = DeviceUid("e09c1d1fd6ac34a7")
NAME = "Front door"

A, B, C, D = b"finger A", b"finger B", b"finger C", b"finger D"


class FakeLease:
    def __init__(self, leases: FakeLeases) -> None:
        self._leases = leases

    async def breathe(self) -> None:
        self._leases.breaths += 1
        self._leases.before_breath()
        if self._leases.trouble is not None:
            raise self._leases.trouble


class FakeLeases:
    """Holds the lock without any command; `trouble` is raised between two users."""

    def __init__(self) -> None:
        self.held = 0
        self.is_held = False
        self.breaths = 0
        self.trouble: AppError | None = None
        self.before_breath: Callable[[], None] = lambda: None

    @asynccontextmanager
    async def hold(self, uid: DeviceUid, session: Session) -> AsyncIterator[FakeLease]:
        self.held += 1
        self.is_held = True
        try:
            yield FakeLease(self)
        finally:
            self.is_held = False


class Watched:
    """A session that lets a test do something between two commands."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.asked: list[str] = []
        self.before: Callable[[Command[Any]], None] = lambda command: None
        self.answered: Callable[[Command[Any]], None] = lambda command: None

    async def ask(self, command: Command[Any]) -> Any:  # noqa: ANN401  # any reply
        self.asked.append(command.names[0])
        self.before(command)
        reply = await self._session.ask(command)
        self.answered(command)
        return reply

    def user_ids(self) -> AsyncGenerator[tuple[UserId, ...], None]:
        return self._session.user_ids()

    async def read_users(
        self,
        next_id: Callable[[], UserId | None],
        got: Callable[[UserInfo], None],
        *,
        failed: Callable[[UserId, DeviceError], None] | None = None,
    ) -> None:
        await self._session.read_users(next_id, got, failed=failed)

    async def aclose(self) -> None:
        pass


class NoAccess:
    """Nobody's access was changed."""

    async def take_back(
        self, uid: DeviceUid, backs: Sequence[AccessBack], *, got: Got, report: Report
    ) -> None:
        raise NotImplementedError


class Desk:
    """One device and one writer."""

    def __init__(self, device: SimulatedDevice, session: Watched, seal_key: SealKeyOf) -> None:
        self.device = device
        self.session = session
        self.ledger = device.ledger
        self.journal = FakeJournal()
        self.leases = FakeLeases()
        self.trail = FakeTrail()
        self.audit = Audit(self.trail, who="eva", now=lambda: NOW)
        self.steps = Steps()
        self.receipts: list[Receipt] = []
        self.progress: list[Progress] = []
        self.stored: list[Stored] = []
        self.removed: list[Removed] = []
        self.kept: list[DeviceUid] = []
        self.trouble: AppError | None = None
        self.writer = UserWriter(
            self.open_session,
            leases=self.leases,
            journal=self.journal,
            audit=self.audit,
            device_name=lambda uid: NAME,
            undo=self.steps,
            seal_key=seal_key,
            kept=self._keep,
        )
        self.access = UserAccess(
            self.open_session,
            leases=self.leases,
            audit=self.audit,
            device_name=lambda uid: NAME,
            undo=self.steps,
        )
        self.undo = UndoList(self.steps, self.writer, self.access)
        self.writer.stored.connect(self.stored.append)
        self.writer.removed.connect(self.removed.append)

    @asynccontextmanager
    async def open_session(self, uid: DeviceUid) -> AsyncIterator[Session]:
        if self.trouble is not None:
            raise self.trouble
        yield self.session

    async def _keep(self, uid: DeviceUid) -> None:
        self.kept.append(uid)

    async def write(self, *wanted: Wanted, action: Action = Action.EDIT_USER) -> Receipt:
        self.receipts = []
        await self.writer.write(
            UID, wanted, action=action, got=self.receipts.append, report=self.progress.append
        )
        return self.receipts[-1]

    async def delete(self, *removals: Removal, action: Action = Action.DELETE_USER) -> Receipt:
        self.receipts = []
        await self.writer.delete(
            UID, removals, action=action, got=self.receipts.append, report=self.progress.append
        )
        return self.receipts[-1]

    async def take_back(self) -> list[Receipt]:
        self.receipts = []
        await self.undo.undo(got=self.receipts.append, report=self.progress.append)
        return self.receipts

    def put(self, user_id: str, name: str = "Ana", **members: Any) -> None:
        """Let somebody be on the device, without any command."""
        department = members.pop("department", "Company")
        self.device.users.put(User(id=UserId(user_id), name=name, department=department, **members))

    def has(self, user_id: str) -> User:
        user = self.device.users.get(user_id)
        assert user is not None
        return user

    def fingers(self, user_id: str) -> list[bytes]:
        return [data_of(each) for each in self.has(user_id).fingers]

    def sent(self, name: str = "SetUserInfo") -> int:
        """Count how often a command was executed."""
        return self.ledger.counts[name]

    @property
    def entries(self) -> list[AuditEntry]:
        return self.trail.entries


@asynccontextmanager
async def desk(
    profile: Profile | None = None, *, seal_key: SealKeyOf = no_seal_key
) -> AsyncIterator[Desk]:
    """Give a desk whose device ends with the block."""
    simulated = SimulatedDevice(
        profile or Profile(uid=UID), time=ManualTime(), ledger=Ledger(secrets=True)
    )

    async def no_rest(_: float) -> None:
        """Let no test wait between two tries."""

    async with DeviceServer(simulated) as server:
        device = Device(server.address, label=NAME, pace=Pace(sleep=no_rest))
        try:
            yield Desk(simulated, Watched(device), seal_key)
        finally:
            await device.aclose()


def change(user_id: str, **members: Any) -> SetUserInfo:
    return SetUserInfo(id=UserId(user_id), **members)


def new(user_id: str, name: str = "Ana", **members: Any) -> Wanted:
    return Wanted(change=change(user_id, name=name, **members), presence=Presence.ABSENT)


def edit(user_id: str, **members: Any) -> Wanted:
    how = {each: members.pop(each) for each in _OF_WANTED & members.keys()}
    return Wanted(change=change(user_id, **members), **how)


def removal(user_id: str, name: str = "Ana") -> Removal:
    return Removal(user_id=UserId(user_id), name=name)


def names(receipts: Sequence[Receipt]) -> list[str]:
    return [each.verdict.name for each in receipts]


_OF_WANTED = {"presence", "seen", "expected_name", "more_fingers", "more_palms"}
