"""Two simulated devices over TCP, the real writer, and the rest made of lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from rollcall.device.client import Device, Pace
from rollcall.protocol.departments import DepartmentAction, SetDept
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.simulator.device import SimulatedDevice
from rollcall.simulator.ledger import Ledger
from rollcall.simulator.profile import Profile
from rollcall.simulator.server import DeviceServer
from rollcall.simulator.templates import data_of
from rollcall.simulator.timing import ManualTime
from rollcall.usecases.audit import Audit
from rollcall.usecases.backups.backups import Backups
from rollcall.usecases.backups.planning import RestorePlan
from rollcall.usecases.backups.saved import Backup, Manifest
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.steps import Steps
from rollcall.usecases.changing.undo import UndoList
from rollcall.usecases.changing.writer import UserWriter
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.erasing.tombstones import Tombstones
from rollcall.usecases.progress import Progress
from rollcall.usecases.sessions import Session
from tests.usecases.backups.made import PASSPHRASE, QUICK
from tests.usecases.changing.people import FakeLeases, NoAccess
from tests.usecases.fakes import NOW, FakeTrail
from tests.usecases.journal import FakeJournal
from tests.usecases.tombstones import FakeSealKey, FakeTombstones

FRONT = DeviceUid("e09c1d1fd6ac34a7")
STORE = DeviceUid("e09c1d1fd6ac34a8")

# Small templates: what is tested does not depend on their size.
SMALL = Profile(face_bytes=90, finger_bytes=60, palm_bytes=60)


async def _no_rest(_: float) -> None:
    """Let no test wait between two tries."""


class Office:
    """Devices by uid, and what is used to back them up."""

    def __init__(self) -> None:
        self.devices: dict[DeviceUid, SimulatedDevice] = {}
        self.clients: dict[DeviceUid, Device] = {}
        self.trail = FakeTrail()
        self.leases = FakeLeases()
        self.progress: list[Progress] = []
        self.receipts: list[Receipt] = []
        self.steps = Steps()
        self.key = FakeSealKey()
        self.kept_tombstones = FakeTombstones()
        self.tombstones = Tombstones(self.kept_tombstones, seal_key=self.key)
        audit = Audit(self.trail, who="eva", now=lambda: NOW)
        self.writer = UserWriter(
            self.session,
            leases=self.leases,
            journal=FakeJournal(),
            audit=audit,
            device_name=str,
            undo=self.steps,
        )
        self.undo = UndoList(self.steps, self.writer, NoAccess())
        self.backups = Backups(
            self.session,
            writer=self.writer,
            details=DetailsCache(self),
            departments=self,
            audit=audit,
            tombstones=self.tombstones,
            cost=QUICK,
            now=lambda: NOW,
        )

    @asynccontextmanager
    async def session(self, uid: DeviceUid) -> AsyncIterator[Session]:
        yield self.clients[uid]

    async def add(self, uid: DeviceUid, name: str) -> None:
        await self.clients[uid].ask(SetDept(action=DepartmentAction.ADD, new_name=name))

    async def make(self, path: Path, uid: DeviceUid = FRONT) -> Manifest:
        """Back up a device."""
        taken = await self.backups.read(uid, report=self.progress.append)
        return await self.backups.write(
            path, PASSPHRASE, taken, uid=uid, name="Front door", report=self.progress.append
        )

    async def open(self, path: Path) -> Backup:
        return await self.backups.open(path, PASSPHRASE, report=self.progress.append)

    async def plan(self, backup: Backup, uid: DeviceUid, **how: Any) -> RestorePlan:
        return await self.backups.plan(uid, backup, report=self.progress.append, **how)

    async def restore(self, plan: RestorePlan) -> list[Receipt]:
        self.receipts = []
        await self.backups.restore(
            plan, name="Store", got=self.receipts.append, report=self.progress.append
        )
        return self.receipts

    def templates(self, uid: DeviceUid) -> Counter[tuple[UserId, str, bytes]]:
        """Count every template of a device."""
        found: Counter[tuple[UserId, str, bytes]] = Counter()
        for user in self.devices[uid].users:
            kinds: dict[str, Iterable[Any]] = {
                "face": () if user.face is None else (user.face,),
                "finger": user.fingers,
                "palm": user.palms,
            }
            for kind, kept in kinds.items():
                found.update((user.id, kind, data_of(each)) for each in kept)
        return found

    def texts(self, uid: DeviceUid) -> set[tuple[str, ...]]:
        """Give everything else of a device's users."""
        return {
            (each.id, each.name, each.department, each.privilege.value, each.password, each.card)
            for each in self.devices[uid].users
        }


@asynccontextmanager
async def office(*profiles: Profile) -> AsyncIterator[Office]:
    """Give an office whose devices end with the block."""
    made = Office()
    async with AsyncExitStack() as stack:
        for profile in profiles:
            device = SimulatedDevice(profile, time=ManualTime(), ledger=Ledger())
            server = await stack.enter_async_context(DeviceServer(device))
            client = Device(server.address, label=profile.name, pace=Pace(sleep=_no_rest))
            stack.push_async_callback(client.aclose)
            made.devices[DeviceUid(profile.uid)] = device
            made.clients[DeviceUid(profile.uid)] = client
        yield made
