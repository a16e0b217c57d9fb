from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rollcall import __version__
from rollcall.settings import SettingsFile
from rollcall.ui.i18n import Languages
from rollcall.ui.pages.licences import LicencesDialog
from rollcall.ui.pages.settings import SettingsPage
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Theme
from rollcall.ui.widgets.label import Label

FOLDER = Path("office data") / "Rollcall"


@pytest.fixture
def languages(qapp: QApplication, tmp_path: Path) -> Iterator[Languages]:
    before = QLocale()
    languages = Languages(qapp, folder=tmp_path)
    yield languages
    languages.use("en")
    QLocale.setDefault(before)


@pytest.fixture
def opened() -> list[Path]:
    return []


@pytest.fixture
async def page(
    qtbot: QtBot,
    tasks: TaskRunner,
    settings: SettingsFile,
    theme: Theme,
    languages: Languages,
    opened: list[Path],
) -> SettingsPage:
    page = SettingsPage(
        settings,
        tasks=tasks,
        theme=theme,
        languages=languages,
        data_folder=FOLDER,
        open_folder=opened.append,
    )
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    return page


async def test_appearance_is_applied_at_once(
    page: SettingsPage, settings: SettingsFile, theme: Theme
) -> None:
    page.appearance.choose("dark")
    assert theme.is_dark
    assert settings.value.appearance == "dark"


async def test_appearance_chosen_elsewhere_is_shown(
    page: SettingsPage, settings: SettingsFile, theme: Theme
) -> None:
    settings.change(appearance="dark")
    theme.apply("dark")
    assert page.appearance.choice == "dark"
    settings.change(appearance="system")
    page.page_shown()
    assert page.appearance.choice == "system"


async def test_language_is_applied_at_once(page: SettingsPage, settings: SettingsFile) -> None:
    page.language.choose("en")
    assert settings.value.language == "en"
    assert QLocale().language() == QLocale.Language.English
    page.language.choose("system")
    assert settings.value.language == "system"


async def test_only_languages_there_are_are_offered(page: SettingsPage) -> None:
    offered = [page.language.itemData(at) for at in range(page.language.count())]
    assert offered == ["system", "en"]


async def test_folder_can_be_copied_and_opened(page: SettingsPage, opened: list[Path]) -> None:
    assert page.folder.text() == str(FOLDER)
    assert page.folder.isReadOnly()
    assert opened == []
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == str(FOLDER)
    page.open_button.click()
    assert opened == [FOLDER]


async def test_version_is_said(page: SettingsPage) -> None:
    assert f"Rollcall {__version__}" in [label.text() for label in page.findChildren(Label)]


async def test_licences_open(page: SettingsPage, tasks: TaskRunner) -> None:
    page.licences_button.click()
    opened: list[LicencesDialog] = []
    while not opened:  # the files are read by a thread, which tells no event
        await asyncio.sleep(0.001)
        opened = [each for each in page.findChildren(LicencesDialog) if each.isVisible()]
    opened[0].reject()
    await tasks.idle()
    assert tasks.works == ()


async def test_fields_are_named(page: SettingsPage) -> None:
    names = [each.accessibleName() for each in (page.language, page.appearance, page.folder)]
    assert names == ["Language", "Appearance", "Folder on this PC"]


async def test_no_field_is_squeezed_in_a_low_and_wide_window(page: SettingsPage) -> None:
    page.resize(1400, 400)
    QApplication.sendPostedEvents()
    for label in page.findChildren(Label):
        if label.isVisible() and label.hasHeightForWidth():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
