"""The question before somebody gets more rights."""

from __future__ import annotations

import pytest

from rollcall.protocol.users import Privilege, UserId
from rollcall.ui.dialogs.raising import may_raise
from rollcall.ui.page import Page
from rollcall.usecases.rights import Raise
from tests.ui.dialogs.asked import said, the_question

BOB = Raise(user_id=UserId("12"), name="Bob", privilege=Privilege.ADMINISTRATOR)


async def test_nobody_is_asked_where_nobody_gets_more_rights(page: Page) -> None:
    assert await may_raise(page, (), verb="Copy 1 user")


@pytest.mark.parametrize("is_meant", [True, False])
async def test_one_question_tells_who_and_the_answer_counts(page: Page, is_meant: bool) -> None:
    answers: list[bool] = []

    async def ask() -> None:
        answers.append(await may_raise(page, [BOB], verb="Copy 1 user", where="Gate"))

    page.tasks.start(ask(), owner=page, title="Copy")
    question = await the_question()
    assert "Bob gets more rights on Gate: Administrator." in said(question)
    assert not question.verb_button.isDefault()  # type: ignore[attr-defined]
    if is_meant:
        question.accept()
    else:
        question.reject()
    await page.tasks.idle()
    assert answers == [is_meant]
