"""Made-up users and devices for the tests of the page Users: each answer is set by the test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from rollcall.protocol.address import Address
from rollcall.protocol.errors import AppError
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import UserId
from rollcall.store.values import RememberedUser
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.listening import Event
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.roster import EntryState, RosterEntry
from rollcall.usecases.user_listing import Shortfall


def a_user(
    id: str,
    name: str = "",
    department: str = "Office",
    privilege: str = "user",
    *,
    face: bool | None = False,
    fingers: int | None = 0,
    palms: int | None = None,
    card: bool | None = False,
    password: bool | None = False,
) -> RememberedUser:
    return RememberedUser(
        id=UserId(id),
        name=name,
        department=department,
        privilege=privilege,
        face=face,
        fingers=fingers,
        palms=palms,
        card=card,
        password=password,
    )


def id_only(id: str) -> RosterEntry:
    blank = RememberedUser(id=UserId(id), name="", department="", privilege="")
    return RosterEntry(blank, EntryState.ID_ONLY)


def last_known(*users: RememberedUser) -> list[RosterEntry]:
    return [RosterEntry(each, EntryState.LAST_KNOWN) for each in users]


def current(*users: RememberedUser) -> list[RosterEntry]:
    return [RosterEntry(each, EntryState.CURRENT) for each in users]


ANN = a_user("007", "Ann Müller", "Sales", "admin", face=True, fingers=2, card=True)
BOB = a_user("12", "Bob Ng", "Office", "manager", fingers=1)
LI = a_user("9", "李伟", "财务部", "user", palms=1, password=True)


class FakeDevices:
    def __init__(self, *names: str) -> None:
        self.changed: Event[tuple[FleetDevice, ...]] = Event()
        self._names = names

    @property
    def devices(self) -> tuple[FleetDevice, ...]:
        """Each device's uid is its name in small letters."""
        found = FleetDevice(address=Address("192.168.1.99"), state=DeviceState.NEW)
        ours = (
            FleetDevice(
                uid=DeviceUid(name.lower()),
                name=name,
                address=Address("192.168.1.20"),
                state=DeviceState.ONLINE,
            )
            for name in self._names
        )
        return (*ours, found)

    def become(self, *names: str) -> None:
        self._names = names
        self.changed.emit(self.devices)


class FakeUsers:
    """A roster that remembers `remembered`, and reads `pages` one after the other.

    With `gate` it waits after each page until the test opens it.
    """

    def __init__(self, *, remembered: Sequence[RememberedUser] = ()) -> None:
        self.shortfall: Shortfall | None = None
        self.changed: Event[tuple[RosterEntry, ...]] = Event()
        self.removed: Event[tuple[UserId, ...]] = Event()
        self.remembered = list(remembered)
        self.pages: list[list[RosterEntry]] = []
        self.gone: tuple[UserId, ...] = ()
        self.error: AppError | None = None
        self.gate: asyncio.Event | None = None
        self.told: list[tuple[UserId, ...]] = []
        self.readings = 0
        self.recalls = 0
        self.was_cancelled = False
        self._entries: dict[UserId, RosterEntry] = {}

    @property
    def entries(self) -> tuple[RosterEntry, ...]:
        return tuple(self._entries.values())

    def show_first(self, ids: Sequence[UserId]) -> None:
        self.told.append(tuple(ids))

    async def recall(self) -> None:
        self.recalls += 1
        self.put(last_known(*self.remembered))

    async def read(self, report: Report) -> None:
        self.readings += 1
        try:
            for at, page in enumerate(self.pages, 1):
                self.put(page)
                report(Progress(done=at, total=len(self.pages), what="users"))
                if self.gate is not None:
                    await self.gate.wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        if self.error is not None:
            raise self.error
        if self.gone:
            for each in self.gone:
                del self._entries[each]
            self.removed.emit(self.gone)

    def put(self, entries: Iterable[RosterEntry]) -> None:
        came = tuple(entries)
        self._entries.update({each.id: each for each in came})
        if came:
            self.changed.emit(came)
