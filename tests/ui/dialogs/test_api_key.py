from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rollcall.protocol.address import ApiKey
from rollcall.protocol.errors import KeyRejected, NoBackend, Unreachable, VaultError
from rollcall.ui.dialogs.api_key import ApiKeyDialog
from rollcall.ui.tasks import TaskRunner


class Keeper:
    def __init__(self) -> None:
        self.kept: list[ApiKey] = []
        self.error: Exception | None = None
        self.trouble: VaultError | None = None

    async def __call__(self, key: ApiKey) -> VaultError | None:
        if self.error is not None:
            raise self.error
        self.kept.append(key)
        return self.trouble


def opened(keeper: Keeper, tasks: TaskRunner, qtbot: QtBot) -> ApiKeyDialog:
    dialog = ApiKeyDialog(None, device="Gate", keep=keeper, tasks=tasks)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def line(dialog: ApiKeyDialog) -> QLineEdit:
    return next(e for e in dialog.findChildren(QLineEdit) if e.accessibleName() == "API key")


async def test_a_key_is_masked_tried_and_kept(tasks: TaskRunner, qtbot: QtBot) -> None:
    keeper = Keeper()
    keeper.trouble = NoBackend("null")
    dialog = opened(keeper, tasks, qtbot)
    assert line(dialog).echoMode() == QLineEdit.EchoMode.Password
    QTest.keyClicks(line(dialog), " secret ")
    dialog.verb_button.click()
    await tasks.idle()
    assert keeper.kept == [ApiKey("secret")]
    assert dialog.trouble is keeper.trouble
    assert not dialog.isVisible()


async def test_a_key_the_device_refuses_is_told_at_the_field(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    keeper = Keeper()
    keeper.error = KeyRejected("Gate")
    dialog = opened(keeper, tasks, qtbot)
    dialog.verb_button.click()
    await tasks.idle()
    assert line(dialog).accessibleDescription() == "The device does not accept this key."
    assert dialog.notice_bar.notice is None
    assert dialog.isVisible()


async def test_a_key_nobody_can_mean_is_told_at_the_field(tasks: TaskRunner, qtbot: QtBot) -> None:
    dialog = opened(Keeper(), tasks, qtbot)
    line(dialog).setText("a" * 2000)
    dialog.verb_button.click()
    await tasks.idle()
    assert line(dialog).accessibleDescription() == "This is too long."


async def test_a_device_that_is_gone_is_told_in_the_dialog(tasks: TaskRunner, qtbot: QtBot) -> None:
    keeper = Keeper()
    keeper.error = Unreachable("Gate")
    dialog = opened(keeper, tasks, qtbot)
    dialog.verb_button.click()
    await tasks.idle()
    assert dialog.notice_bar.notice is not None
    assert dialog.notice_bar.notice.title == "Gate does not answer"
