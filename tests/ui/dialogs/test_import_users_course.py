"""The steps of an import, without a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from rollcall.protocol.errors import DeviceFull, FileProblem, Room, Unreachable
from rollcall.ui.dialogs.import_users_course import ImportCourse, Step
from rollcall.usecases.changing.receipt import Receipt
from rollcall.usecases.progress import Progress
from rollcall.usecases.sheets.columns import SheetColumn, Spoken
from rollcall.usecases.sheets.rows import RowKind, ZeroRule
from rollcall.usecases.sheets.sheet import Read
from tests.usecases.sheets.people import UID, Office, known, written

ROWS = [["12", "Bobby", "Ops"], ["7", "Bond"], ["13", "New", ""], ["12x", "a\x07b"]]


def quiet(_progress: Progress) -> None:
    pass


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, known("12", "Bob"), known("007", "Bond"))


@pytest.fixture
def course(office: Office) -> ImportCourse:
    return ImportCourse(office.importing, UID, Spoken())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = [[*row, *[""] * (3 - len(row))] for row in ROWS]
    return written(tmp_path / "users.csv", rows, ("ID", "Name", "Department"))


async def test_file_leads_to_its_columns(course: ImportCourse, path: Path) -> None:
    assert not course.can_go_on
    await course.open(path)
    assert course.step is Step.COLUMNS
    assert course.can_go_on
    course.back()
    assert course.step is Step.FILE
    assert course.can_go_on
    course.forward()
    assert course.matching[SheetColumn.NAME] == 1


async def test_file_that_is_no_sheet_keeps_the_one_before(
    course: ImportCourse, path: Path, tmp_path: Path
) -> None:
    await course.open(path)
    before = course.sheet
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(FileProblem):
        await course.open(tmp_path / "bad.pdf")
    assert course.sheet is before


async def test_without_an_id_there_is_no_next_step(course: ImportCourse, path: Path) -> None:
    await course.open(path)
    course.match(SheetColumn.ID, None)
    assert not course.can_go_on
    course.match(SheetColumn.ID, 1)
    assert SheetColumn.NAME not in course.matching
    assert course.can_go_on
    course.match(SheetColumn.DEPARTMENT, None)
    assert not course.can_go_on  # an ID alone says nothing


async def test_other_way_of_reading_keeps_the_matching_of_the_same_headings(
    course: ImportCourse, path: Path
) -> None:
    await course.open(path)
    course.match(SheetColumn.NAME, None)
    await course.read_otherwise(Read(encoding="cp1252", separator=","))
    assert SheetColumn.NAME in course.matching  # the headings begin with the mark of UTF-8 now
    course.match(SheetColumn.NAME, None)
    await course.read_otherwise(Read(encoding="cp1250", separator=","))
    assert course.sheet is not None
    assert course.sheet.encoding == "cp1250"


async def test_rules_are_chosen_and_the_rows_checked_again(
    course: ImportCourse, path: Path, office: Office
) -> None:
    await course.open(path)
    await course.learn(quiet)
    assert course.step is Step.CHECK
    assert office.settings.value.sheet_columns["id"] == "id"
    assert course.preview is not None
    assert [row.kind for row in course.preview.rows].count(RowKind.LEFT_OUT) == 3
    assert (course.zeros_lost, course.departments_missing) == (1, ("Ops",))
    assert course.count == 1
    await course.choose(adds=True)
    await course.choose(zeros=ZeroRule.AS_ON_DEVICE)
    assert course.count == 2
    assert [row.kind for row in course.preview.rows] == [
        RowKind.CHANGED,
        RowKind.SAME,
        RowKind.NEW,
        RowKind.LEFT_OUT,
    ]
    assert (course.zeros_lost, course.departments_missing) == (1, ("Ops",))


async def test_device_that_does_not_answer_leaves_one_at_the_columns(
    course: ImportCourse, path: Path, office: Office
) -> None:
    await course.open(path)
    office.departments.error = Unreachable("Front door")
    with pytest.raises(Unreachable):
        await course.learn(quiet)
    assert course.step is Step.COLUMNS


async def test_receipts_are_kept_and_those_not_done_tried_again(
    course: ImportCourse, path: Path, office: Office
) -> None:
    await course.open(path)
    await course.learn(quiet)
    office.writer.failing = {"13": DeviceFull("Front door", user_id="13", room=Room.USERS)}
    got: list[Receipt] = []
    await course.apply(got.append, quiet)
    assert course.step is Step.RESULT
    assert not course.was_written
    assert [row.number for row, _ in course.left] == [2, 3, 4, 5]
    office.writer.failing.clear()
    await course.apply(got.append, quiet, only=got)
    assert course.was_written
    assert [row.number for row, _ in course.left] == [2, 3, 5]
