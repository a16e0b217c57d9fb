"""People of a simulated device over TCP, written by the real writer; only the rest is made up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from rollcall.protocol.address import Address
from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceCapabilities, DeviceUid
from rollcall.simulator.profile import EVERYTHING, Profile
from rollcall.store.values import RememberedUser
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.usecases.changing.departments import Departments
from rollcall.usecases.copies import Copies
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.people import People
from rollcall.usecases.rosters import Rosters
from tests.usecases.changing.people import NAME, UID, Desk, desk

BACK = DeviceUid("back")
SEEN = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)


class FakeDetails:
    """Knows what devices can do once `gate` is open."""

    def __init__(self, capabilities: DeviceCapabilities | None = EVERYTHING) -> None:
        self.changed: Event[DeviceUid] = Event()
        self.capabilities = capabilities
        self.known: dict[DeviceUid, DeviceDetails] = {}
        self.reads = 0
        self.gate: asyncio.Event | None = None
        self.trouble: AppError | None = None

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        return None if uid is None else self.known.get(uid)

    async def read(self, uid: DeviceUid, *, again: bool = False) -> None:
        self.reads += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.trouble is not None:
            raise self.trouble
        self.known[uid] = DeviceDetails(read_at=SEEN, capabilities=self.capabilities)
        self.changed.emit(uid)


class FakeRemembered:
    """What this PC remembers of each device."""

    def __init__(self) -> None:
        self.users: dict[DeviceUid, dict[str, RememberedUser]] = {}

    async def of(self, uid: DeviceUid) -> tuple[RememberedUser, ...]:
        return tuple(self.users.get(uid, {}).values())

    async def replace(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        self.users[uid] = {each.id: each for each in users}

    async def update(self, uid: DeviceUid, users: Iterable[RememberedUser]) -> None:
        self.users.setdefault(uid, {}).update({each.id: each for each in users})

    async def forget(self, uid: DeviceUid, ids: Iterable[str]) -> None:
        for each in ids:
            self.users.get(uid, {}).pop(each, None)


class Office:
    """The device of the desk, and all that the dialogs about its users ask for."""

    def __init__(self, at: Desk) -> None:
        self.at = at
        self.front = FleetDevice(
            uid=UID, name=NAME, address=Address("192.168.1.20"), state=DeviceState.ONLINE
        )
        self.back = FleetDevice(
            uid=BACK,
            name="Back door",
            address=Address("192.168.1.21"),
            state=DeviceState.UNREACHABLE,
            last_seen=SEEN,
        )
        self.details = FakeDetails(at.device.setup.profile.capabilities)
        self.remembered = FakeRemembered()
        self.rosters = Rosters(at.open_session, self.remembered, device_name=lambda _uid: NAME)
        self.rosters.follow(at.writer.stored, at.writer.removed)
        self.departments = Departments(
            at.open_session, audit=at.audit, device_name=lambda _uid: NAME
        )
        self.people = People(
            at.writer,
            rosters=self.rosters,
            departments=self.departments,
            details=self.details,
            copies=Copies(
                remembered=self.remembered,
                devices=lambda: (self.front, self.back),
                read=at.writer.read,
                is_cut_short=self.rosters.is_cut_short,
            ),
            access=at.access,
            audit=at.audit,
            undo=at.undo,
        )

    @property
    def audited(self) -> list[tuple[str, str, str]]:
        """What is in the audit trail: action, subject, result."""
        return [(each.action, each.subject, each.result) for each in self.at.entries]


class PageOfNothing(Page):
    """A page that dialogs can open over."""

    def __init__(self, tasks: TaskRunner) -> None:
        super().__init__(tasks)
        self.resize(1024, 700)


@asynccontextmanager
async def office(profile: Profile | None = None) -> AsyncIterator[Office]:
    """Give an office whose device ends with the block."""
    async with desk(profile) as at:
        yield Office(at)
