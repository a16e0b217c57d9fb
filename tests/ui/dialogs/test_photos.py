from __future__ import annotations

from pathlib import Path

from rollcall.ui.dialogs.photos import photos, why_not_offered
from rollcall.ui.dialogs.photos_dialog import PhotosDialog
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from rollcall.usecases.photos.converting import Photos
from tests.ui.backup_fakes import FakeUndo
from tests.ui.device_fakes import a_device
from tests.ui.dialogs.asked import until
from tests.ui.people_fakes import office
from tests.ui.photo_fakes import USERS, FakePhotos, folder_of_photos
from tests.ui.user_fakes import a_user


async def opened(page: Page, fake: FakePhotos | None = None) -> None:
    await photos(page, fake or FakePhotos(), a_device(), USERS, undo=FakeUndo())


async def dialog_of(page: Page) -> PhotosDialog:
    await until(lambda: bool(page.findChildren(PhotosDialog)))
    return page.findChildren(PhotosDialog)[0]


async def test_page_tells_what_was_read_back(page: Page, tasks: TaskRunner, tmp_path: Path) -> None:
    work = tasks.start(opened(page), owner=page, title="Photos")
    dialog = await dialog_of(page)
    dialog.loading.add([folder_of_photos(tmp_path, "007.jpg", "12.jpg")])
    await until(lambda: len(dialog.desk.ready) == 2)
    dialog._update_actions()
    dialog.verb_button.click()
    await until(lambda: dialog.saving.saved == (2, 2) and not dialog.saving.is_running)
    dialog.reject()
    await tasks.idle()
    assert work.result is None
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "2 of 2 faces read back on Front door"


async def test_saved_faces_are_undone_by_one_press(
    page: Page, tasks: TaskRunner, tmp_path: Path
) -> None:
    async with office() as front:
        for user_id in ("1", "2"):
            front.at.put(user_id, f"User {user_id}")
        users = [a_user("1", "User 1"), a_user("2", "User 2")]
        real = Photos(
            front.at.open_session,
            writer=front.at.writer,
            details=front.details,
            audit=front.at.audit,
        )
        work = photos(page, real, front.front, users, undo=front.people.undo)
        tasks.start(work, owner=page, title="Photos")
        dialog = await dialog_of(page)
        dialog.loading.add([folder_of_photos(tmp_path, "1.jpg", "2.jpg")])
        await until(lambda: len(dialog.desk.ready) == 2)
        for file in ("1.jpg", "2.jpg"):  # one after the other, yet one visit
            await until(lambda: not dialog.saving.is_running)
            key = next(each.key for each in dialog.desk.rows if each.path.name == file)
            dialog.saving.start([key], leaves_faces=False)
        await until(lambda: dialog.saving.saved == (2, 2) and not dialog.saving.is_running)
        dialog.reject()
        await tasks.idle()
        assert all(front.at.has(each).face for each in "12")
        page.notice_bar._on_action_clicked()
        await tasks.idle()
        assert not any(front.at.has(each).face for each in "12")
        assert page.notice_bar.notice is not None
        assert page.notice_bar.notice.title == "Undone: 2 of 2 users are as before on Front door"


async def test_closing_without_saving_tells_nothing(page: Page, tasks: TaskRunner) -> None:
    tasks.start(opened(page), owner=page, title="Photos")
    (await dialog_of(page)).reject()
    await tasks.idle()
    assert page.notice_bar.notice is None


async def test_device_that_cannot_is_told_instead(page: Page, tasks: TaskRunner) -> None:
    fake = FakePhotos()
    fake.can = False
    tasks.start(opened(page, fake), owner=page, title="Photos")
    await tasks.idle()
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title.startswith("Front door cannot make faces of photos")


def test_reason_is_there_only_when_the_device_cannot() -> None:
    fake = FakePhotos()
    assert why_not_offered(fake, a_device()) == ""
    fake.can = None
    assert why_not_offered(fake, a_device()) == ""
    fake.can = False
    assert "cannot make faces of photos" in why_not_offered(fake, a_device())
