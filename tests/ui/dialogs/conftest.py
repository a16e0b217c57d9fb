from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.page import Page
from rollcall.ui.tasks import TaskRunner


@pytest.fixture
def page(tasks: TaskRunner, qtbot: QtBot) -> Page:
    """A page in sight, over which dialogs open and which tells what came of them."""
    page = Page(tasks)
    qtbot.addWidget(page)
    page.show()
    return page
