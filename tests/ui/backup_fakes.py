"""Backups without files or devices, for tests of their dialogs."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path

from msgspec.structs import replace

from rollcall.protocol.address import Address
from rollcall.protocol.errors import AppError, FileFault, FileProblem
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.usecases.audit import Action
from rollcall.usecases.backups.planning import RestorePlan, There, draw_up
from rollcall.usecases.backups.saved import Backup, Manifest
from rollcall.usecases.backups.taking import Taken
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.steps import Step, Steps
from rollcall.usecases.changing.wanted import Removal
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.copying.fitting import Abilities
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.progress import Progress, Report
from tests.usecases.backups.made import PASSPHRASE, backup, user

USERS = tuple(user(each) for each in range(10))
WHOLE = backup(*USERS)
FRONT = FleetDevice(
    address=Address.parse("192.168.1.20"),
    state=DeviceState.ONLINE,
    uid=WHOLE.manifest.device,
    name="Front door",
)
STORE = FleetDevice(
    address=Address.parse("192.168.1.21"),
    state=DeviceState.ONLINE,
    uid=DeviceUid("e09c1d1fd6ac34a8"),
    name="Warehouse",
)


class FakeUndo:
    """Forgets what is taken back."""

    def __init__(self) -> None:
        self.steps = Steps()

    @property
    def last(self) -> Step | None:
        return self.steps.last

    def of(self, part_of: object) -> tuple[Step, ...]:
        return self.steps.of(part_of)

    async def undo(self, *, got: Got, report: Report) -> None:
        for step in self.steps.take_work():
            for each in step.back:
                got(_receipt(step.device, each.user_id, "", Verdict.DONE))


class FakeBackups:
    """Does as `usecases/backups/backups.py`; `trouble` is raised by the next question."""

    def __init__(self) -> None:
        self.undo = FakeUndo()
        self.taken = Taken(users=USERS)
        self.there = {each.id: each for each in USERS[:4]}
        self.erased: frozenset[UserId] = frozenset()
        self.untold = 0
        self.plan_trouble: AppError | None = None
        self.trouble: AppError | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.written: list[tuple[Path, str]] = []
        self.restored: list[list[UserId]] = []
        self.verdicts: dict[UserId, Verdict] = {}

    async def read(self, uid: DeviceUid, *, report: Report) -> Taken:
        report(Progress(done=4, total=10))
        await self._wait()
        return self.taken

    async def write(
        self,
        path: Path,
        passphrase: str,
        taken: Taken,
        *,
        uid: DeviceUid,
        name: str,
        report: Report,
    ) -> Manifest:
        await self._wait()
        self.written.append((path, passphrase))
        return replace(WHOLE.manifest, missing=taken.missing, is_stable=taken.is_stable)

    async def look(self, path: Path) -> None:
        await self._wait()

    async def open(self, path: Path, passphrase: str, *, report: Report) -> Backup:
        await self._wait()
        if passphrase != PASSPHRASE:
            raise FileProblem(path.name, FileFault.WRONG_PASSPHRASE)
        return WHOLE

    async def plan(
        self,
        uid: DeviceUid,
        backup: Backup,
        *,
        report: Report,
        only: Collection[UserId] | None = None,
    ) -> RestorePlan:
        await self._wait()
        trouble, self.plan_trouble = self.plan_trouble, None
        if trouble is not None:
            raise trouble
        there = There(device=Abilities(uid=uid), users=self.there, unread={}, erased=self.erased)
        wanted = [each for each in backup.users if only is None or each.id in only]
        return replace(await draw_up(backup.manifest, wanted, there), untold=self.untold)

    async def restore(
        self,
        plan: RestorePlan,
        *,
        name: str,
        got: Got,
        report: Report,
        part_of: object | None = None,
    ) -> None:
        rows = [row.user for row in plan.rows]
        self.restored.append([each.id for each in rows])
        begun = 0
        try:
            for each in rows:
                await self._wait()
                begun += 1
                verdict = self.verdicts.get(each.id, Verdict.DONE)
                back = [Removal(user_id=each.id, name=each.name)]
                self.undo.steps.add(plan.device, Action.RESTORE_USERS, back, part_of=part_of)
                got(_receipt(plan.device, each.id, each.name, verdict))
        finally:
            for each in rows[begun:]:
                got(_receipt(plan.device, each.id, each.name, Verdict.SKIPPED))

    async def _wait(self) -> None:
        await self.gate.wait()
        trouble, self.trouble = self.trouble, None
        if trouble is not None:
            raise trouble


def _receipt(device: DeviceUid, user_id: UserId, name: str, verdict: Verdict) -> Receipt:
    return Receipt(device=device, user_id=user_id, name=name, verdict=verdict)
