from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from rollcall.program.usages import Usages
from rollcall.protocol.errors import Unreachable
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.store import KnownDevice
from rollcall.tour.guide import Guide
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import APP_ARGUMENTS
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.wanted import Removal
from rollcall.usecases.changing.writer import Removed, Stored
from rollcall.usecases.details_cache import DetailsCache
from rollcall.usecases.listening import Event
from rollcall.usecases.user_summary import summary
from tests.ui.device_fakes import DOOR, GATE, FakeFleet, a_device, some_details
from tests.whole_program import OFFICE, Office, device, opened_office


class Writer:
    """Announces what a real one would."""

    def __init__(self) -> None:
        self.stored: Event[Stored] = Event()
        self.removed: Event[Removed] = Event()

    async def write(self, uid: DeviceUid, count: int) -> None:
        for at in range(count):
            await asyncio.sleep(0)
            self.stored.emit(Stored(uid, UserInfo(id=UserId(str(at)))))

    async def delete(self, uid: DeviceUid) -> None:
        await asyncio.sleep(0)
        self.removed.emit(Removed(uid, UserId("1")))


@pytest.fixture
def writer() -> Writer:
    return Writer()


@pytest.fixture
def fleet() -> FakeFleet:
    return FakeFleet(a_device(), a_device("Gate", GATE))


@pytest.fixture
async def details(
    fleet: FakeFleet, writer: Writer, tasks: TaskRunner, owner: QObject
) -> DetailsCache:
    """What is known, read once, with 1,240 users on each device; then there are 27."""
    cache = DetailsCache(fleet)
    await cache.read_all([DOOR, GATE])
    fleet.asked.clear()
    fleet.told = {DOOR: some_details(users=27), GATE: some_details(users=27)}
    Usages(cache, tasks=tasks, owner=owner).follow(writer.stored, writer.removed)
    return cache


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["rollcall", *APP_ARGUMENTS]


@pytest.fixture
async def tasks(qapp: QApplication) -> AsyncIterator[TaskRunner]:
    assert qapp is not None
    runner = TaskRunner()
    yield runner
    await runner.shutdown()


@pytest.fixture
def office(
    qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Office]:
    """A PC on which the program may be started."""
    with opened_office(qapp, tmp_path, caplog) as office:
        yield office


@pytest.fixture
def owner() -> QObject:
    return QObject()


def users(details: DetailsCache, uid: DeviceUid) -> object:
    known = details.get(uid)
    return None if known is None or known.usage is None else known.usage.users


async def test_a_device_is_asked_once_after_a_work_that_wrote_many_users(
    details: DetailsCache, fleet: FakeFleet, writer: Writer, tasks: TaskRunner, owner: QObject
) -> None:
    tasks.start(writer.write(DOOR, 50), owner=owner, title="Writing")
    await tasks.idle()
    assert users(details, DOOR) == 27
    assert users(details, GATE) == 1240
    assert fleet.asked == ["GetCurrentUsage"]


async def test_every_device_that_a_work_wrote_to_is_asked(
    details: DetailsCache, fleet: FakeFleet, writer: Writer, tasks: TaskRunner, owner: QObject
) -> None:
    async def work() -> None:
        await writer.write(DOOR, 3)
        assert fleet.asked == []  # not while it goes on
        await writer.delete(GATE)

    tasks.start(work(), owner=owner, title="Writing")
    await tasks.idle()
    assert (users(details, DOOR), users(details, GATE)) == (27, 27)
    assert fleet.asked == ["GetCurrentUsage"] * 2


async def test_a_work_that_is_cancelled_in_the_middle_counts_as_well(
    details: DetailsCache, writer: Writer, tasks: TaskRunner, owner: QObject
) -> None:
    async def work() -> None:
        await writer.write(DOOR, 1)
        await asyncio.Event().wait()

    begun = tasks.start(work(), owner=owner, title="Writing")
    for _ in range(5):
        await asyncio.sleep(0)
    begun.cancel()
    await tasks.idle()
    assert users(details, DOOR) == 27


async def test_nobody_is_asked_after_a_work_that_wrote_nothing(
    details: DetailsCache, fleet: FakeFleet, writer: Writer, tasks: TaskRunner, owner: QObject
) -> None:
    tasks.start(asyncio.sleep(0), owner=owner, title="Looking")
    await tasks.idle()
    await writer.write(DOOR, 1)  # outside of any work, as at the end of the program
    await tasks.idle()
    assert users(details, DOOR) == 1240
    assert fleet.asked == []


async def test_a_device_that_does_not_answer_is_no_failure_of_anybody(
    details: DetailsCache, fleet: FakeFleet, writer: Writer, tasks: TaskRunner, owner: QObject
) -> None:
    failures: list[object] = []
    tasks.failed.connect(failures.append)
    fleet.told[DOOR] = Unreachable("Front door")
    tasks.start(writer.write(DOOR, 1), owner=owner, title="Writing")
    await tasks.idle()
    assert users(details, DOOR) == 1240
    assert failures == []


@pytest.mark.no_qt_log
def test_the_overview_counts_anew_after_somebody_was_deleted(office: Office) -> None:
    uid = DeviceUid(OFFICE.uid)
    with device(OFFICE) as address:
        office.remember(KnownDevice(uid=uid, name="Front door", address=address))

        async def script(guide: Guide) -> None:
            program = guide.program
            await guide.until(lambda: users(program.details, uid) == 30, "the device to be read")
            there = await program.users.people.stable_ids(uid)
            user = await program.users.writer.read(uid, min(there))
            assert user is not None
            work = program.users.writer.delete(
                uid,
                [Removal(user_id=user.id, name=summary(user).name)],
                action=Action.DELETE_USER,
                got=lambda _: None,
                report=lambda _: None,
            )
            program.tasks.start(work, owner=program.window, title="Deleting")
            await guide.until(lambda: users(program.details, uid) == 29, "it to be counted anew")

        assert office.run(script) == 0
