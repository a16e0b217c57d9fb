"""Dialogs closed while they read, plan or prepare: nothing breaks and nothing is changed."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from rollcall.protocol.users import UserId
from rollcall.store.values import PendingRemoval
from rollcall.ui import ask
from rollcall.ui.dialogs.back_up import BackUpDialog, back_up
from rollcall.ui.dialogs.compare import CompareDialog, compare_devices
from rollcall.ui.dialogs.copy_users import copy_users
from rollcall.ui.dialogs.copy_users_dialog import CopyUsersDialog
from rollcall.ui.dialogs.delete_users import DeleteUsersDialog, delete_users
from rollcall.ui.dialogs.edit_many import EditManyDialog, edit_users
from rollcall.ui.dialogs.edit_user import add_user, edit_user
from rollcall.ui.dialogs.edit_user_dialog import EditUserDialog
from rollcall.ui.dialogs.enroll import EnrollDialog, enroll
from rollcall.ui.dialogs.export_users import ExportDialog, export_users
from rollcall.ui.dialogs.import_users import import_users
from rollcall.ui.dialogs.import_users_dialog import ImportDialog
from rollcall.ui.dialogs.pending_removals import PendingRemovalsDialog, pending_removals
from rollcall.ui.dialogs.photos import photos
from rollcall.ui.dialogs.photos_dialog import PhotosDialog
from rollcall.ui.dialogs.receipts import ReceiptsDialog
from rollcall.ui.dialogs.remove_everywhere import RemoveEverywhereDialog, remove_everywhere
from rollcall.ui.dialogs.restore import RestoreDialog, restore
from rollcall.ui.widgets.question import Question
from rollcall.usecases.backups.restore_steps import Step as RestoreStep
from rollcall.usecases.listening import Event
from rollcall.usecases.photos.desk import Stage
from rollcall.usecases.roster import EntryState, RosterEntry
from tests.ui.dialogs.closing import (
    BY_HAND,
    DOOR,
    STORE,
    House,
    Way,
    at_once,
    delete_later,
    each_way,
    house,
)
from tests.ui.photo_fakes import folder_of_photos
from tests.ui.receipt_fakes import choose, receipt
from tests.usecases.backups.made import PASSPHRASE
from tests.usecases.fakes import NOW
from tests.usecases.sheets.people import written

IDS = ("1", "2", "3", "4")
Begin = Callable[[House], Awaitable[QDialog]]
DialogT = TypeVar("DialogT", bound=QDialog)


@pytest.fixture
async def at(tmp_path: Path, qtbot: QtBot) -> AsyncIterator[House]:
    async with house(tmp_path) as made:
        yield made


async def chosen(at: House, path: Path) -> None:
    """Answer the choice of a file."""
    choose(await at.dialog(QFileDialog), path)


# --- while a device is asked


async def importing(at: House) -> QDialog:
    path = written(at.folder / "staff.csv", [["1", "New"]], ("ID", "Name"))
    at.begin(import_users(at.page, at.users.importing, at.door, undo=at.users.people.undo))
    dialog = await at.dialog(ImportDialog)
    await dialog.open_path(path)
    at.hold("GetUserInfo", after=1)
    dialog.verb_button.click()
    return dialog


async def looking_for_room(at: House) -> QDialog:
    at.hold("GetCurrentUsage", on=STORE)
    at.begin(
        copy_users(
            at.page, at.users.copying, at.door, at.remembered(*IDS), undo=at.users.people.undo
        )
    )
    return await at.dialog(CopyUsersDialog)


async def planning_a_copy(at: House) -> QDialog:
    at.hold("GetUserIdList", on=STORE)
    users = at.remembered(*IDS)
    at.begin(
        copy_users(
            at.page, at.users.copying, at.door, users, targets=(STORE,), undo=at.users.people.undo
        )
    )
    return await at.dialog(CopyUsersDialog)


async def comparing(at: House) -> QDialog:
    devices = [at.fleet.device(each) for each in (DOOR, STORE)]
    at.begin(compare_devices(at.page, at.users.copying, devices, undo=at.users.people.undo))
    dialog = await at.dialog(CompareDialog)
    at.hold("GetUserIdList", on=STORE)
    dialog.verb_button.click()
    return dialog


async def finding(at: House) -> QDialog:
    at.hold("GetUserInfo", after=1)
    at.begin(
        remove_everywhere(
            at.page, at.users.removing, at.remembered(*IDS), undo=at.users.people.undo
        )
    )
    return await at.dialog(RemoveEverywhereDialog)


async def backing_up(at: House) -> QDialog:
    dialog = await asked_for_a_backup(at)
    at.hold("GetUserInfo", after=2)
    await chosen(at, at.folder / "door.rollcall")
    return dialog


async def planning_a_restore(at: House) -> QDialog:
    dialog = await asked_for_a_passphrase(at)
    at.hold("GetUserIdList")
    dialog.accept()
    return dialog


async def editing(at: House) -> QDialog:
    at.hold("GetUserInfo")
    at.begin(edit_user(at.page, at.users.people, at.door, UserId("1")))
    return await at.dialog(EditUserDialog)


async def adding(at: House) -> QDialog:
    at.hold("GetUserIdList")
    at.begin(add_user(at.page, at.users.people, at.door))
    return await at.dialog(EditUserDialog)


async def editing_many(at: House) -> QDialog:
    at.hold("GetDeptList")
    at.begin(edit_users(at.page, at.users.people, at.door, at.remembered(*IDS)))
    return await at.dialog(EditManyDialog)


async def deleting(at: House) -> QDialog:
    at.hold("GetUserIdList", after=1)
    at.begin(delete_users(at.page, at.users.people, at.door, at.remembered(*IDS)))
    return await at.dialog(DeleteUsersDialog)


async def exporting(at: House) -> QDialog:
    dialog = await asked_to_export(at)
    at.hold("GetUserInfo", after=1)
    dialog.secrets.setChecked(True)
    dialog.verb_button.click()
    (await at.dialog(Question)).verb_button.click()
    await chosen(at, at.folder / "users.csv")
    return dialog


async def learning(at: House) -> QDialog:
    at.hold("GetDeviceCapabilities")
    at.begin(enroll(at.page, at.users.enrolling, at.door, at.remembered("1")))
    return await at.dialog(EnrollDialog)


async def asking_for_a_capture(at: House) -> QDialog:
    return await begun_to_enroll(at, "BeginEnrollFace")


async def capturing(at: House) -> QDialog:
    return await begun_to_enroll(at, "QueryJobStatus")


async def converting(at: House) -> QDialog:
    dialog = await with_photos(at)
    await at.until(lambda: dialog.desk.counts[Stage.READY] == len(IDS))
    await at.until(dialog.verb_button.isEnabled)
    at.hold("PhotoToFacedata", after=1)
    dialog.verb_button.click()
    return dialog


ASKING: tuple[Begin, ...] = (
    importing,
    looking_for_room,
    planning_a_copy,
    comparing,
    finding,
    backing_up,
    planning_a_restore,
    editing,
    adding,
    editing_many,
    deleting,
    exporting,
    learning,
    asking_for_a_capture,
    capturing,
    converting,
)


@pytest.mark.parametrize(("begin", "way"), each_way(ASKING), ids=lambda each: each.__name__)
async def test_closed_while_a_device_is_asked_it_leaves_nothing(
    at: House, begin: Begin, way: Way
) -> None:
    before = set(at.folder.iterdir())
    dialog = await begin(at)
    await at.held()
    way(at, dialog)
    await at.say_yes()
    at.let_go()
    await at.leave()
    await at.check_is_tidy()
    for device in at.devices.values():
        assert not device.ledger.counts["SetUserInfo"]
        assert not device.ledger.counts["DeleteUserInfo"]
        assert device.enrollment.running == ()
    assert not at.users.enrolling.loose
    new = {each.name for each in set(at.folder.iterdir()) - before}
    assert not {each for each in new if each.startswith((".", "users", "door.rollcall."))}
    if way in BY_HAND and begin is not converting:
        assert at.said == ""


# --- while threads work, or the store


async def reading_a_sheet(at: House) -> QDialog:
    path = written(at.folder / "staff.xlsx", [["1", "New"]] * 500, ("ID", "Name"))
    at.begin(import_users(at.page, at.users.importing, at.door, undo=at.users.people.undo))
    dialog = await at.dialog(ImportDialog)
    dialog.file_step.choose.click()
    await chosen(at, path)
    return dialog


async def choosing_a_file(at: House) -> QDialog:
    at.begin(import_users(at.page, at.users.importing, at.door, undo=at.users.people.undo))
    dialog = await at.dialog(ImportDialog)
    dialog.file_step.choose.click()
    await at.dialog(QFileDialog)
    return dialog


async def preparing_photos(at: House) -> QDialog:
    return await with_photos(at)


async def opening_a_backup(at: House) -> QDialog:
    dialog = await asked_for_a_passphrase(at)
    dialog.accept()
    return dialog


async def writing_a_backup(at: House) -> QDialog:
    dialog = await asked_for_a_backup(at)
    await chosen(at, at.folder / "door.rollcall")
    await at.until(lambda: at.devices[DOOR].ledger.counts["GetUserInfo"] >= len(IDS))
    return dialog


async def writing_an_export(at: House) -> QDialog:
    dialog = await asked_to_export(at)
    dialog.verb_button.click()
    await chosen(at, at.folder / "users.xlsx")
    return dialog


async def reading_what_waits(at: House) -> QDialog:
    await at.store.removals.add(waiting())
    at.begin(pending_removals(at.page, at.users.removing))
    return await at.dialog(PendingRemovalsDialog)


async def withdrawing(at: House) -> QDialog:
    dialog = await reading_what_waits(at)
    assert isinstance(dialog, PendingRemovalsDialog)
    await at.until(lambda: dialog.table.model().rowCount())
    dialog.table.selectAll()
    dialog.verb_button.click()
    return dialog


async def saving_a_list(at: House) -> QDialog:
    dialog = ReceiptsDialog(
        at.page,
        tasks=at.tasks,
        title="Results",
        device_name=str,
        many=[receipt(str(each)) for each in range(300)],
    )
    at.begin(ask.show(dialog))
    await at.dialog(ReceiptsDialog)
    await at.until(dialog.view.save_button.isEnabled)
    dialog.view.save_button.click()
    await chosen(at, at.folder / "results.xlsx")
    return dialog


BESIDE: tuple[Begin, ...] = (
    reading_a_sheet,
    choosing_a_file,
    preparing_photos,
    opening_a_backup,
    writing_a_backup,
    writing_an_export,
    reading_what_waits,
    withdrawing,
    saving_a_list,
)


@pytest.mark.parametrize(("begin", "way"), each_way(BESIDE), ids=lambda each: each.__name__)
async def test_closed_while_threads_work_nothing_breaks(at: House, begin: Begin, way: Way) -> None:
    dialog = await begin(at)
    await asyncio.sleep(0)
    way(at, dialog)
    await at.leave()
    await at.check_is_tidy()


# --- again and again


@pytest.mark.parametrize("begin", [*ASKING, reading_what_waits], ids=lambda begin: begin.__name__)
async def test_opened_three_times_it_leaves_no_listener_and_is_freed(
    at: House, begin: Begin
) -> None:
    at.let_go()
    await begun_and_left(at, begin)  # what is built once is there now
    before = listeners(at)
    gc.disable()  # nothing may be left for the cyclic collector
    try:
        alive = [await begun_and_left(at, begin) for _ in range(3)]
    finally:
        gc.enable()
    assert listeners(at) == before
    assert [each() for each in alive] == [None] * 3


async def begun_and_left(at: House, begin: Begin) -> weakref.ref[QDialog]:
    dialog = await begin(at)
    alive = weakref.ref(dialog)
    at_once(at, dialog)
    del dialog
    await at.leave()
    delete_later()
    await asyncio.sleep(0)
    return alive


def listeners(at: House) -> int:
    """Count who listens to anything that lives as long as the window."""
    known = [at.users, at.fleet, at.details, at.leases, at.audit]
    parts = [each for whole in known for each in (whole, *vars(whole).values())]
    events = {
        id(each): each
        for part in parts
        if hasattr(part, "__dict__")
        for each in vars(part).values()
        if isinstance(each, Event)
    }
    return sum(len(each._listeners) for each in events.values())


# --- on the way there


def waiting() -> PendingRemoval:
    return PendingRemoval(device=STORE, user_id=UserId("1"), name="Ann", asked_at=NOW, who="eva")


async def asked_for_a_backup(at: House) -> BackUpDialog:
    at.begin(back_up(at.page, at.users.backups, at.door))
    dialog = await at.dialog(BackUpDialog)
    dialog._passphrase.setText(PASSPHRASE)
    dialog._again.setText(PASSPHRASE)
    dialog.verb_button.click()
    return dialog


async def asked_for_a_passphrase(at: House) -> RestoreDialog:
    path = at.folder / "door.rollcall"
    backups = at.users.backups
    taken = await backups.read(DOOR, report=lambda _: None)
    await backups.write(path, PASSPHRASE, taken, uid=DOOR, name="Front door", report=lambda _: None)
    at.begin(restore(at.page, backups, at.door, undo=at.users.people.undo))
    dialog = await at.dialog(RestoreDialog)
    dialog.steps.choose(path)
    dialog.accept()
    await at.until(lambda: dialog.steps.step is RestoreStep.PASSPHRASE and not dialog.busy)
    dialog.passphrase_page.line.setText(PASSPHRASE)
    return dialog


async def asked_to_export(at: House) -> ExportDialog:
    entries = [RosterEntry(user=each, state=EntryState.CURRENT) for each in at.remembered(*IDS)]
    at.begin(export_users(at.page, at.users.exporting, at.door, entries, entries))
    return await at.dialog(ExportDialog)


async def begun_to_enroll(at: House, held: str) -> EnrollDialog:
    at.begin(enroll(at.page, at.users.enrolling, at.door, at.remembered("1")))
    dialog = await at.dialog(EnrollDialog)
    await at.until(dialog.verb_button.isEnabled)
    at.hold(held)
    dialog.verb_button.click()
    return dialog


async def with_photos(at: House) -> PhotosDialog:
    folder = folder_of_photos(at.folder, *(f"{each}.jpg" for each in IDS))
    at.begin(photos(at.page, at.users.photos, at.door, at.remembered(), undo=at.users.people.undo))
    dialog = await at.dialog(PhotosDialog)
    dialog.loading.add([folder])
    return dialog
