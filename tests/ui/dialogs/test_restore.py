from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from rollcall.protocol.errors import ErasedNotKnown, FileFault, FileProblem, Unreachable
from rollcall.protocol.users import Privilege
from rollcall.ui.dialogs.restore import RestoreDialog, restore
from rollcall.ui.page import Page
from rollcall.ui.widgets.label import Label
from rollcall.ui.widgets.question import Question
from rollcall.usecases.backups.restore_steps import Step
from rollcall.usecases.changing.receipt import Verdict
from rollcall.usecases.fleet_device import FleetDevice
from tests.ui.backup_fakes import FRONT, STORE, USERS, FakeBackups
from tests.ui.dialogs.asked import said, until
from tests.ui.receipt_fakes import choose
from tests.usecases.backups.made import PASSPHRASE


@pytest.fixture
def backups() -> FakeBackups:
    return FakeBackups()


async def opened(page: Page, backups: FakeBackups, device: FleetDevice = FRONT) -> RestoreDialog:
    page.tasks.start(restore(page, backups, device, undo=backups.undo), owner=page, title="Restore")
    await until(lambda: page.findChildren(RestoreDialog))
    return page.findChildren(RestoreDialog)[0]


async def chosen(dialog: RestoreDialog, folder: Path) -> None:
    path = folder / "front door.rollcall"
    path.write_bytes(b"sealed")
    dialog.file_page.choose_button.click()
    await until(lambda: dialog.findChildren(QFileDialog))
    chooser = dialog.findChildren(QFileDialog)[0]
    choose(chooser, path)
    await until(dialog.verb_button.isEnabled)


async def asked(dialog: RestoreDialog) -> Question:
    await until(lambda: any(each.isVisible() for each in dialog.findChildren(Question)))
    return next(each for each in dialog.findChildren(Question) if each.isVisible())


async def on_to(dialog: RestoreDialog, step: Step) -> None:
    dialog.verb_button.click()
    await until(lambda: dialog.steps.step is step and not dialog.busy)


async def planned(dialog: RestoreDialog, folder: Path) -> None:
    await chosen(dialog, folder)
    await on_to(dialog, Step.PASSPHRASE)
    dialog.passphrase_page.line.setText(PASSPHRASE)
    await on_to(dialog, Step.PLAN)


def words(dialog: RestoreDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(Label) if each.isVisible())


async def closed(page: Page, dialog: RestoreDialog) -> None:
    dialog.cancel_button.click()
    await page.tasks.idle()


async def test_a_backup_is_restored_step_by_step(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    assert not dialog.verb_button.isEnabled()
    await planned(dialog, tmp_path)
    assert dialog.verb_button.text() == "Restore 6 users"
    assert "Backup of Front door" in words(dialog)
    assert dialog.plan_page.table.model().rowCount() == len(USERS)
    await on_to(dialog, Step.RESULT)
    assert dialog.results.headline_text == "10 of 10 users read back on Front door"
    await closed(page, dialog)
    notice = page.notice_bar.notice
    assert notice is not None
    assert notice.title == "10 of 10 users read back on Front door"
    page.notice_bar._on_action_clicked()
    await page.tasks.idle()
    assert "are as before on Front door" in str(page.notice_bar.notice)
    assert backups.undo.last is None


async def test_a_wrong_passphrase_is_told_at_the_field_and_can_be_mended(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    await chosen(dialog, tmp_path)
    await on_to(dialog, Step.PASSPHRASE)
    dialog.passphrase_page.line.setText("wrong")
    await on_to(dialog, Step.PASSPHRASE)
    await until(lambda: dialog.passphrase_page.field.problem)
    dialog.passphrase_page.line.setText(PASSPHRASE)
    await on_to(dialog, Step.PLAN)
    await closed(page, dialog)


async def test_a_file_that_is_no_backup_goes_no_further(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    await chosen(dialog, tmp_path)
    backups.trouble = FileProblem("front door.rollcall", FileFault.NOT_A_BACKUP)
    dialog.verb_button.click()
    await until(lambda: dialog.notice_bar.notice is not None)
    assert dialog.steps.step is Step.FILE
    await closed(page, dialog)


async def test_back_loses_nothing(page: Page, backups: FakeBackups, tmp_path: Path) -> None:
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    dialog.back_button.click()
    assert dialog.passphrase_page.line.isVisible()
    assert dialog.passphrase_page.line.text() == PASSPHRASE
    dialog.back_button.click()
    assert dialog.steps.step is Step.FILE
    assert not dialog.back_button.isVisible()
    assert dialog.verb_button.isEnabled()
    await closed(page, dialog)


async def test_another_device_is_named_and_has_to_be_typed(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups, STORE)
    await planned(dialog, tmp_path)
    assert "e09c1d1fd6ac34a7" in words(dialog)
    assert "e09c1d1fd6ac34a8" in words(dialog)
    assert not dialog.verb_button.isEnabled()
    QTest.keyClicks(dialog.plan_page._typed, "warehouse")
    assert dialog.verb_button.isEnabled()
    await closed(page, dialog)
    assert backups.restored == []


async def test_who_differs_is_put_back_only_if_wished(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    one = USERS[1]
    backups.there[one.id] = replace(one, fingers=())
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    assert dialog.verb_button.text() == "Restore 7 users"
    dialog.plan_page._replaces.click()
    assert dialog.verb_button.text() == "Restore 6 users"
    await on_to(dialog, Step.RESULT)
    assert one.id not in backups.restored[0]
    await closed(page, dialog)


async def test_more_rights_are_told_and_asked_about_before_anything_is_written(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    chief = USERS[0]
    backups.there[chief.id] = replace(chief, privilege=Privilege.USER)
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    assert f"{chief.name} gets more rights: Administrator." in words(dialog)
    dialog.verb_button.click()
    question = await asked(dialog)
    assert f"{chief.name} gets more rights on Front door: Administrator." in said(question)
    assert question.verb_button.text() == "Restore 7 users"
    question.reject()
    await until(lambda: not question.isVisible())
    assert (dialog.steps.step, backups.restored) == (Step.PLAN, [])
    dialog.plan_page._replaces.click()
    assert "more rights" not in words(dialog)
    dialog.plan_page._replaces.click()
    dialog.verb_button.click()
    (await asked(dialog)).accept()
    await until(lambda: dialog.steps.step is Step.RESULT and not dialog.busy)
    assert chief.id in backups.restored[0]
    await closed(page, dialog)


async def test_retry_asks_only_about_rights_that_nobody_was_asked_about(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    chief = USERS[0]
    backups.there[chief.id] = replace(chief, privilege=Privilege.USER)
    backups.verdicts[chief.id] = Verdict.FAILED
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    dialog.verb_button.click()
    (await asked(dialog)).accept()
    await until(lambda: dialog.steps.step is Step.RESULT and not dialog.busy)
    backups.verdicts.clear()
    await until(dialog.results.retry_button.isEnabled)
    dialog.results.retry_button.click()
    await until(lambda: not dialog.results.not_done and not dialog.busy)
    assert backups.restored[1] == [chief.id]
    await closed(page, dialog)


async def test_when_nobody_would_be_restored_it_is_said_why(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    backups.there = {each.id: replace(each, fingers=()) for each in USERS}
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    assert dialog.verb_button.toolTip() == ""
    dialog.plan_page._replaces.click()
    assert dialog.verb_button.text() == "Restore users"
    why = "Nobody is new. Tick below to put back the users who differ."
    assert dialog.verb_button.toolTip() == why
    assert why in words(dialog)
    await closed(page, dialog)
    backups.there = {each.id: each for each in USERS}
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    assert dialog.verb_button.toolTip().startswith("There is nothing to restore: Front door has")
    await closed(page, dialog)


async def test_enter_does_not_begin_to_write(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    assert not dialog.verb_button.isDefault()
    await closed(page, dialog)


async def test_stop_ends_the_work_and_shows_what_came_of_it(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    backups.gate.clear()
    dialog.verb_button.click()
    await until(lambda: dialog.cancel_button.text() == "Stop")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: dialog.cancel_button.text() == "Close")
    assert dialog.isVisible()
    assert {each.verdict for each in dialog.results.receipts} == {Verdict.SKIPPED}
    await closed(page, dialog)


async def test_retry_compares_again_and_writes_only_those(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    failed = USERS[6].id
    backups.verdicts[failed] = Verdict.FAILED
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    await on_to(dialog, Step.RESULT)
    backups.verdicts.clear()
    await until(dialog.results.retry_button.isEnabled)
    dialog.results.retry_button.click()
    await until(lambda: not dialog.results.not_done and not dialog.busy)
    assert backups.restored[1] == [failed]
    assert dialog.results.headline_text == "10 of 10 users read back on Front door"
    await closed(page, dialog)


async def test_a_device_that_goes_away_is_told_beside_the_results(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    backups.trouble = Unreachable("Front door")
    await on_to(dialog, Step.RESULT)
    await until(lambda: dialog.notice_bar.notice is not None)
    assert len(dialog.results.receipts) == len(USERS)
    await closed(page, dialog)


async def test_closed_it_holds_no_template(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    steps = dialog.steps
    await closed(page, dialog)
    assert steps.backup is None
    assert steps.plan is None


async def test_who_was_erased_is_told_with_the_number_and_cannot_be_chosen(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    backups.there = {}
    backups.erased = frozenset(each.id for each in USERS[:2])
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    said = "2 people in this file were erased on purpose and are not restored."
    assert said in words(dialog)
    assert dialog.verb_button.text() == "Restore 8 users"
    model = dialog.plan_page.table.model()
    whats = [str(model.index(row, 2).data()) for row in range(model.rowCount())]
    assert whats.count("Was erased") == 2
    assert whats[-2:] == ["Was erased"] * 2
    await on_to(dialog, Step.RESULT)
    (restored,) = backups.restored
    assert backups.erased.isdisjoint(restored)
    assert dialog.results.headline_text.startswith("8 of 8 users")
    await closed(page, dialog)


async def test_nothing_is_said_of_erasing_where_nobody_was_erased(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    assert "erased" not in words(dialog)
    await closed(page, dialog)


async def test_a_key_that_is_gone_is_told_before_anything_is_restored(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    backups.untold = 3
    dialog = await opened(page, backups)
    await planned(dialog, tmp_path)
    assert "3 people were erased of whom" in words(dialog)
    await closed(page, dialog)


async def test_a_locked_keyring_ends_it_before_the_plan_with_what_to_do(
    page: Page, backups: FakeBackups, tmp_path: Path
) -> None:
    dialog = await opened(page, backups)
    await chosen(dialog, tmp_path)
    await on_to(dialog, Step.PASSPHRASE)
    dialog.passphrase_page.line.setText(PASSPHRASE)
    backups.plan_trouble = ErasedNotKnown("keyring")
    dialog.verb_button.click()
    await until(lambda: dialog.notice_bar.notice is not None)
    notice = dialog.notice_bar.notice
    assert notice is not None
    assert notice.title == "Rollcall cannot tell who was erased"
    assert "Unlock the keyring" in words(dialog)
    assert dialog.steps.step is Step.PASSPHRASE
    await on_to(dialog, Step.PLAN)
    await closed(page, dialog)
