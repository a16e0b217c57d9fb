from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Unreachable
from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner


class UsersPage(Page):
    def __init__(self, tasks: TaskRunner) -> None:
        super().__init__(tasks)
        self.deleted = 0
        self.delete = self.new_action(self._on_delete, icon_name="trash-2", shortcut="Del")
        self.header.add_action(self.delete, role="danger")
        self._retranslate()

    def _on_delete(self) -> None:
        self.deleted += 1

    def _retranslate(self) -> None:
        self.header.set_texts("Users")
        self.delete.setText("Delete")


@pytest.fixture
async def page(tasks: TaskRunner, qtbot: QtBot) -> Page:
    page = UsersPage(tasks)
    qtbot.addWidget(page)
    return page


async def fail() -> None:
    raise Unreachable("Front door")


async def test_error_of_a_page_is_told_in_the_page(page: UsersPage, tasks: TaskRunner) -> None:
    tasks.start(fail(), owner=page, title="")
    await tasks.idle()
    assert page.notice_bar.notice is not None


async def test_action_is_found_by_its_key_and_its_button(page: UsersPage, qtbot: QtBot) -> None:
    page.show()
    page.delete.trigger()
    assert page.deleted == 1
    assert page.actions() == [page.delete]
    assert page.delete.shortcut().toString() == "Del"
    assert page.delete.shortcutContext() == Qt.ShortcutContext.WidgetWithChildrenShortcut
    page.hide()


async def test_key_with_ctrl_is_heard_wherever_the_focus_is_in_the_window(page: UsersPage) -> None:
    add = page.new_action(page.refresh, shortcut="Ctrl+N")
    assert add.shortcutContext() == Qt.ShortcutContext.WindowShortcut


async def test_texts_are_set_again_with_the_language(page: UsersPage) -> None:
    page.delete.setText("Löschen")
    QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    assert page.delete.text() == "Delete"


async def test_page_answers_the_window_by_default(page: UsersPage) -> None:
    page.refresh()
    page.set_device("A1")
    page.page_shown()
    assert page.search_field is None


async def test_high_page_scrolls(tasks: TaskRunner, qtbot: QtBot) -> None:
    page = Page(tasks, scrolls=True)
    qtbot.addWidget(page)
    page.body.addWidget(QLabel("x"))
    assert page.findChildren(QScrollArea)[0].isAncestorOf(page.findChildren(QLabel)[-1])
