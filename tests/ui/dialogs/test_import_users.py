"""The dialog "Import users", from the file to the result."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from rollcall.protocol.address import Address
from rollcall.protocol.errors import DeviceFull, Room, Unreachable
from rollcall.settings import SettingsFile
from rollcall.ui.dialogs.import_users import import_users, save_template
from rollcall.ui.dialogs.import_users_course import Step
from rollcall.ui.dialogs.import_users_dialog import ImportDialog
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.question import Question
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.sheets.columns import SheetColumn
from rollcall.usecases.sheets.importing import Importing
from rollcall.usecases.sheets.rows import RowKind
from tests.ui.backup_fakes import FakeUndo
from tests.ui.dialogs.asked import until
from tests.ui.people_fakes import office as real_office
from tests.ui.receipt_fakes import choose
from tests.usecases.sheets.people import HEADINGS, UID, Office, known, read, written

DEVICE = FleetDevice(
    uid=UID, name="Front door", address=Address("192.168.1.20"), state=DeviceState.ONLINE
)
ROWS = [
    ["12", "Bobby", "Ops", "", "12345678", "0042"],
    ["7", "Bond", "", "", "", ""],
    ["13", "New", "", "", "", ""],
    ["14", "New", "", "boss", "", ""],
    ["15", "Fine", "Office", "", "", ""],
]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    users = (known("12", "Bob"), known("007", "Bond"), known("15", "Fine"))
    return Office(tmp_path, *users)


@pytest.fixture
async def dialog(office: Office, tasks: TaskRunner, qtbot: QtBot) -> ImportDialog:
    dialog = ImportDialog(None, office.importing, DEVICE, tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path / "staff.xlsx", ROWS)


def words(dialog: ImportDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


def cells(dialog: ImportDialog) -> list[list[str]]:
    model = dialog.check_step.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


async def at_check(dialog: ImportDialog, tasks: TaskRunner, path: Path) -> None:
    await dialog.open_path(path)
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.course.step is Step.CHECK


async def test_without_a_file_there_is_only_choosing_one(dialog: ImportDialog) -> None:
    assert dialog.windowTitle() == "Import users"
    assert not dialog.verb_button.isVisible()
    assert dialog.file_step.choose.isVisible()
    assert dialog.file_step.template.isVisible()
    dialog.reject()


async def test_columns_are_proposed_with_examples_but_no_secret(
    dialog: ImportDialog, path: Path
) -> None:
    await dialog.open_path(path)
    step = dialog.columns_step
    assert step.choices[SheetColumn.NAME].currentText() == "B: Name"
    assert "Bobby, Bond, New" in words(dialog)
    assert "•••78" in words(dialog)
    assert "0042" not in words(dialog)
    assert "12345678" not in words(dialog)
    step.choices[SheetColumn.ID].choose("-")
    assert not dialog.verb_button.isEnabled()
    assert "Which column holds the ID?" in words(dialog)
    dialog.reject()


async def test_csv_can_be_read_otherwise(
    dialog: ImportDialog, tasks: TaskRunner, tmp_path: Path
) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes("ID;Name\n1;Грегор\n".encode("cp1251"))
    await dialog.open_path(path)
    step = dialog.columns_step
    assert step.encoding.isVisible()
    assert not step.worksheet.isVisible()
    step.encoding.choose("cp1251")
    await tasks.idle()
    assert "Грегор" in words(dialog)
    step.header.choose("0")
    await tasks.idle()
    assert "no headings" in words(dialog)
    dialog.reject()


async def test_only_differences_are_shown_at_first(
    dialog: ImportDialog, tasks: TaskRunner, path: Path
) -> None:
    await at_check(dialog, tasks, path)
    assert [row[:3] for row in cells(dialog)] == [
        ["2", "Left out", "12"],
        ["3", "Left out", "7"],
        ["4", "New", "13"],
        ["5", "Left out", "14"],
    ]
    assert cells(dialog)[0][4] == "The device has no department called Ops."
    assert dialog.verb_button.text() == "Import 1 user"
    dialog.check_step.chips[RowKind.SAME].setChecked(True)
    assert len(cells(dialog)) == 5
    dialog.reject()


async def test_it_is_said_when_nothing_would_be_imported(
    dialog: ImportDialog, tasks: TaskRunner, tmp_path: Path
) -> None:
    path = written(tmp_path / "same.xlsx", [["12", "Bob"], ["15", "Fine"]])
    await at_check(dialog, tasks, path)
    assert "All 2 rows are on the device just like that already." in words(dialog)
    assert [row[:3] for row in cells(dialog)] == [
        ["2", "Unchanged", "12"],
        ["3", "Unchanged", "15"],
    ]
    assert not dialog.verb_button.isEnabled()
    dialog.reject()


async def test_decisions_are_taken_above_the_rows(
    dialog: ImportDialog, tasks: TaskRunner, path: Path
) -> None:
    await at_check(dialog, tasks, path)
    dialog.check_step.adding.click()
    await tasks.idle()
    dialog.check_step.zeros.choose("AS_ON_DEVICE")
    await tasks.idle()
    assert dialog.verb_button.text() == "Import 2 users"
    said = cells(dialog)[0][4]
    assert (
        said
        == "Name: Bob → Bobby; Department: Office → Ops; card will be set; password will be set"
    )
    assert "12345678" not in said
    dialog.reject()


async def test_result_counts_what_was_read_back_and_is_said_on_the_page(
    office: Office, tasks: TaskRunner, path: Path, qtbot: QtBot
) -> None:
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    importing = import_users(page, office.importing, DEVICE, undo=FakeUndo())
    work = tasks.start(importing, owner=page, title="Import")
    await until(lambda: page.findChildren(ImportDialog))
    (dialog,) = page.findChildren(ImportDialog)
    await dialog.open_path(path)
    dialog.verb_button.click()
    await until(lambda: dialog.course.step is Step.CHECK and dialog.verb_button.isEnabled())
    dialog.verb_button.click()
    await until(lambda: dialog.outcome is not None)
    assert dialog.results.headline_text == "New was saved on Front door and read back"
    assert "3 rows were left out because of a fault." in words(dialog)
    assert dialog.cancel_button.text() == "Close"
    dialog.reject()
    await until(lambda: not work.is_running)
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "New was saved on Front door and read back"


async def test_import_of_many_is_undone_by_one_press(
    tasks: TaskRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    rows = [[str(each), f"New {each}"] for each in range(1, 61)]
    path = written(tmp_path / "staff.csv", rows, ("ID", "Name"))
    async with real_office() as front:
        importing = Importing(
            front.at.writer,
            departments=front.departments,
            open_roster=front.rosters.of,
            details=front.details,
            settings=SettingsFile(tmp_path / "settings.json"),
        )
        work = import_users(page, importing, front.front, undo=front.people.undo)
        tasks.start(work, owner=page, title="Import")
        await until(lambda: page.findChildren(ImportDialog))
        (dialog,) = page.findChildren(ImportDialog)
        await dialog.open_path(path)
        dialog.verb_button.click()
        await until(lambda: dialog.course.step is Step.CHECK and dialog.verb_button.isEnabled())
        dialog.verb_button.click()
        await until(lambda: dialog.outcome is not None)
        dialog.reject()
        await tasks.idle()
        assert len(list(front.at.device.users)) == 60
        page.notice_bar._on_action_clicked()
        await tasks.idle()
        assert not list(front.at.device.users)
        assert page.notice_bar.notice is not None
        assert page.notice_bar.notice.title == "Undone: 60 of 60 users are as before on Front door"


async def test_more_rights_are_asked_about(
    dialog: ImportDialog, tasks: TaskRunner, office: Office, tmp_path: Path
) -> None:
    path = written(tmp_path / "staff.csv", [["12", "", "", "admin", "", ""]])
    await at_check(dialog, tasks, path)
    assert "Bob gets more rights: Administrator." in words(dialog)
    dialog.verb_button.click()
    await until(lambda: dialog.findChildren(Question))
    dialog.findChildren(Question)[0].reject()
    await tasks.idle()
    assert (dialog.course.step, office.writer.wanted) == (Step.CHECK, [])
    dialog.verb_button.click()
    await until(lambda: [each for each in dialog.findChildren(Question) if each.isVisible()])
    next(each for each in dialog.findChildren(Question) if each.isVisible()).accept()
    await tasks.idle()
    assert len(office.writer.wanted) == 1
    dialog.reject()


async def test_stopping_keeps_the_dialog_and_says_what_was_not_begun(
    dialog: ImportDialog, tasks: TaskRunner, office: Office, tmp_path: Path
) -> None:
    path = written(tmp_path / "staff.csv", [[str(each), "New"] for each in range(20, 25)])
    await at_check(dialog, tasks, path)
    office.writer.gate = asyncio.Event()
    dialog.verb_button.click()
    await until(lambda: dialog.cancel_button.text() == "Stop")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await tasks.idle()
    assert dialog.isVisible()
    assert dialog.outcome is not None
    assert dialog.outcome[1] == "0 of 5 users read back on Front door"
    office.writer.gate.set()
    dialog.results.retry_button.click()
    await tasks.idle()
    assert dialog.outcome[0] is Tone.GOOD
    assert dialog.outcome[1] == "5 of 5 users read back on Front door"
    dialog.reject()


async def test_device_lost_in_the_middle_is_said_and_the_rest_can_be_retried(
    dialog: ImportDialog, tasks: TaskRunner, office: Office, tmp_path: Path
) -> None:
    path = written(tmp_path / "staff.csv", [["20", "New"], ["21", "New"]])
    await at_check(dialog, tasks, path)
    office.writer.ends = ("21", Unreachable("Front door"))
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "Front door does not answer"
    assert dialog.results.headline_text == "1 of 2 users read back on Front door"
    dialog.reject()


async def test_failure_before_anything_was_written_leads_back(
    dialog: ImportDialog, tasks: TaskRunner, office: Office, path: Path
) -> None:
    await at_check(dialog, tasks, path)
    dialog.check_step.adding.click()
    await tasks.idle()
    office.departments.error = Unreachable("Front door")
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.course.step is Step.CHECK
    assert dialog.outcome is None
    assert dialog.verb_button.isEnabled()
    dialog.reject()


async def test_back_loses_nothing(dialog: ImportDialog, tasks: TaskRunner, path: Path) -> None:
    await at_check(dialog, tasks, path)
    dialog.back.click()
    assert dialog.course.step is Step.COLUMNS
    dialog.back.click()
    assert "Chosen: staff.xlsx" in words(dialog)
    dialog.verb_button.click()
    assert dialog.columns_step.choices[SheetColumn.ID].currentText() == "A: ID"
    dialog.reject()


async def test_file_that_is_no_sheet_is_told_in_the_dialog(
    dialog: ImportDialog, tasks: TaskRunner, tmp_path: Path
) -> None:
    (tmp_path / "staff.pdf").write_bytes(b"%PDF-1.7")
    dialog.file_step.choose.click()
    await until(lambda: dialog.findChildren(QFileDialog))
    chooser = dialog.findChildren(QFileDialog)[0]
    choose(chooser, tmp_path / "staff.pdf")
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert "staff.pdf" in dialog.notice_bar.notice.text
    assert dialog.course.step is Step.FILE
    dialog.reject()


async def test_rows_not_imported_are_saved_with_their_reasons(
    dialog: ImportDialog, tasks: TaskRunner, office: Office, path: Path, tmp_path: Path
) -> None:
    office.writer.failing = {"13": DeviceFull("Front door", user_id="13", room=Room.USERS)}
    await at_check(dialog, tasks, path)
    dialog.verb_button.click()
    await tasks.idle()
    await dialog.save_left_to(tmp_path / "left.xlsx")
    sheet = read(tmp_path / "left.xlsx")
    assert sheet.headings == (*HEADINGS, "Reason")
    assert [row[0] for row in sheet.body] == ["12", "7", "13", "14"]
    assert sheet.body[2][-1] == "Front door is full"
    dialog.reject()


async def test_template_is_saved_without_a_file(
    office: Office, tasks: TaskRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    tasks.start(save_template(page, office.importing, DEVICE), owner=page, title="Template")
    await until(lambda: page.findChildren(QFileDialog))
    chooser = page.findChildren(QFileDialog)[0]
    choose(chooser, tmp_path / "start.xlsx")
    await tasks.idle()
    assert read(tmp_path / "start.xlsx").headings == HEADINGS
    assert page.notice_bar.notice is not None


async def test_everything_that_can_have_the_focus_has_a_name(
    dialog: ImportDialog, tasks: TaskRunner, path: Path
) -> None:
    await at_check(dialog, tasks, path)
    step = dialog.columns_step
    for each in (*step.choices.values(), step.encoding, step.separator, step.header):
        assert each.accessibleName()
    assert dialog.check_step.table.accessibleName() == "Rows of the sheet"
    assert dialog.check_step.zeros.accessibleName()
    dialog.reject()
