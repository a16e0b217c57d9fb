"""Importing from the file to the receipts, with made-up devices and with a simulated one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec import structs

from rollcall.protocol.errors import (
    AnotherPerson,
    DeviceFull,
    Refused,
    Room,
    Unreachable,
    Unsupported,
    UserGone,
)
from rollcall.protocol.info import DeviceUid
from rollcall.protocol.users import Privilege, UserId
from rollcall.settings import SettingsFile
from rollcall.simulator.profile import USUAL_LIMITS, Profile
from rollcall.usecases.audit import Action
from rollcall.usecases.changing.departments import Departments
from rollcall.usecases.changing.receipt import Receipt, Verdict
from rollcall.usecases.changing.wanted import Presence
from rollcall.usecases.progress import Progress
from rollcall.usecases.roster import EntryState
from rollcall.usecases.rosters import Rosters
from rollcall.usecases.sheets.checking import Rules
from rollcall.usecases.sheets.columns import SheetColumn, Spoken
from rollcall.usecases.sheets.exporting import Export, Exporting
from rollcall.usecases.sheets.importing import Importing, not_imported
from rollcall.usecases.sheets.rows import Preview, RowKind
from rollcall.usecases.sheets.sheet import Read, Sheet
from tests.usecases.changing.people import UID as REAL
from tests.usecases.changing.people import Desk, desk
from tests.usecases.sheets.people import (
    HEADINGS,
    UID,
    FakeDetails,
    FakeRoster,
    Office,
    a_sheet,
    known,
    read,
    written,
)
from tests.usecases.test_roster import FakeRemembered

ANN = known("007", "Ann", "Sales")
BOB = known("12", "Bob")


def quiet(_progress: Progress) -> None:
    pass


async def previewed(
    importing: Importing, sheet: Sheet, rules: Rules | None = None, *, uid: DeviceUid = UID
) -> Preview:
    matching = importing.proposed(sheet, Spoken())
    has = await importing.learn(uid, quiet)
    return await importing.check(
        uid, sheet, matching, known=has, rules=rules or Rules(), spoken=Spoken()
    )


async def test_sheet_is_read_matched_and_the_matching_kept(tmp_path: Path) -> None:
    office = Office(tmp_path, ANN, BOB)
    path = written(tmp_path / "users.xlsx", [["007", "Ann"]], ("Chip", "Name"))
    sheet = await office.importing.read_file(path, Spoken())
    office.importing.remember(sheet, {SheetColumn.ID: 0, SheetColumn.NAME: 1})
    assert office.settings.value.sheet_columns == {"chip": "id", "name": "name"}
    assert office.importing.proposed(sheet, Spoken())[SheetColumn.ID] == 0
    other = await office.importing.read_otherwise(sheet, Read(header_row=0), Spoken())
    assert len(other.body) == 2


async def test_device_is_read_again_unless_it_just_was(tmp_path: Path) -> None:
    office = Office(tmp_path, ANN)
    await office.importing.learn(UID, quiet)
    assert office.roster.readings == 0
    office.roster.entries = FakeRoster(ANN, state=EntryState.LAST_KNOWN).entries
    assert (await office.importing.learn(UID, quiet)).users == {ANN.id: ANN}
    assert office.roster.readings == 1


async def test_nothing_is_checked_when_the_device_cannot_be_read(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.roster.error = Unreachable("Front door")
    with pytest.raises(Unreachable):
        await office.importing.learn(UID, quiet)


async def test_departments_are_not_checked_where_the_device_lists_none(tmp_path: Path) -> None:
    office = Office(tmp_path, ANN)
    office.departments.error = Unsupported("Front door", command="GetDeptList")
    found = await office.importing.learn(UID, quiet)
    assert found.departments is None


async def test_preview_says_what_is_new_changed_unchanged_and_left_out(tmp_path: Path) -> None:
    office = Office(tmp_path, ANN, BOB, details=FakeDetails(room=3, card=False))
    sheet = a_sheet(
        ["007", "Ann", "Sales", "", "123"],
        ["12", "Bobby"],
        ["13", "New"],
        ["14", "New", "Ops"],
    )
    preview = await previewed(office.importing, sheet)
    assert [row.kind for row in preview.rows] == [
        RowKind.SAME,
        RowKind.CHANGED,
        RowKind.NEW,
        RowKind.LEFT_OUT,
    ]
    assert preview.unknown_departments == ("Ops",)
    assert preview.room == 3
    assert preview.without_reader == {SheetColumn.CARD}
    assert office.writer.wanted == []


async def test_departments_are_added_before_their_users_are_written(tmp_path: Path) -> None:
    office = Office(tmp_path, ANN)
    sheet = a_sheet(["13", "New", "Ops"], ["14", "New", "ops"], ["007", "", "Sales"])
    preview = await previewed(office.importing, sheet, Rules(adds_departments=True))
    assert preview.added_departments == ("Ops",)
    got: list[Receipt] = []
    await office.importing.apply(UID, preview, got=got.append, report=quiet)
    assert office.departments.added == ["Ops"]
    assert [each.change.department for each in office.writer.wanted] == ["Ops", "Ops"]


async def test_nothing_is_written_when_a_department_cannot_be_added(tmp_path: Path) -> None:
    office = Office(tmp_path, ANN)
    sheet = a_sheet(["13", "New", "Ops"])
    preview = await previewed(office.importing, sheet, Rules(adds_departments=True))
    office.departments.error = Unreachable("Front door")
    with pytest.raises(Unreachable):
        await office.importing.apply(UID, preview, got=lambda _: None, report=quiet)
    assert office.writer.wanted == []


async def test_what_is_written_is_what_was_previewed(tmp_path: Path) -> None:
    office = Office(tmp_path, ANN, BOB)
    sheet = a_sheet(["12", "Bobby", "", "admin"], ["13", "New"], ["007", "Ann"], ["14", "x\ny"])
    preview = await previewed(office.importing, sheet)
    got: list[Receipt] = []
    await office.importing.apply(UID, preview, got=got.append, report=quiet)
    bob, new = office.writer.wanted
    assert office.writer.action is Action.IMPORT_USERS
    assert (bob.presence, bob.expected_name) == (Presence.THERE, "Bob")
    assert bob.change.privilege is Privilege.ADMINISTRATOR
    assert (new.presence, new.change.name) == (Presence.ABSENT, "New")
    assert [each.verdict for each in got] == [Verdict.DONE, Verdict.DONE]


async def test_name_that_was_remembered_cut_is_not_expected(tmp_path: Path) -> None:
    office = Office(tmp_path, known("5", "x" * 200))
    preview = await previewed(office.importing, a_sheet(["5", "Short"]))
    await office.importing.apply(UID, preview, got=lambda _: None, report=quiet)
    assert office.writer.wanted[0].expected_name is None


async def test_rows_that_failed_are_tried_again_alone(tmp_path: Path) -> None:
    office = Office(tmp_path, ANN)
    office.writer.failing = {"13": DeviceFull("Front door", user_id="13", room=Room.USERS)}
    preview = await previewed(office.importing, a_sheet(["13", "New"], ["14", "New"], ["", "No"]))
    got: list[Receipt] = []
    await office.importing.apply(UID, preview, got=got.append, report=quiet)
    assert [row.id for row, _ in not_imported(preview, got)] == ["13", ""]
    office.writer.failing.clear()
    again: list[Receipt] = []
    only = [each.user_id for each in got if not each.is_fine]
    await office.importing.apply(UID, preview, only=only, got=again.append, report=quiet)
    assert [each.user_id for each in again] == ["13"]


async def test_file_of_failed_rows_can_be_imported_again(tmp_path: Path) -> None:
    office = Office(tmp_path, ANN)
    rows = [["007", "Ann", "", "", "", "0042"], ["8", "=bad\nname"], ["", "Nobody"]]
    for name in ("left.xlsx", "left.csv"):
        path = tmp_path / name
        await office.importing.save_failed(
            path,
            a_sheet(*rows),
            {2: "why not", 4: "no ID"},
            headings=[*HEADINGS, "Reason"],
            separator=";",
        )
        sheet = read(path)
        assert sheet.headings == (*HEADINGS, "Reason")
        assert sheet.body == [
            ["007", "Ann", "", "", "", "0042", "why not"],
            ["", "Nobody", "", "", "", "", "no ID"],
        ]
        assert SheetColumn.PASSWORD in office.importing.proposed(sheet, Spoken())


# --- a simulated device over TCP


class Front:
    """A simulated device, spoken to by the real writer and the real list of departments."""

    def __init__(self, at: Desk, folder: Path) -> None:
        self.at = at
        self._rosters = Rosters(
            at.open_session, FakeRemembered(), device_name=lambda _uid: "Front door"
        )
        self._rosters.follow(at.writer.stored, at.writer.removed)
        departments = Departments(
            at.open_session, audit=at.audit, device_name=lambda _uid: "Front door"
        )
        settings = SettingsFile(folder / "front.json")
        self.importing = Importing(
            at.writer,
            departments=departments,
            open_roster=self._rosters.of,
            details=FakeDetails(),
            settings=settings,
        )
        self.exporting = Exporting(at.open_session, audit=at.audit, settings=settings)

    async def previewed(self, sheet: Sheet, rules: Rules | None = None) -> Preview:
        return await previewed(self.importing, sheet, rules, uid=REAL)

    async def applied(self, preview: Preview) -> dict[str, Receipt]:
        got: list[Receipt] = []
        await self.importing.apply(REAL, preview, got=got.append, report=quiet)
        return {each.user_id: each for each in got}


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    limits = structs.replace(USUAL_LIMITS, users=4)
    async with desk(Profile(uid=REAL, limits=limits)) as at:
        yield Front(at, tmp_path)


def verdicts(receipts: dict[str, Receipt]) -> dict[str, Verdict]:
    return {user_id: each.verdict for user_id, each in receipts.items()}


async def test_sheet_comes_to_the_device_with_its_departments(front: Front) -> None:
    front.at.put("12", "Bob")
    sheet = a_sheet(
        ["007", "李伟", "财务部", "manager", "0012345", "0042"], ["12", "Bobby", "财务部"]
    )
    receipts = await front.applied(await front.previewed(sheet, Rules(adds_departments=True)))
    assert verdicts(receipts) == {"007": Verdict.DONE, "12": Verdict.DONE}
    new = front.at.has("007")
    assert (new.name, new.department, new.privilege) == ("李伟", "财务部", Privilege.MANAGER)
    assert (new.card, new.password) == ("12345", "0042")
    assert front.at.has("12").name == "Bobby"
    assert [each.action for each in front.at.entries].count("import users") == 2


async def test_device_that_is_full_in_the_middle_keeps_what_came_before(front: Front) -> None:
    for each in ("1", "2"):
        front.at.put(each)
    sheet = a_sheet(*([str(each), "New"] for each in range(11, 15)), ["1", "Changed"])
    preview = await front.previewed(sheet)
    receipts = await front.applied(preview)
    assert verdicts(receipts) == {
        "11": Verdict.DONE,
        "12": Verdict.DONE,
        "13": Verdict.FAILED,
        "14": Verdict.FAILED,
        "1": Verdict.DONE,
    }
    assert isinstance(receipts["13"].error, DeviceFull)
    assert [row.number for row, _ in not_imported(preview, receipts.values())] == [4, 5]


async def test_user_deleted_meanwhile_does_not_come_back(front: Front) -> None:
    front.at.put("1")
    front.at.put("2")
    preview = await front.previewed(a_sheet(["1", "Changed"], ["2", "Changed"]))
    front.at.device.users.remove(UserId("1"))
    receipts = await front.applied(preview)
    assert isinstance(receipts["1"].error, UserGone)
    assert receipts["2"].verdict is Verdict.DONE
    assert "1" not in front.at.device.users


async def test_user_that_is_another_person_meanwhile_is_left_alone(front: Front) -> None:
    front.at.put("1", "Ana")
    preview = await front.previewed(a_sheet(["1", "", "", "manager"]))
    front.at.put("1", "Somebody else")
    receipts = await front.applied(preview)
    assert isinstance(receipts["1"].error, AnotherPerson)
    assert front.at.has("1").privilege is Privilege.USER


async def test_row_that_the_device_refuses_leaves_the_others(front: Front) -> None:
    front.at.device.variants.switch_on("refuse-duplicate-card")
    front.at.put("1", card="555")
    preview = await front.previewed(a_sheet(["2", "Two", "", "", "555"], ["3", "Three"]))
    receipts = await front.applied(preview)
    assert isinstance(receipts["2"].error, Refused)
    assert receipts["3"].verdict is Verdict.DONE


async def test_import_that_is_stopped_says_what_was_not_begun(front: Front) -> None:
    preview = await front.previewed(a_sheet(*([str(each), "New"] for each in range(1, 4))))
    got: list[Receipt] = []

    async def stop_after_one() -> None:
        task = asyncio.current_task()
        assert task is not None

        def keep(receipt: Receipt) -> None:
            got.append(receipt)
            task.cancel()

        await front.importing.apply(REAL, preview, got=keep, report=quiet)

    task = asyncio.create_task(stop_after_one())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(got) == 3
    assert got[0].verdict is Verdict.DONE
    assert {each.verdict for each in got[1:]} <= {Verdict.DONE, Verdict.SKIPPED}
    assert got[-1].verdict is Verdict.SKIPPED


async def test_import_and_what_was_tried_again_are_undone_together(front: Front) -> None:
    front.at.put("1", "Ann")
    preview = await front.previewed(a_sheet(["1", "Anna"], ["2", "Bob"], ["3", "Cem"]))
    visit = object()
    for part in ({UserId("1"), UserId("2")}, {UserId("3")}):
        await front.importing.apply(
            REAL, preview, only=part, got=lambda _: None, report=quiet, part_of=visit
        )
    await front.at.take_back()
    assert [(each.id, each.name) for each in front.at.device.users] == [("1", "Ann")]
    assert front.at.undo.last is None


async def test_same_sheet_again_changes_nothing_not_even_passwords(front: Front) -> None:
    front.at.put("1", "Ann", card="00777")
    sheet = a_sheet(
        ["1", "Ann", "", "", "777", "0042"], ["2", "Bob", "", "Manager", "12345", "123456"]
    )
    first = await front.previewed(sheet)
    assert [row.kind for row in first.rows] == [RowKind.CHANGED, RowKind.NEW]
    await front.applied(first)
    again = await front.previewed(sheet)
    assert [row.kind for row in again.rows] == [RowKind.SAME, RowKind.SAME]
    other = await front.previewed(a_sheet(["2", "", "", "", "", "654321"]))
    assert [row.kind for row in other.rows] == [RowKind.CHANGED]


@pytest.mark.parametrize("name", ["users.xlsx", "users.csv"])
async def test_what_was_exported_changes_nothing_when_imported(
    front: Front, tmp_path: Path, name: str
) -> None:
    front.at.put("007", 'Ann "A" Müller, Jr', card="12345", password="0042")
    front.at.put("8", "=1+1\n李伟")
    front.at.put("9", "محمد العلي")
    front.at.put("10", "'-Ольга ")
    users = list(front.at.device.users)
    export = Export(
        headings=["ID", "Name", "Department", "Privilege"],
        ids=[each.id for each in users],
        names=[each.name for each in users],
        rows=[[each.id, each.name, each.department, each.privilege.value] for each in users],
        secret_headings=("Card", "Password"),
    )
    path = tmp_path / name
    await front.exporting.save(path, export, uid=REAL, device="Front door", report=quiet)
    preview = await front.previewed(read(path))
    assert {row.kind for row in preview.rows} == {RowKind.SAME}
    assert preview.written == []
