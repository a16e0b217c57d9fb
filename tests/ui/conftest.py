"""What the tests of the window share: a qasync loop, the theme, a task runner, tidy windows."""

from __future__ import annotations

import gc
import os

os.environ["QT_API"] = "pyside6"  # before qasync chooses

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import pytest
import qasync  # type: ignore[import-untyped]
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rollcall.settings import SettingsFile
from rollcall.ui.clipboard import settle
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import APP_ARGUMENTS, Theme

HERE = Path(__file__).parent

# The offscreen platform says so about every dialog; it is not about us.
NOT_ABOUT_US = r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], qasync.QEventLoop]]:
    return {"qasync": lambda: qasync.QEventLoop(QApplication.instance())}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(NOT_ABOUT_US))


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["rollcall", *APP_ARGUMENTS]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    qapp.setQuitOnLastWindowClosed(False)  # as app.py does; else a closing dialog ends the loop
    theme = Theme(qapp)
    theme.apply("light")
    return theme


@pytest.fixture(autouse=True)
def _light(theme: Theme) -> Iterator[None]:
    """Start every test in light and American English, and leave no window to the next."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    settle()
    theme.apply("light")
    left = [type(each).__name__ for each in QApplication.topLevelWidgets() if each.isVisible()]
    for each in QApplication.topLevelWidgets():
        each.close()
    if left:
        pytest.fail(f"windows left open: {left}")


@pytest.fixture(autouse=True)
def _garbage() -> Iterator[None]:
    """Collect cycles on this thread, as ui/garbage.py does: in another, Qt would end the tests."""
    gc.disable()
    yield
    gc.collect(1)  # all that the test has made is young
    gc.enable()


@pytest.fixture
async def tasks(qtbot: QtBot) -> AsyncIterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    await runner.shutdown()


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")
