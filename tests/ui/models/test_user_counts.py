from __future__ import annotations

import pytest

from rollcall.ui.models.user_counts import UserCounts


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
    assert UserCounts().users(count, visible=visible, selected=selected) == said


@pytest.mark.parametrize(
    ("listed", "counted", "said"),
    [
        (50, 120, "Front door lists 50 of its 120 users"),
        (0, 1, "Front door counts 1 user, but lists nobody"),
    ],
)
def test_list_that_ends_early_is_told(listed: int, counted: int, said: str) -> None:
    assert UserCounts().shortfall(listed, counted=counted, device="Front door") == said


def test_fingers_are_counted_in_words() -> None:
    assert [UserCounts().fingers(count) for count in (1, 2)] == ["1 finger", "2 fingers"]
