from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Unreachable
from rollcall.protocol.users import UserId, UserInfo
from rollcall.ui.dialogs.recovered_capture import RecoveredCaptureDialog, decide
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.label import Label
from rollcall.usecases.changing.journal import JournalEntry, JournalKind
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.enrolling.methods import Captured, Method
from rollcall.usecases.enrolling.settling_jobs import RecoveredCapture
from tests.usecases.enrolling.made_up import DEVICE, UID, MadeUp


def recovered(method: Method = Method.FACE) -> RecoveredCapture:
    at = datetime(2025, 3, 1, tzinfo=UTC)
    return RecoveredCapture(
        entry=JournalEntry(id=3, at=at, kind=JournalKind.JOB, device=UID, user_id=UserId("7")),
        captured=Captured(method=method, template=b"template", entry=3),
        info=UserInfo(id=UserId("7"), name="Ann"),
    )


@pytest.fixture
def office() -> MadeUp:
    return MadeUp()


@pytest.fixture
def dialog(office: MadeUp, tasks: TaskRunner, qtbot: QtBot) -> RecoveredCaptureDialog:
    dialog = RecoveredCaptureDialog(None, office, DEVICE, recovered(), tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


async def test_it_says_whose_it_was_and_enter_decides_nothing(
    dialog: RecoveredCaptureDialog, office: MadeUp, tasks: TaskRunner
) -> None:
    text = "A face was captured for Ann on Front door before Rollcall was closed."
    assert text in [each.text() for each in dialog.findChildren(Label)]
    assert text in dialog.accessibleDescription()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await tasks.idle()
    assert dialog.isHidden()
    assert (office.saved, office.let_go_of) == ([], 0)


async def test_it_is_saved_on_request(
    dialog: RecoveredCaptureDialog, office: MadeUp, tasks: TaskRunner
) -> None:
    assert dialog.verb_button.text() == "Save it to Ann"
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.is_saved
    assert (len(office.saved), office.let_go_of) == (1, 1)


async def test_it_is_discarded_on_request(
    dialog: RecoveredCaptureDialog, office: MadeUp, tasks: TaskRunner
) -> None:
    dialog.discard_button.click()
    await tasks.idle()
    assert not dialog.is_saved
    assert (office.saved, office.let_go_of) == ([], 1)


async def test_what_could_not_be_saved_can_be_tried_again(
    dialog: RecoveredCaptureDialog, office: MadeUp, tasks: TaskRunner
) -> None:
    office.verdicts = [Verdict.FAILED]
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "It was not saved"
    office.save_error = Unreachable("Front door")
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.notice_bar.notice.title == "Front door does not answer"
    assert office.let_go_of == 0
    office.save_error = None
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.is_saved


@pytest.mark.parametrize("method", Method)
def test_every_kind_has_its_sentence(
    office: MadeUp, tasks: TaskRunner, qtbot: QtBot, method: Method
) -> None:
    dialog = RecoveredCaptureDialog(None, office, DEVICE, recovered(method), tasks=tasks)
    qtbot.addWidget(dialog)
    assert "for Ann on Front door" in dialog.accessibleDescription()


async def test_that_it_was_saved_is_told_on_the_page(
    office: MadeUp, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    tasks.start(decide(page, office, DEVICE, recovered()), owner=page, title="Enroll")
    await asyncio.sleep(0)
    opened = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, RecoveredCaptureDialog) and each.isVisible()
    ]
    opened[0].verb_button.click()
    await tasks.idle()
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "Face stored on Front door and read back"
    page.close()
