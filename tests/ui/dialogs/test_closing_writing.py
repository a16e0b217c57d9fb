"""Dialogs that write, closed between two receipts: nothing breaks, and what was written is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from rollcall.protocol.users import UserId, UserInfo
from rollcall.store.values import JournalEntry, JournalKind
from rollcall.ui.dialogs.copy_users import copy_users
from rollcall.ui.dialogs.copy_users_dialog import CopyUsersDialog
from rollcall.ui.dialogs.delete_users import DeleteUsersDialog, delete_users
from rollcall.ui.dialogs.edit_many import EditManyDialog, edit_users
from rollcall.ui.dialogs.edit_user import edit_user
from rollcall.ui.dialogs.edit_user_dialog import EditUserDialog
from rollcall.ui.dialogs.enroll import EnrollDialog, enroll
from rollcall.ui.dialogs.import_users import import_users
from rollcall.ui.dialogs.import_users_course import Step
from rollcall.ui.dialogs.import_users_dialog import ImportDialog
from rollcall.ui.dialogs.photos import photos
from rollcall.ui.dialogs.photos_dialog import PhotosDialog
from rollcall.ui.dialogs.recovered_capture import RecoveredCaptureDialog, decide
from rollcall.ui.dialogs.remove_everywhere import RemoveEverywhereDialog, remove_everywhere
from rollcall.ui.dialogs.restore import RestoreDialog, restore
from rollcall.ui.dialogs.user_results import start_undo
from rollcall.usecases.backups.restore_steps import Step as RestoreStep
from rollcall.usecases.enrolling.methods import Captured, Method
from rollcall.usecases.enrolling.settling_jobs import RecoveredCapture
from rollcall.usecases.photos.desk import Stage
from tests.ui.dialogs.closing import (
    BY_HAND,
    DOOR,
    STORE,
    House,
    Way,
    each_way,
    house,
    with_its_page,
    with_the_program,
)
from tests.ui.photo_fakes import folder_of_photos
from tests.usecases.backups.made import PASSPHRASE
from tests.usecases.fakes import NOW
from tests.usecases.sheets.people import written

IDS = ("1", "2", "3", "4")


@pytest.fixture
async def at(tmp_path: Path, qtbot: QtBot) -> AsyncIterator[House]:
    async with house(tmp_path) as made:
        yield made


@dataclass(frozen=True)
class Writing:
    """A dialog that writes users, until one answer is held back."""

    begin: Callable[[House], Awaitable[QDialog]]
    """Opens it and presses its button; the device holds one answer back then."""
    count: Callable[[House], int]
    """How many users the device stores as they were to be."""
    action: str
    same: int = 0
    """How many were so already."""


# --- many users


async def importing(at: House) -> QDialog:
    rows = [[each, f"New {each}"] for each in IDS]
    path = written(at.folder / "staff.csv", rows, ("ID", "Name"))
    at.begin(import_users(at.page, at.users.importing, at.door, undo=at.users.people.undo))
    dialog = await at.dialog(ImportDialog)
    await dialog.open_path(path)
    dialog.verb_button.click()
    await at.until(lambda: dialog.course.step is Step.CHECK and dialog.verb_button.isEnabled())
    at.hold("SetUserInfo", after=1)
    dialog.verb_button.click()
    return dialog


def imported(at: House) -> int:
    return sum(each.name.startswith("New") for each in at.devices[DOOR].users)


async def copying(at: House) -> QDialog:
    users = at.remembered(*IDS)
    at.begin(
        copy_users(
            at.page, at.users.copying, at.door, users, targets=(STORE,), undo=at.users.people.undo
        )
    )
    dialog = await at.dialog(CopyUsersDialog)
    await at.until(lambda: dialog.verb_button.isEnabled() and not dialog.busy)
    at.hold("SetUserInfo", after=1, on=STORE)
    dialog.verb_button.click()
    return dialog


def copied(at: House) -> int:
    return sum(1 for _ in at.devices[STORE].users)


async def saving_photos(at: House) -> QDialog:
    folder = folder_of_photos(at.folder, *(f"{each}.jpg" for each in IDS))
    at.begin(photos(at.page, at.users.photos, at.door, at.remembered(), undo=at.users.people.undo))
    dialog = await at.dialog(PhotosDialog)
    dialog.loading.add([folder])
    await at.until(lambda: dialog.desk.counts[Stage.READY] == len(IDS))
    await at.until(dialog.verb_button.isEnabled)
    at.hold("SetUserInfo", after=1)
    dialog.verb_button.click()
    return dialog


def faces(at: House) -> int:
    return sum(each.face is not None for each in at.devices[DOOR].users if each.id in IDS)


async def removing(at: House) -> QDialog:
    at.begin(
        remove_everywhere(
            at.page, at.users.removing, at.remembered(*IDS), undo=at.users.people.undo
        )
    )
    dialog = await at.dialog(RemoveEverywhereDialog)
    await at.until(lambda: dialog.choice.table.model().rowCount() and not dialog.busy)
    dialog.choice.typed.setText("4")
    at.hold("DeleteUserInfo", after=1)
    dialog.verb_button.click()
    return dialog


def removed(at: House) -> int:
    return sum(each not in at.devices[DOOR].users for each in IDS)


async def restoring(at: House) -> QDialog:
    path = at.folder / "door.rollcall"
    backups, uid = at.users.backups, at.door.known_uid
    taken = await backups.read(uid, report=lambda _: None)
    await backups.write(path, PASSPHRASE, taken, uid=uid, name="Front door", report=lambda _: None)
    for each in IDS:
        at.devices[DOOR].users.remove(UserId(each))
    at.begin(restore(at.page, backups, at.door, undo=at.users.people.undo))
    dialog = await at.dialog(RestoreDialog)
    dialog.steps.choose(path)
    dialog.accept()
    await at.until(lambda: dialog.steps.step is RestoreStep.PASSPHRASE)
    dialog.passphrase_page.line.setText(PASSPHRASE)
    await at.until(lambda: not dialog.busy)
    dialog.accept()
    await at.until(lambda: dialog.steps.step is RestoreStep.PLAN and not dialog.busy)
    at.hold("SetUserInfo", after=1)
    dialog.accept()
    return dialog


def restored(at: House) -> int:
    return sum(each in at.devices[DOOR].users for each in IDS)


MANY = {
    "import": Writing(importing, imported, "import users"),
    "copy": Writing(copying, copied, "copy users"),
    "photos": Writing(saving_photos, faces, "convert photo"),
    "remove everywhere": Writing(removing, removed, "remove everywhere"),
    "restore": Writing(restoring, restored, "restore users", same=2),
}


@pytest.mark.parametrize(("name", "way"), each_way(MANY))
async def test_closed_between_two_users_it_tells_what_was_written(
    at: House, name: str, way: Way
) -> None:
    writing = MANY[name]
    dialog = await writing.begin(at)
    await at.held()
    way(at, dialog)
    await at.say_yes()
    at.let_go()
    await at.leave()
    await at.check_is_tidy()
    count = writing.count(at)
    assert 2 <= count < len(IDS)
    assert (await at.done())[writing.action] == count
    if way in BY_HAND:
        assert at.said.startswith(f"{count + writing.same} of ")


# --- many users, by work of the page


async def editing_many(at: House) -> None:
    at.begin(edit_users(at.page, at.users.people, at.door, at.remembered(*IDS)))
    dialog = await at.dialog(EditManyDialog)
    await at.until(lambda: dialog.department.count() and not dialog.busy)
    dialog.department.choose("Office")
    dialog.department_tick.setChecked(True)
    at.hold("SetUserInfo", after=1)
    dialog.verb_button.click()


def in_office(at: House) -> int:
    return sum(each.department == "Office" for each in at.devices[DOOR].users)


async def deleting(at: House) -> None:
    at.begin(delete_users(at.page, at.users.people, at.door, at.remembered(*IDS)))
    dialog = await at.dialog(DeleteUsersDialog)
    await at.until(lambda: dialog.property("is_checked") and not dialog.busy)
    dialog.typed.setText("4")
    at.hold("DeleteUserInfo", after=1)
    dialog.verb_button.click()


async def undoing(at: House) -> None:
    people = at.users.people
    await people.delete(DOOR, at.remembered(*IDS), got=lambda _: None, report=lambda _: None)
    at.hold("SetUserInfo", after=1)
    start_undo(at.page, people.undo, device_name=lambda _uid: "Front door")


OF_THE_PAGE = {
    "edit many": (editing_many, in_office, "edit user"),
    "delete": (deleting, removed, "delete user"),
    "undo": (undoing, restored, "undo"),
}


@pytest.mark.parametrize("way", [with_its_page, with_the_program], ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", OF_THE_PAGE)
async def test_work_of_a_page_that_goes_ends_with_the_user_it_is_at(
    at: House, name: str, way: Way
) -> None:
    begin, counted, action = OF_THE_PAGE[name]
    await begin(at)
    await at.held()
    way(at, QDialog())
    await at.say_yes()
    at.let_go()
    await at.check_is_tidy()
    assert counted(at) == 2
    assert (await at.done())[action] == 2


# --- one user


async def saving(at: House) -> QDialog:
    at.begin(edit_user(at.page, at.users.people, at.door, UserId("1")))
    dialog = await at.dialog(EditUserDialog)
    await at.until(dialog.verb_button.isEnabled)
    dialog.form.name.setText("Anna")
    at.hold("SetUserInfo")
    dialog.verb_button.click()
    return dialog


async def enrolling(at: House) -> QDialog:
    at.begin(enroll(at.page, at.users.enrolling, at.door, at.remembered("1")))
    dialog = await at.dialog(EnrollDialog)
    await at.until(dialog.verb_button.isEnabled)
    at.hold("SetUserInfo")
    dialog.verb_button.click()
    return dialog


async def recovering(at: House) -> QDialog:
    number = await at.store.journal.begin(JournalKind.JOB, DOOR, user_id=UserId("1"))
    capture = RecoveredCapture(
        entry=JournalEntry(
            id=number, at=NOW, kind=JournalKind.JOB, device=DOOR, user_id=UserId("1")
        ),
        captured=Captured(method=Method.FACE, template=b"left over", entry=number),
        info=UserInfo(id=UserId("1"), name="Ann"),
    )
    at.begin(decide(at.page, at.users.enrolling, at.door, capture))
    dialog = await at.dialog(RecoveredCaptureDialog)
    at.hold("SetUserInfo")
    dialog.verb_button.click()
    return dialog


ONE = {
    "edit": (saving, "Anna was changed on Front door: name"),
    "enroll": (enrolling, "Ann: Face stored on Front door and read back"),
    "recovered capture": (recovering, "Face stored on Front door and read back"),
}


@pytest.mark.parametrize(("name", "way"), each_way(ONE))
async def test_closed_while_one_user_is_written_it_tells_that_it_was(
    at: House, name: str, way: Way
) -> None:
    begin, said = ONE[name]
    dialog = await begin(at)
    await at.held()
    way(at, dialog)
    await at.say_yes()
    at.let_go()
    await at.leave()
    await at.check_is_tidy()
    user = at.devices[DOOR].users.get(UserId("1"))
    assert user is not None
    assert user.name == "Anna" or user.face is not None
    assert (await at.done()).total() == 1
    if way in BY_HAND:
        assert at.said.splitlines()[0] == said
