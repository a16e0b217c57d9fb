from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton

from rollcall.protocol.errors import FileFault, FileProblem, Unreachable
from rollcall.protocol.users import UserId
from rollcall.ui.dialogs.back_up import BackUpDialog, back_up
from rollcall.ui.page import Page
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.question import Question
from rollcall.usecases.backups.taking import Taken
from tests.ui.backup_fakes import FRONT, USERS, FakeBackups
from tests.ui.dialogs.asked import until
from tests.ui.receipt_fakes import choose

SECRET = "long enough"


@pytest.fixture
def backups() -> FakeBackups:
    return FakeBackups()


async def opened(page: Page, backups: FakeBackups) -> BackUpDialog:
    page.tasks.start(back_up(page, backups, FRONT), owner=page, title="Back up")
    await until(lambda: page.findChildren(BackUpDialog))
    return page.findChildren(BackUpDialog)[0]


async def begun(dialog: BackUpDialog, path: Path, passphrase: str = SECRET) -> None:
    """Type the passphrase twice, press the button, choose the file."""
    dialog._passphrase.setText(passphrase)
    dialog._again.setText(passphrase)
    dialog.verb_button.click()
    await until(lambda: dialog.findChildren(QFileDialog))
    chooser = dialog.findChildren(QFileDialog)[0]
    assert "Front door" in chooser.selectedFiles()[0]
    choose(chooser, path)


async def test_what_was_backed_up_is_told_on_the_page(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    await begun(dialog, tmp_path / "mine.rollcall")
    await page.tasks.idle()
    assert backups.written == [(tmp_path / "mine.rollcall", SECRET)]
    notice = page.notice_bar.notice
    assert notice is not None
    assert notice.title == "10 users of Front door are backed up"
    assert "mine.rollcall was read back" in notice.text
    assert "5 faces" in notice.text


async def test_a_short_passphrase_is_told_at_its_field(page: Page, backups: FakeBackups) -> None:
    dialog = await opened(page, backups)
    dialog._passphrase.setText("short")
    dialog.verb_button.click()
    await until(lambda: any(each.text() == "Use at least 8 characters." for each in words(dialog)))
    assert not backups.written
    dialog.reject()


async def test_it_says_that_a_forgotten_passphrase_is_the_end(
    page: Page, backups: FakeBackups
) -> None:
    dialog = await opened(page, backups)
    assert any("forgotten nobody can open" in each.text() for each in words(dialog))
    dialog.reject()


async def test_while_it_reads_it_says_how_far_and_cancel_ends_it(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    backups.gate.clear()
    dialog = await opened(page, backups)
    await begun(dialog, tmp_path / "mine.rollcall")
    await until(lambda: any("Reading users: 4 of 10" in each.text() for each in words(dialog)))
    dialog.cancel_button.click()
    await page.tasks.idle()
    assert not backups.written
    assert page.notice_bar.notice is None


@pytest.mark.parametrize("is_kept", [True, False])
async def test_what_is_incomplete_is_said_and_the_person_decides(
    page: Page, backups: FakeBackups, tmp_path: Path, is_kept: bool
) -> None:
    backups.taken = Taken(users=USERS, missing=(UserId("0042"),))
    dialog = await opened(page, backups)
    await begun(dialog, tmp_path / "mine.rollcall")
    await until(lambda: dialog.findChildren(Question))
    question = dialog.findChildren(Question)[0]
    assert any("0042" in each.text() for each in question.findChildren(Label))
    answer = question.verb_button if is_kept else question.cancel_button
    assert isinstance(answer, QPushButton)
    answer.click()
    if is_kept:
        await page.tasks.idle()
        notice = page.notice_bar.notice
        assert notice is not None
        assert "0042" in notice.text
    else:
        await until(lambda: not dialog.busy)
        dialog.reject()
        await page.tasks.idle()
    assert bool(backups.written) is is_kept


@pytest.mark.parametrize(
    "trouble",
    [Unreachable("Front door"), FileProblem("mine.rollcall", FileFault.NO_ROOM)],
    ids=["device", "file"],
)
async def test_what_goes_wrong_is_told_in_the_dialog(
    page: Page, backups: FakeBackups, tmp_path: Path, trouble: Unreachable | FileProblem
) -> None:
    backups.trouble = trouble
    dialog = await opened(page, backups)
    await begun(dialog, tmp_path / "mine.rollcall")
    await until(lambda: dialog.notice_bar.notice is not None)
    assert dialog.isVisible()
    assert not backups.written
    dialog.done(QDialog.DialogCode.Rejected)
    await page.tasks.idle()


def words(dialog: BackUpDialog) -> list[Label]:
    return [each for each in dialog.findChildren(Label) if each.isVisible()]
