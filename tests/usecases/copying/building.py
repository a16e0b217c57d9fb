"""Several simulated devices over TCP, a writer for all of them, and what copying needs besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from msgspec.structs import replace

from rollcall.device.client import Device, Pace
from rollcall.protocol.address import Address
from rollcall.protocol.departments import DepartmentAction, SetDept
from rollcall.protocol.errors import AppError, Unreachable
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.ledger import Ledger
from rollcall.simulator.profile import EVERYTHING, USUAL_LIMITS, Profile
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.templates import data_of
from rollcall.simulator.timing import ManualTime
from rollcall.simulator.users import User
from rollcall.store.values import PendingRemoval, RememberedUser
from rollcall.usecases.audit import Audit
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.steps import Steps
from rollcall.usecases.changing.undo import UndoList
from rollcall.usecases.changing.writer import UserWriter
from rollcall.usecases.copying.compare import Compared
from rollcall.usecases.copying.copying import Copying
from rollcall.usecases.copying.finding import person_of
from rollcall.usecases.copying.plan import Plan, PlannedUser, Terms
from rollcall.usecases.copying.removing import Removing
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.erasing.erasing import Erasing
from rollcall.usecases.erasing.tombstones import Tombstones
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Progress
from rollcall.usecases.rosters import Rosters
from rollcall.usecases.sessions import Session
from rollcall.usecases.user_listing import list_ids
from rollcall.usecases.user_summary import summary
from tests.usecases.changing.people import FakeLeases, NoAccess, Watched
from tests.usecases.fakes import NOW, FakeTrail
from tests.usecases.journal import FakeJournal
from tests.usecases.tombstones import FakeSealKey, FakeTombstones

DOOR = DeviceUid("e09c1d1fd6ac34a7")
STORE = DeviceUid("0a41f3d27c98be65")
GATE = DeviceUid("5b7e20c49d13f806")
NAMES = {DOOR: "Front door", STORE: "Warehouse", GATE: "Gate"}


class FakeFleet:
    """Ours, by their uids; devices that are `off` cannot be spoken to."""

    def __init__(self, building: Building) -> None:
        self._building = building
        self.changed: Event[tuple[FleetDevice, ...]] = Event()

    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        return tuple(
            FleetDevice(
                uid=uid, name=NAMES[uid], address=Address("127.0.0.1"), state=DeviceState.ONLINE
            )
            for uid in self._building.devices
        )

    def device(self, uid: DeviceUid) -> FleetDevice:
        return {each.known_uid: each for each in self.devices}[uid]

    def session(self, uid: DeviceUid) -> Any:  # noqa: ANN401  # a context
        return self._building.open_session(uid)


class FakePending:
    """What waits; `trouble` is raised by keeping it, `unreadable` by reading it."""

    def __init__(self) -> None:
        self.kept: dict[tuple[DeviceUid, UserId], PendingRemoval] = {}
        self.trouble: AppError | None = None
        self.unreadable: AppError | None = None

    async def add(self, removal: PendingRemoval) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.kept[removal.device, removal.user_id] = removal

    async def done(self, device: DeviceUid, user_id: UserId) -> None:
        self.kept.pop((device, user_id), None)

    async def all(self) -> tuple[PendingRemoval, ...]:
        if self.unreadable is not None:
            raise self.unreadable
        return tuple(self.kept.values())


class AsSeen:
    """Remembers of every device what is on it now."""

    def __init__(self, building: Building) -> None:
        self._building = building

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        return tuple(self._building.shown(uid))


class FakeUsers:
    """What was remembered of users, by device."""

    def __init__(self) -> None:
        self.kept: dict[DeviceUid, dict[UserId, RememberedUser]] = {}

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        return tuple(self.kept.get(uid, {}).values())

    async def replace(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        self.kept[uid] = {each.id: each for each in users}

    async def update(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        self.kept.setdefault(uid, {}).update({each.id: each for each in users})


class Building:
    """Devices, and everything around them."""

    def __init__(self) -> None:
        self.devices: dict[DeviceUid, SimulatedDevice] = {}
        self.sessions: dict[DeviceUid, Watched] = {}
        self.off: set[DeviceUid] = set()
        self.unstable: set[DeviceUid] = set()
        self.fleet = FakeFleet(self)
        self.pending = FakePending()
        self.journal = FakeJournal()
        self.trail = FakeTrail()
        self.steps = Steps()
        self.key = FakeSealKey()
        self.writer = UserWriter(
            self.open_session,
            leases=FakeLeases(),
            journal=self.journal,
            audit=Audit(self.trail, who="eva", now=lambda: NOW),
            device_name=NAMES.__getitem__,
            undo=self.steps,
            seal_key=self.key,
        )
        self.kept_tombstones = FakeTombstones()
        self.tombstones = Tombstones(self.kept_tombstones, seal_key=self.key)
        self.remembered = FakeUsers()
        self.rosters = Rosters(self.open_session, self.remembered, device_name=NAMES.__getitem__)
        self.rosters.follow(self.writer.stored, self.writer.removed)
        self.writer.kept = self.rosters.save
        self.writer.came_back = lambda users: self.tombstones.lift(list(map(person_of, users)))
        self.undo = UndoList(self.steps, self.writer, NoAccess())
        self.copying = Copying(
            self.fleet,
            open_session=self.open_session,
            writer=self.writer,
            rosters=self,
            departments=self,
            details=DetailsCache(self.fleet),
        )
        self.removing = Removing(
            self.fleet,
            open_session=self.open_session,
            writer=self.writer,
            pending=self.pending,
            remembered=AsSeen(self),
            erasing=Erasing(
                self.tombstones,
                steps=self.steps,
                images=self.writer.images,
                journal=self.journal,
                rosters=self.rosters,
                seal_key=self.key,
            ),
            who="eva",
            now=lambda: NOW,
        )
        self.receipts: list[Receipt] = []
        self.progress: list[Progress] = []

    # --- what the use cases are given

    @asynccontextmanager
    async def open_session(self, uid: DeviceUid) -> AsyncIterator[Session]:
        if uid in self.off:
            raise Unreachable(NAMES[uid])
        yield self.sessions[uid]

    async def stable_ids(self, uid: DeviceUid) -> tuple[UserId, ...]:
        if uid in self.unstable:
            raise Unreachable(NAMES[uid])
        async with self.open_session(uid) as session:
            return tuple(await list_ids(session))

    async def add(self, uid: DeviceUid, name: str) -> None:
        async with self.open_session(uid) as session:
            await session.ask(SetDept(action=DepartmentAction.ADD, new_name=name))

    # --- people

    def put(self, uid: DeviceUid, user_id: str, name: str, **members: Any) -> None:
        department = members.pop("department", "Company")
        self.devices[uid].users.put(
            User(id=UserId(user_id), name=name, department=department, **members)
        )

    def has(self, uid: DeviceUid, user_id: str) -> User | None:
        return self.devices[uid].users.get(user_id)

    def shown(self, uid: DeviceUid, *ids: str) -> list[RememberedUser]:
        """Give users as the grid has them; all of them, or these."""
        users = self.devices[uid].users
        return [summary(_info(user)) for user in users if not ids or user.id in ids]

    def templates(self, uid: DeviceUid, user_id: str) -> Counter[bytes]:
        user = self.has(uid, user_id)
        return Counter() if user is None else _templates(user)

    def all_templates(self, uid: DeviceUid) -> Counter[bytes]:
        users = self.devices[uid].users
        return Counter(each for user in users for each in _templates(user).elements())

    def counts(self, uid: DeviceUid, name: str) -> int:
        return self.devices[uid].ledger.counts[name]

    # --- what is done

    async def plan(
        self,
        *targets: DeviceUid,
        users: Sequence[RememberedUser] | None = None,
        terms: Terms | None = None,
    ) -> Plan:
        return await self.copying.plan(
            DOOR,
            self.shown(DOOR) if users is None else users,
            targets,
            report=self.progress.append,
            terms=terms or Terms(),
        )

    async def copy(self, plan: Plan, rows: Iterable[PlannedUser] | None = None) -> list[Receipt]:
        self.receipts = []
        await self.copying.copy(
            plan,
            plan.rows if rows is None else rows,
            got=self.receipts.append,
            report=self.progress.append,
        )
        return self.receipts

    async def take_back(self) -> list[Verdict]:
        self.receipts = []
        await self.undo.undo(got=self.receipts.append, report=self.progress.append)
        return [each.verdict for each in self.receipts]

    async def compare(self, *uids: DeviceUid) -> Compared:
        return await self.copying.compare(uids, report=self.progress.append)

    def verdicts(self, uid: DeviceUid) -> list[Verdict]:
        return [each.verdict for each in self.receipts if each.device == uid]


@asynccontextmanager
async def building(*profiles: Profile) -> AsyncIterator[Building]:
    """Run the devices until the block ends."""
    made = Building()

    async def no_rest(_: float) -> None:
        """Let no test wait between two tries."""

    async with AsyncExitStack() as stack:
        for profile in profiles:
            simulated = SimulatedDevice(profile, time=ManualTime(), ledger=Ledger(secrets=True))
            server = await stack.enter_async_context(DeviceServer(simulated))
            uid = DeviceUid(profile.uid)
            device = Device(server.address, label=NAMES[uid], uid=uid, pace=Pace(sleep=no_rest))
            stack.push_async_callback(device.aclose)
            made.devices[uid] = simulated
            made.sessions[uid] = Watched(device)
        yield made


def door(**others: Any) -> Profile:
    return Profile(name=NAMES[DOOR], uid=DOOR, **others)


def store(*, limits: dict[str, int] | None = None, can: dict[str, bool] | None = None,
          **others: Any) -> Profile:  # fmt: skip
    return Profile(
        name=NAMES[STORE],
        uid=STORE,
        limits=replace(USUAL_LIMITS, **(limits or {})),
        capabilities=replace(EVERYTHING, **(can or {})),
        **others,
    )


def gate(**others: Any) -> Profile:
    return Profile(name=NAMES[GATE], uid=GATE, **others)


def _templates(user: User) -> Counter[bytes]:
    kept = [data_of(each) for each in (*user.fingers, *user.palms)]
    return Counter([*kept, *([data_of(user.face)] if user.face else [])])


def _info(user: User) -> UserInfo:
    return UserInfo(
        id=user.id,
        name=user.name,
        department=user.department,
        privilege=user.privilege,
        password=user.password,
        card=user.card,
        fingers=tuple(map(data_of, user.fingers)),
        face=data_of(user.face),
        palms=tuple(map(data_of, user.palms)),
    )
