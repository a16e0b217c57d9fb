"""The dialog "Export users"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rollcall.protocol.address import Address
from rollcall.protocol.errors import FileFault, FileProblem
from rollcall.settings import Columns, SettingsFile
from rollcall.ui.dialogs.export_users import ExportDialog, columns_left, export_users
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.question import Question
from rollcall.usecases.fleet_device import DeviceState, FleetDevice
from rollcall.usecases.sheets.exporting import Exporting
from tests.ui.dialogs.asked import until
from tests.ui.receipt_fakes import choose
from tests.ui.user_fakes import ANN, BOB, LI, current, id_only
from tests.usecases.changing.people import UID, Desk, desk
from tests.usecases.sheets.people import read

DEVICE = FleetDevice(
    uid=UID, name="Front door", address=Address("192.168.1.20"), state=DeviceState.ONLINE
)
EVERYBODY = [*current(ANN, BOB, LI), id_only("99")]


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        made.put("007", "Ann Müller", card="12345", password="0042")
        made.put("12", "Bob Ng")
        yield made


@pytest.fixture
def exporting(at: Desk, settings: SettingsFile) -> Exporting:
    return Exporting(at.open_session, audit=at.audit, settings=settings)


@pytest.fixture
async def dialog(exporting: Exporting, tasks: TaskRunner, qtbot: QtBot) -> ExportDialog:
    shown = current(BOB, ANN)
    dialog = ExportDialog(None, exporting, DEVICE, shown, EVERYBODY, tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


async def test_what_the_grid_shows_is_written_in_its_order_and_columns(
    dialog: ExportDialog, settings: SettingsFile, tmp_path: Path
) -> None:
    left = Columns(order=("name", "id"), hidden=("credentials", "department"))
    settings.change(columns={"users": left})
    assert dialog.verb_button.text() == "Export 2 users"
    await dialog.export_to(tmp_path / "users.xlsx")
    sheet = read(tmp_path / "users.xlsx")
    assert sheet.headings == ("Name", "ID", "Privilege")
    assert sheet.body == [["Bob Ng", "12", "Manager"], ["Ann Müller", "007", "Administrator"]]
    assert dialog.outcome is not None
    assert dialog.outcome[1] == "2 users of Front door are in users.xlsx"
    assert not dialog.isVisible()


async def test_everybody_is_written_on_wish_and_what_was_not_read_is_said(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.which.choose("all")
    dialog.kind.choose("csv")
    dialog.separator.choose(";")
    assert dialog.verb_button.text() == "Export 4 users"
    await dialog.export_to(tmp_path / "users.csv")
    assert [row[0] for row in read(tmp_path / "users.csv").body] == ["007", "12", "9", "99"]
    assert b"\n12;Bob Ng;" in (tmp_path / "users.csv").read_bytes()


async def test_secrets_are_asked_about_and_then_read(
    dialog: ExportDialog, tasks: TaskRunner, tmp_path: Path
) -> None:
    dialog.secrets.click()
    dialog.verb_button.click()
    await until(lambda: dialog.findChildren(Question))
    dialog.findChildren(Question)[0].accept()
    await until(lambda: dialog.findChildren(QFileDialog))
    chooser = dialog.findChildren(QFileDialog)[0]
    choose(chooser, tmp_path / "users.xlsx")
    await tasks.idle()
    sheet = read(tmp_path / "users.xlsx")
    assert sheet.headings[-2:] == ("Card", "Password")
    assert sheet.body[1][-2:] == ["12345", "0042"]


async def test_whose_id_was_given_away_is_told_and_gets_no_others_password(
    dialog: ExportDialog, at: Desk, tmp_path: Path
) -> None:
    at.put("007", "Zoe", card="777", password="4711")
    dialog.secrets.click()
    await dialog.export_to(tmp_path / "users.xlsx")
    assert read(tmp_path / "users.xlsx").body[1][-2:] == ["", ""]
    assert dialog.outcome is not None
    assert dialog.outcome[2] == (
        "1 of them is not on the device any more, or the ID was given to somebody else: "
        "without card number and password."
    )


async def test_nothing_happens_when_the_question_is_denied(
    dialog: ExportDialog, tasks: TaskRunner, at: Desk
) -> None:
    dialog.secrets.click()
    dialog.verb_button.click()
    await until(lambda: dialog.findChildren(Question))
    dialog.findChildren(Question)[0].reject()
    await tasks.idle()
    assert dialog.isVisible()
    assert at.sent("GetUserInfo") == 0
    dialog.reject()


async def test_place_that_cannot_be_written_is_told(dialog: ExportDialog, tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        await dialog.export_to(tmp_path / "no" / "users.csv")
    assert caught.value.fault is FileFault.NOT_WRITABLE
    assert dialog.isVisible()
    assert dialog.verb_button.isEnabled()
    dialog.reject()


async def test_page_says_where_the_file_is(
    exporting: Exporting, tasks: TaskRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    everybody = current(ANN)
    work = tasks.start(
        export_users(page, exporting, DEVICE, everybody, everybody), owner=page, title="Export"
    )
    await until(lambda: page.findChildren(ExportDialog))
    (dialog,) = page.findChildren(ExportDialog)
    assert dialog.which.count() == 1
    await dialog.export_to(tmp_path / "users.csv")
    await until(lambda: not work.is_running)
    assert page.notice_bar.notice is not None
    assert "users.csv" in page.notice_bar.notice.title


def test_columns_not_named_follow_in_their_own_order() -> None:
    left = Columns(order=("department", "gone"), hidden=("name",))
    keys = [each.key for each in columns_left(left)]
    assert keys == ["department", "id", "privilege", "credentials"]
    assert columns_left(None)[0].key == "id"
