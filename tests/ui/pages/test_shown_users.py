from __future__ import annotations

from rollcall.ui.pages.shown_users import as_people_count
from tests.ui.user_fakes import a_user, current


def test_ids_stand_as_people_count() -> None:
    entries = current(a_user("10"), a_user("009"), a_user("A2"), a_user("8"))
    assert [each.id for each in as_people_count(entries)] == ["8", "009", "10", "A2"]
