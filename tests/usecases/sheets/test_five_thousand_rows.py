"""5,000 rows: from the file to a simulated device over TCP, and what came of each of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rollcall.protocol.users import UserId
from rollcall.settings import SettingsFile
from rollcall.simulator.profile import Profile
from rollcall.simulator.users import User
from rollcall.usecases.changing.departments import Departments
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.progress import Progress
from rollcall.usecases.rosters import Rosters
from rollcall.usecases.sheets.checking import Rules
from rollcall.usecases.sheets.columns import Spoken
from rollcall.usecases.sheets.importing import Importing, not_imported
from rollcall.usecases.sheets.rows import RowKind
from tests.usecases.changing.people import NAME, UID, desk
from tests.usecases.sheets.people import FakeDetails, read, written
from tests.usecases.test_roster import FakeRemembered

COUNT = 5000
THERE = 4600  # users of these ids are on the device
SAME = 4500  # and these are as the file says


def name_of(number: int) -> str:
    return ("李伟", "Ольга Ёлкина", "محمد العلي", "Ana Żak")[number % 4] + f" {number}"


def quiet(_progress: Progress) -> None:
    """Count nothing."""


async def test_each_of_5000_rows_is_written_or_named(tmp_path: Path) -> None:
    rows = [[f"{each:05}", name_of(each)] for each in range(1, COUNT + 1)]
    rows += [["00007", "Twice"], ["", "Nobody"]]
    path = written(tmp_path / "users.xlsx", rows, ("ID", "Name"))
    async with desk(Profile(uid=UID)) as at:
        at.device.users.fill(
            User(
                id=UserId(f"{each:05}"),
                name=name_of(each) if each <= SAME else f"Old {each}",
                department="Company",
            )
            for each in range(1, THERE + 1)
        )
        rosters = Rosters(at.open_session, FakeRemembered(), device_name=lambda _: NAME)
        importing = Importing(
            at.writer,
            departments=Departments(at.open_session, audit=at.audit, device_name=lambda _: NAME),
            open_roster=rosters.of,
            details=FakeDetails(),
            settings=SettingsFile(tmp_path / "settings.json"),
        )
        sheet = read(path)
        known = await importing.learn(UID, quiet)
        preview = await importing.check(
            UID,
            sheet,
            importing.proposed(sheet, Spoken()),
            known=known,
            rules=Rules(),
            spoken=Spoken(),
        )
        assert Counter(row.kind for row in preview.rows) == {
            RowKind.SAME: SAME - 1,
            RowKind.CHANGED: THERE - SAME,
            RowKind.NEW: COUNT - THERE,
            RowKind.LEFT_OUT: 3,  # both of the one id, and the one without
        }
        got: list[Receipt] = []
        await importing.apply(UID, preview, got=got.append, report=quiet)
        assert Counter(each.verdict for each in got) == {Verdict.DONE: COUNT - SAME}
        assert at.sent() == COUNT - SAME
        assert {each.id: each.name for each in at.device.users} == {
            f"{each:05}": name_of(each) for each in range(1, COUNT + 1)
        }
        left = not_imported(preview, got)
        assert [row.number for row, _ in left] == [8, COUNT + 2, COUNT + 3]
