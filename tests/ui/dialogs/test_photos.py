from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.dialogs.photos import photos, why_not_offered
from rollcall.ui.dialogs.photos_dialog import PhotosDialog
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner
from tests.ui.device_fakes import a_device
from tests.ui.photo_fakes import USERS, FakePhotos, folder_of_photos


@pytest.fixture
def page(tasks: TaskRunner, qtbot: QtBot) -> Page:
    page = Page(tasks)
    qtbot.addWidget(page)
    return page


async def until(look: Callable[[], bool]) -> None:
    while not look():  # noqa: ASYNC110  # what a person sees comes about by no event of ours
        await asyncio.sleep(0.01)


async def dialog_of(page: Page) -> PhotosDialog:
    await until(lambda: bool(page.findChildren(PhotosDialog)))
    return page.findChildren(PhotosDialog)[0]


async def test_page_tells_what_was_read_back(page: Page, tasks: TaskRunner, tmp_path: Path) -> None:
    work = tasks.start(photos(page, FakePhotos(), a_device(), USERS), owner=page, title="Photos")
    dialog = await dialog_of(page)
    dialog.loading.add([folder_of_photos(tmp_path, "007.jpg", "12.jpg")])
    await until(lambda: len(dialog.desk.ready) == 2)
    dialog._update_actions()
    dialog.verb_button.click()
    await until(lambda: dialog.saved == (2, 2) and dialog._saving is None)
    dialog.reject()
    await tasks.idle()
    assert work.result is None
    assert page.notice_bar.notice is not None
    assert page.notice_bar.notice.title == "2 of 2 faces read back on Front door"


async def test_closing_without_saving_tells_nothing(page: Page, tasks: TaskRunner) -> None:
    tasks.start(photos(page, FakePhotos(), a_device(), USERS), owner=page, title="Photos")
    (await dialog_of(page)).reject()
    await tasks.idle()
    assert page.notice_bar.notice is None


async def test_device_that_cannot_is_told_instead(page: Page, tasks: TaskRunner) -> None:
    fake = FakePhotos()
    fake.can = False
    tasks.start(photos(page, fake, a_device(), USERS), owner=page, title="Photos")
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
