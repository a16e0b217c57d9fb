from __future__ import annotations

import pytest

from rollcall.ui.pages.shown_users import as_people_count, count_text
from tests.ui.user_fakes import a_user, current


@pytest.mark.parametrize(
    ("count", "visible", "selected", "said"),
    [
        (1, 1, 0, "1 user"),
        (5, 5, 0, "5 users"),
        (5, 3, 0, "3 of 5 users"),
        (1, 0, 0, "0 of 1 user"),
        (5, 5, 2, "5 users, 2 selected"),
        (5, 4, 1, "4 of 5 users, 1 selected"),
    ],
)
def test_users_are_counted_in_words(count: int, visible: int, selected: int, said: str) -> None:
    assert count_text(count, visible=visible, selected=selected) == said


def test_ids_stand_as_people_count() -> None:
    entries = current(a_user("10"), a_user("009"), a_user("A2"), a_user("8"))
    assert [each.id for each in as_people_count(entries)] == ["8", "009", "10", "A2"]
