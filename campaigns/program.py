"""The program without its window, in a process of its own that may be killed at any moment."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from campaigns.tasks import Task, TaskKind
from rollcall.device.client import Budget, Device
from rollcall.protocol.address import Address
from rollcall.protocol.enrollment import CancelAllJobs, PhotoToFacedata
from rollcall.protocol.errors import AppError, OutcomeUnknown
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.sealing import ScryptCost
from rollcall.simulator.population import DEPARTMENTS
from rollcall.store.database import Store
from rollcall.store.values import JournalEntry
from rollcall.usecases.audit import Action, Audit
from rollcall.usecases.backups.backups import Backups
from rollcall.usecases.changing.departments import Departments
from rollcall.usecases.changing.lease import Leases
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.changing.settling import Settling
from rollcall.usecases.changing.settling_writes import WriteSettler
from rollcall.usecases.changing.steps import Steps
from rollcall.usecases.changing.undo import UndoList
from rollcall.usecases.changing.wanted import Presence, Removal, Wanted
from rollcall.usecases.changing.writer import UserWriter
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.enrolling.capture import Capturing, Pace
from rollcall.usecases.enrolling.methods import Method
from rollcall.usecases.enrolling.settling_jobs import SettlingJobs
from rollcall.usecases.erasing.tombstones import Tombstones
from rollcall.usecases.progress import Progress
from rollcall.usecases.user_access import UserAccess

__all__ = ["Order", "Place", "run_program"]

_USUAL = Budget()
_FASTER = 50  # pauses of the program are as much shorter
# The smallest JPEG header that says 1 x 1: devices look at the frame only, and ours at no more.
_PHOTO = bytes.fromhex("ffd8ffc0000b080001000101011100ffd9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one device is."""

    uid: str
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the process is started for; without `task` it only puts in order what was left."""

    folder: Path
    places: tuple[Place, ...]
    seal_key: bytes
    task: Task | None = None
    budget: Budget = _USUAL


def run_program(order: Order) -> None:
    """Start the program: settle first, then do the work; expected errors end it quietly."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_Program(order).run())


class _Program:
    def __init__(self, order: Order) -> None:
        self._order = order
        self._devices: dict[DeviceUid, Device] = {}
        self._uncertain: list[JournalEntry] = []
        self.receipts: list[Receipt] = []

    async def run(self) -> None:
        """Do it all, and end as the window does."""
        store = await Store.open(self._order.folder / "rollcall.db")
        try:
            await self._work(store)
        except AppError:
            pass
        finally:
            for device in self._devices.values():
                await device.aclose()
            await store.close()

    async def _work(self, store: Store) -> None:
        audit = Audit(store.audit, who="campaign")
        leases = Leases(store.journal, open_session=self._session, rest=_rest)
        steps = Steps()
        writer = UserWriter(
            self._session,
            leases=leases,
            journal=store.journal,
            audit=audit,
            device_name=str,
            undo=steps,
            seal_key=self._seal_key,
        )
        capturing = Capturing(
            self._session, journal=store.journal, leases=leases, pace=Pace(rest=_rest)
        )
        writes = WriteSettler(
            leases=leases,
            journal=store.journal,
            audit=audit,
            device_name=str,
            seal_key=self._seal_key,
            keeping=writer.keeping,
            images=writer.images,
        )
        jobs = SettlingJobs(store.journal)
        jobs.uncertain.connect(self._uncertain.append)
        settling = Settling(
            store.journal,
            leases,
            open_session=self._session,
            name_of=str,
            settle_job=jobs.settle_job,
            settle_write=writes.settle_write,
            audit=audit,
        )
        await settling.look()
        await settling.run()
        for entry in self._uncertain:  # the person is told, and says yes to ending all captures
            async with self._session(entry.device) as session:
                await session.ask(CancelAllJobs())
        if self._order.task is not None:
            self._backups = self._made_backups(store, writer, audit)
            access = UserAccess(
                self._session, leases=leases, audit=audit, device_name=str, undo=steps
            )
            undo = UndoList(steps, writer, access)
            await self._do(self._order.task, writer, undo, capturing)
        for uid in leases.left_locked:
            await leases.keep_unlocking(uid)

    async def _do(
        self, task: Task, writer: UserWriter, undo: UndoList, capturing: Capturing
    ) -> None:
        first = DeviceUid(self._order.places[0].uid)
        match task.kind:
            case TaskKind.DELETE | TaskKind.UNDO_DELETE:
                await self._delete(writer, first, task.user_ids)
            case TaskKind.COPY:
                await self._copy(writer, first, task.user_ids)
            case TaskKind.ENROLL_FACE | TaskKind.ENROLL_FINGER:
                await self._enroll(writer, capturing, first, task)
            case TaskKind.PHOTO:
                await self._photo(writer, first, task.user_ids[0])
            case TaskKind.REMOVE_FINGER:
                await self._remove_finger(writer, first, task.user_ids[0])
            case TaskKind.RESTORE:
                await self._restore(first, DeviceUid(self._order.places[1].uid))
            case _:
                await self._write(writer, first, list(_edits(task)))
        if task.kind in {TaskKind.UNDO_DELETE, TaskKind.UNDO_MOVE}:
            await undo.undo(got=self.receipts.append, report=_unreported)

    async def _write(self, writer: UserWriter, uid: DeviceUid, wanted: list[Wanted]) -> None:
        await writer.write(
            uid, wanted, action=Action.EDIT_USER, got=self.receipts.append, report=_unreported
        )

    async def _delete(self, writer: UserWriter, uid: DeviceUid, ids: tuple[UserId, ...]) -> None:
        found = [await writer.read(uid, each) for each in ids]
        removals = [Removal(user_id=each.id, name=each.name) for each in found if each is not None]
        await writer.delete(
            uid, removals, action=Action.DELETE_USER, got=self.receipts.append, report=_unreported
        )

    async def _copy(self, writer: UserWriter, uid: DeviceUid, ids: tuple[UserId, ...]) -> None:
        found = [await writer.read(uid, each) for each in ids]
        wanted = [_whole(each) for each in found if each is not None]
        await self._write(writer, DeviceUid(self._order.places[1].uid), wanted)

    async def _remove_finger(self, writer: UserWriter, uid: DeviceUid, user_id: UserId) -> None:
        user = await writer.read(uid, user_id)
        if user is not None and user.fingers:
            change = SetUserInfo(id=user_id, fingers=user.fingers[1:])
            await self._write(writer, uid, [Wanted(change=change, seen=user)])

    def _made_backups(self, store: Store, writer: UserWriter, audit: Audit) -> Backups:
        return Backups(
            self._session,
            writer=writer,
            details=DetailsCache(self),
            departments=Departments(self._session, audit=audit, device_name=str),
            audit=audit,
            tombstones=Tombstones(store.tombstones, seal_key=self._seal_key),
            cost=ScryptCost(log_n=10),
        )

    async def _restore(self, source: DeviceUid, target: DeviceUid) -> None:
        path, word = self._order.folder / f"{os.getpid()}.backup", "a passphrase"
        taken = await self._backups.read(source, report=_unreported)
        await self._backups.write(path, word, taken, uid=source, name=source, report=_unreported)
        backup = await self._backups.open(path, word, report=_unreported)
        plan = await self._backups.plan(target, backup, report=_unreported)
        await self._backups.restore(plan, name=target, got=self.receipts.append, report=_unreported)

    async def _enroll(
        self, writer: UserWriter, capturing: Capturing, uid: DeviceUid, task: Task
    ) -> None:
        is_face = task.kind is TaskKind.ENROLL_FACE
        try:
            captured = await capturing.capture(
                uid,
                task.user_ids[0],
                Method.FACE if is_face else Method.FINGER,
                device=uid,
                left=lambda _: None,
            )
        except OutcomeUnknown:  # the wizard says that one may run, and the person ends them all
            async with self._session(uid) as session:
                await session.ask(CancelAllJobs())
            raise
        user_id = task.user_ids[0]
        wanted = Wanted(change=SetUserInfo(id=user_id), more_fingers=(captured.template,))
        if is_face:
            wanted = Wanted(change=SetUserInfo(id=user_id, face=captured.template))
        await self._write(writer, uid, [wanted])
        await capturing.let_go(captured)

    async def _photo(self, writer: UserWriter, uid: DeviceUid, user_id: UserId) -> None:
        async with self._session(uid) as session:
            told = await session.ask(PhotoToFacedata(photo=_PHOTO))
        if isinstance(told.face, bytes):
            change = SetUserInfo(id=user_id, face=told.face)
            await self._write(writer, uid, [Wanted(change=change)])

    def session(self, uid: DeviceUid) -> AbstractAsyncContextManager[Device]:
        """Give the conversation with a device."""
        return self._session(uid)

    @asynccontextmanager
    async def _session(self, uid: DeviceUid) -> AsyncIterator[Device]:
        if uid not in self._devices:
            place = next(each for each in self._order.places if each.uid == uid)
            address = Address(place.host, place.port)
            self._devices[uid] = Device(address, label=uid, uid=uid, budget=self._order.budget)
        yield self._devices[uid]

    async def _seal_key(self) -> bytes:
        return self._order.seal_key


async def _rest(seconds: float) -> None:
    await asyncio.sleep(seconds / _FASTER)


def _unreported(_: Progress) -> None:
    """Show no progress."""


def _one_more_finger(user_id: UserId) -> Wanted:
    template = f"one more finger of {user_id}".encode()
    return Wanted(change=SetUserInfo(id=user_id), more_fingers=(template,))


def _edits(task: Task) -> Iterator[Wanted]:
    """Give what is to be written to the users as they are then."""
    for each in task.user_ids:
        match task.kind:
            case TaskKind.ADD_FINGER:
                yield _one_more_finger(each)
            case TaskKind.REPLACE_FACE:
                yield Wanted(change=SetUserInfo(id=each, face=b"another face"))
            case TaskKind.MOVE | TaskKind.UNDO_MOVE:
                yield Wanted(change=SetUserInfo(id=each, department=DEPARTMENTS[1]))
            case _:
                yield Wanted(change=SetUserInfo(id=each, name=f"New name {each}"))
    if task.kind is TaskKind.IMPORT:
        yield from _newcomers()


def _newcomers() -> Iterator[Wanted]:
    for each in (501, 502):
        user_id, name = UserId(str(each)), f"Newcomer {each}"
        face, finger = f"face of {each} Newcomer".encode(), f"finger of {each} Newcomer".encode()
        change = SetUserInfo(id=user_id, name=name, face=face, fingers=(finger,))
        yield Wanted(change=change, presence=Presence.ABSENT)


def _whole(user: UserInfo) -> Wanted:
    members = {name: getattr(user, name) for name in SetUserInfo.__struct_fields__}
    return Wanted(change=SetUserInfo(**members), presence=Presence.EITHER, expected_name=user.name)
