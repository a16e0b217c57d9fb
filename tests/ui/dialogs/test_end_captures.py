from __future__ import annotations

import asyncio

import pytest
from pytestqt.qtbot import QtBot

from rollcall.ui.dialogs.end_captures import should_end_all
from rollcall.ui.tasks import TaskRunner
from tests.ui.dialogs.asked import said, the_question
from tests.ui.people_fakes import PageOfNothing


@pytest.mark.parametrize("is_meant", [True, False])
async def test_it_says_that_other_people_lose_theirs_and_ends_nothing_unasked(
    tasks: TaskRunner, qtbot: QtBot, *, is_meant: bool
) -> None:
    page = PageOfNothing(tasks)
    qtbot.addWidget(page)
    answer = asyncio.ensure_future(should_end_all(page, "Front door"))
    question = await the_question()
    assert "one that somebody else began" in said(question)
    if is_meant:
        question.accept()
    else:
        question.reject()
    assert await answer is is_meant
