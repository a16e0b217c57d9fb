from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import InputProblem, InvalidInput, StoreFull
from rollcall.ui.dialogs.rename import RenameDialog
from rollcall.ui.tasks import TaskRunner


class Keeper:
    def __init__(self) -> None:
        self.kept: list[str] = []
        self.error: Exception | None = None

    async def __call__(self, name: str) -> None:
        if self.error is not None:
            raise self.error
        self.kept.append(name)


def opened(keeper: Keeper, tasks: TaskRunner, qtbot: QtBot) -> tuple[RenameDialog, QLineEdit]:
    dialog = RenameDialog(None, device="Gate", keep=keeper, tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog, dialog.findChildren(QLineEdit)[0]


async def test_a_new_name_is_kept(tasks: TaskRunner, qtbot: QtBot) -> None:
    keeper = Keeper()
    dialog, name = opened(keeper, tasks, qtbot)
    assert name.selectedText() == "Gate"
    assert name.accessibleName() == "Name"
    assert "New name for Gate" in [each.text() for each in dialog.findChildren(QLabel)]
    name.setText("前门")
    dialog.verb_button.click()
    await tasks.idle()
    assert keeper.kept == ["前门"]
    assert not dialog.isVisible()


async def test_a_name_that_is_taken_is_told_at_the_field(tasks: TaskRunner, qtbot: QtBot) -> None:
    keeper = Keeper()
    keeper.error = InvalidInput("name", InputProblem.ALREADY_THERE)
    dialog, name = opened(keeper, tasks, qtbot)
    dialog.verb_button.click()
    await tasks.idle()
    assert name.accessibleDescription() == "This is in the list already."
    assert dialog.isVisible()


async def test_what_belongs_to_no_field_is_told_above(tasks: TaskRunner, qtbot: QtBot) -> None:
    keeper = Keeper()
    keeper.error = StoreFull("rollcall.db")
    dialog, _ = opened(keeper, tasks, qtbot)
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "The disk of this PC is full"
