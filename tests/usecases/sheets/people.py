"""Made-up devices for tests of sheets: users, departments and a writer made of dictionaries."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import UNSET

from rollcall.protocol.errors import AppError, DeviceError, UserExists, UserGone
from rollcall.protocol.info import CapacityLimit, CurrentUsage, DeviceCapabilities, DeviceUid
from rollcall.protocol.users import UserId, UserInfo
from rollcall.settings import SettingsFile
from rollcall.store.values import RememberedUser
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Presence, Removal, Wanted
from rollcall.usecases.changing.writing_users import Got
from rollcall.usecases.device_details import DeviceDetails
from rollcall.usecases.progress import Progress, Report
from rollcall.usecases.roster import EntryState, RosterEntry
from rollcall.usecases.secret_marks import SecretMarks
from rollcall.usecases.sheets.columns import Spoken
from rollcall.usecases.sheets.importing import Importing
from rollcall.usecases.sheets.reading import read_file
from rollcall.usecases.sheets.sheet import FileKind, Read, Sheet
from rollcall.usecases.sheets.writing import Page, write_rows, write_xlsx

UID = DeviceUid("front")
NAME = "Front door"
HEADINGS = ("ID", "Name", "Department", "Privilege", "Card", "Password")


def known(
    id: str, name: str = "", department: str = "Office", privilege: str = "user"
) -> RememberedUser:
    return RememberedUser(id=UserId(id), name=name, department=department, privilege=privilege)


def a_sheet(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> Sheet:
    """Give a sheet as if it had been read; each row as wide as the headings."""
    cells = [[*row, *[""] * (len(headings) - len(row))] for row in rows]
    return Sheet(
        name="users.xlsx",
        kind=FileKind.XLSX,
        rows=[[*headings], *cells],  # type: ignore[list-item]  # any cell, wrong ones too
        headings=tuple(headings),
        header_row=1,
    )


def written(path: Path, rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> Path:
    """Write a file as a spreadsheet program would."""
    if path.suffix == ".xlsx":
        write_xlsx(path, [Page(name="Users", headings=headings, rows=rows)])
    else:
        write_rows(path, headings, rows)
    return path


def read(path: Path, how: Read | None = None) -> Sheet:
    return read_file(path, how or Read(), Spoken())


class FakeRoster:
    def __init__(self, *users: RememberedUser, state: EntryState = EntryState.CURRENT) -> None:
        self.entries = tuple(RosterEntry(each, state) for each in users)
        self.secrets = SecretMarks()
        self.readings = 0
        self.error: AppError | None = None

    async def read(self, report: Report) -> None:
        self.readings += 1
        await asyncio.sleep(0)
        report(Progress(done=1, total=2))
        if self.error is not None:
            raise self.error
        self.entries = tuple(RosterEntry(each.user, EntryState.CURRENT) for each in self.entries)


class FakeDepartments:
    def __init__(self, *names: str) -> None:
        self.listed = list(names)
        self.added: list[str] = []
        self.error: DeviceError | None = None

    async def names(self, uid: DeviceUid, *, again: bool = False) -> Sequence[str]:
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return tuple(self.listed)

    async def add(self, uid: DeviceUid, name: str) -> None:
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        self.listed.append(name)
        self.added.append(name)


class FakeDetails:
    def __init__(
        self, *, room: int | None = None, card: bool = True, password: bool = True
    ) -> None:
        limits = CapacityLimit(users=UNSET if room is None else 100 + room)
        self.told = DeviceDetails(
            read_at=datetime(2025, 3, 1),
            limits=limits,
            usage=CurrentUsage(users=100),
            capabilities=DeviceCapabilities(card=card, password=password),
        )

    def get(self, uid: DeviceUid | None) -> DeviceDetails | None:
        return self.told

    async def read(self, uid: DeviceUid, *, again: bool = False) -> None:
        await asyncio.sleep(0)


class FakeWriter:
    """Writes into `users`; `failing` are the errors of single users, `ends` comes before an id."""

    def __init__(self, *ids: str) -> None:
        self.users = set(map(UserId, ids))
        self.wanted: list[Wanted] = []
        self.action: Action | None = None
        self.failing: dict[str, AppError] = {}
        self.ends: tuple[str, AppError] | None = None
        self.gate: asyncio.Event | None = None

    async def read(self, uid: DeviceUid, user_id: UserId) -> UserInfo | None:
        return UserInfo(id=user_id) if user_id in self.users else None

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
        self.action = action
        waiting = list(wanted)
        try:
            for at, each in enumerate(wanted):
                report(Progress(done=at, total=len(wanted)))
                await (self.gate.wait() if self.gate else asyncio.sleep(0))
                self._end_at(each)
                waiting.pop(0)
                got(self._written(uid, each))
        except BaseException:
            for each in waiting:
                got(_receipt(uid, each, Verdict.SKIPPED))
            raise

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

    def _end_at(self, each: Wanted) -> None:
        if self.ends is not None and each.user_id == self.ends[0]:
            raise self.ends[1]

    def _written(self, uid: DeviceUid, each: Wanted) -> Receipt:
        self.wanted.append(each)
        error = self.failing.get(each.user_id)
        if error is None and each.presence is Presence.THERE and each.user_id not in self.users:
            error = UserGone(NAME, user_id=each.user_id)
        if error is None and each.presence is Presence.ABSENT and each.user_id in self.users:
            error = UserExists(NAME, user_id=each.user_id)
        if error is not None:
            return _receipt(uid, each, Verdict.FAILED, error)
        self.users.add(each.user_id)
        return _receipt(uid, each, Verdict.DONE)


def _receipt(
    uid: DeviceUid, each: Wanted, verdict: Verdict, error: AppError | None = None
) -> Receipt:
    name = each.change.name if isinstance(each.change.name, str) else ""
    return Receipt(device=uid, user_id=each.user_id, name=name, verdict=verdict, error=error)


class Office:
    """An `Importing` with everything around it made up."""

    def __init__(
        self,
        folder: Path,
        *users: RememberedUser,
        departments: Iterable[str] = ("Office", "Sales"),
        details: FakeDetails | None = None,
    ) -> None:
        self.roster = FakeRoster(*users)
        self.departments = FakeDepartments(*departments)
        self.writer = FakeWriter(*(each.id for each in users))
        self.settings = SettingsFile(folder / "settings.json")
        self.importing = Importing(
            self.writer,
            departments=self.departments,
            open_roster=lambda _uid: self.roster,
            details=details or FakeDetails(),
            settings=self.settings,
        )
