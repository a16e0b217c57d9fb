from __future__ import annotations

import asyncio
import gc
import weakref
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from rollcall.ui import ask
from rollcall.ui.tasks import Ending, TaskRunner
from rollcall.ui.widgets.dialog import Dialog
from rollcall.ui.widgets.question import Question, TextQuestion


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


async def opened(kind: type[QDialog]) -> QDialog:
    """Wait for the dialog that the work under test opens."""
    for _ in range(100):
        for each in QApplication.topLevelWidgets():
            if isinstance(each, kind) and each.isVisible():
                return each
        await asyncio.sleep(0)
    raise AssertionError(kind)


async def test_confirm_is_true_when_the_verb_is_pressed(tasks: TaskRunner, window: QWidget) -> None:
    asked = ask.confirm(window, title="Delete?", text="Gone for good.", verb="Delete 3 users")
    work = tasks.start(asked, owner=window, title="")
    question = await opened(Question)
    assert isinstance(question, Question)
    assert question.verb_button.text() == "Delete 3 users"
    question.verb_button.click()
    await tasks.idle()
    assert work.result is True


async def test_confirm_is_false_when_it_is_given_up(tasks: TaskRunner, window: QWidget) -> None:
    asked = ask.confirm(window, title="Delete?", text="", verb="Delete", danger=True)
    work = tasks.start(asked, owner=window, title="")
    question = await opened(Question)
    assert isinstance(question, Question)
    assert question.cancel_button.isDefault()
    assert not question.verb_button.isDefault()
    question.reject()
    await tasks.idle()
    assert work.result is False


async def test_dialog_is_freed_when_it_closes(tasks: TaskRunner, window: QWidget) -> None:
    gc.disable()  # nothing may be left for the cyclic collector
    try:
        asked = ask.confirm(window, title="Delete?", text="", verb="Delete")
        tasks.start(asked, owner=window, title="")
        question: QDialog | None = await opened(Question)
        assert question is not None
        alive = weakref.ref(question)
        question.accept()
        del question
        await tasks.idle()
        for _ in range(5):
            await asyncio.sleep(0)
        assert alive() is None
        assert window.findChildren(QDialog) == []
    finally:
        gc.enable()


async def test_cancelling_who_awaits_closes_the_dialog(tasks: TaskRunner, window: QWidget) -> None:
    work = tasks.start(ask.show(Dialog(window, title="x", verb="Go")), owner=window, title="")
    dialog = await opened(Dialog)
    work.cancel()
    await tasks.idle()
    assert work.ending is Ending.CANCELLED
    assert not shiboken6.isValid(dialog) or not dialog.isVisible()


async def test_other_work_goes_on_while_a_dialog_is_open(
    tasks: TaskRunner, window: QWidget
) -> None:
    async def count() -> int:
        for _ in range(50):
            await asyncio.sleep(0)
        return 50

    tasks.start(ask.show(Dialog(window, title="x")), owner=window, title="")
    dialog = await opened(Dialog)
    other = tasks.start(count(), owner=window, title="")
    while other.is_running:  # noqa: ASYNC110  # the work is what is looked at
        await asyncio.sleep(0)
    assert other.result == 50
    dialog.reject()
    await tasks.idle()


async def test_ask_text_gives_what_was_entered(
    tasks: TaskRunner, window: QWidget, qtbot: QtBot
) -> None:
    def check(text: str) -> str | None:
        return None if text else "Please fill in this field."

    asked = ask.ask_text(
        window, title="Rename", label="Name", verb="Rename", check=check, secret=True
    )
    work = tasks.start(asked, owner=window, title="")
    question = await opened(TextQuestion)
    assert isinstance(question, TextQuestion)
    question.verb_button.click()
    assert question.isVisible()  # nothing entered yet
    line = question.focusWidget()
    assert line is not None
    QTest.keyClicks(line, "Back door")
    QTest.keyClick(line, Qt.Key.Key_Return)
    await tasks.idle()
    assert work.result == "Back door"


async def test_ask_text_gives_none_when_given_up(tasks: TaskRunner, window: QWidget) -> None:
    asked = ask.ask_text(window, title="Rename", label="Name", verb="Rename", text="Front")
    work = tasks.start(asked, owner=window, title="")
    (await opened(TextQuestion)).reject()
    await tasks.idle()
    assert work.result is None


async def test_open_file_gives_the_file(tasks: TaskRunner, window: QWidget, tmp_path: Path) -> None:
    file = tmp_path / "users.csv"
    file.write_text("id", encoding="utf-8")
    asked = ask.open_file(window, title="Import users", filters=["CSV (*.csv)"], folder=tmp_path)
    work = tasks.start(asked, owner=window, title="")
    dialog = await opened(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.selectFile(str(file))
    QDialog.accept(dialog)
    await tasks.idle()
    assert work.result == file


async def test_save_file_gives_none_when_given_up(
    tasks: TaskRunner, window: QWidget, tmp_path: Path
) -> None:
    asked = ask.save_file(
        window, title="Export", filters=["CSV (*.csv)"], name="users.csv", folder=tmp_path
    )
    work = tasks.start(asked, owner=window, title="")
    dialog = await opened(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.defaultSuffix() == "csv"
    dialog.reject()
    await tasks.idle()
    assert work.result is None
