from __future__ import annotations

import asyncio

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import InputProblem, InvalidInput, Unreachable
from rollcall.ui.dialogs.acting import ActingDialog
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.field import Field
from rollcall.ui.widgets.label import Label


class Saving(ActingDialog):
    """Does what the test says, once `gate` is open."""

    def __init__(self, tasks: TaskRunner) -> None:
        super().__init__(None, tasks=tasks, title="Save", verb="Save")
        self.gate = asyncio.Event()
        self.error: Exception | None = None
        self.is_finished = True
        self.name = QLineEdit()
        field = Field(self.name, "Name")
        self.body.addWidget(field)
        self.set_fields({"name": field})
        self.set_doing("Saving …")

    async def _act(self) -> bool:
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return self.is_finished


@pytest.fixture
async def dialog(tasks: TaskRunner, qtbot: QtBot) -> Saving:
    dialog = Saving(tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def words(dialog: Saving) -> list[str]:
    return [each.text() for each in dialog.findChildren(Label) if each.isVisible()]


async def test_while_it_works_it_says_so_and_cannot_be_started_again(
    dialog: Saving, tasks: TaskRunner
) -> None:
    dialog.verb_button.click()
    await asyncio.sleep(0)
    assert "Saving …" in words(dialog)
    assert not dialog.verb_button.isEnabled()
    assert dialog.name.isReadOnly()
    dialog.accept()
    assert len(tasks.works) == 1
    dialog.gate.set()
    await tasks.idle()
    assert dialog.isHidden()


async def test_it_stays_open_when_there_is_more_to_answer(
    dialog: Saving, tasks: TaskRunner
) -> None:
    dialog.is_finished = False
    dialog.gate.set()
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.isVisible()
    assert dialog.verb_button.isEnabled()
    assert "Saving …" not in words(dialog)


async def test_closing_it_cancels_the_work(dialog: Saving, tasks: TaskRunner) -> None:
    dialog.verb_button.click()
    await asyncio.sleep(0)
    dialog.reject()
    await tasks.idle()
    assert not tasks.works


async def test_what_was_entered_wrong_is_said_until_it_is_edited(
    dialog: Saving, tasks: TaskRunner
) -> None:
    dialog.error = InvalidInput("name", InputProblem.ALREADY_THERE)
    dialog.gate.set()
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.name.accessibleDescription() == "This is in the list already."
    QTest.keyClicks(dialog.name, "x")
    assert dialog.name.accessibleDescription() == ""
    dialog.reject()


async def test_other_errors_are_told_above(dialog: Saving, tasks: TaskRunner) -> None:
    dialog.error = Unreachable("Front door")
    dialog.gate.set()
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "Front door does not answer"
    dialog.reject()
