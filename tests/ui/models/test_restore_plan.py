from __future__ import annotations

import pytest

from rollcall.protocol.users import UserId
from rollcall.ui.models.restore_plan import PlanRow, columns, ordered
from rollcall.usecases.backups.planning import Standing

pytestmark = pytest.mark.usefixtures("qapp")


def row(standing: Standing) -> PlanRow:
    return PlanRow(
        id=UserId(standing.name), name="Ann", standing=standing, word=standing.name, details="why"
    )


def test_what_is_written_stands_before_what_cannot_be_and_that_before_what_is_so_already() -> None:
    rows = ordered(map(row, sorted(Standing, key=lambda each: each.name)))
    assert [each.standing for each in rows] == [
        Standing.NEW,
        Standing.DIFFERENT,
        Standing.ANOTHER,
        Standing.NO_ROOM,
        Standing.UNREADABLE,
        Standing.ERASED,
        Standing.SAME,
    ]


@pytest.mark.parametrize("standing", list(Standing))
def test_every_row_says_who_what_and_why_with_a_sign(standing: Standing) -> None:
    made = columns()
    assert [each.text(row(standing)) for each in made] == [
        standing.name, "Ann", standing.name, "why",
    ]  # fmt: skip
    sign = made[2].icon
    assert sign is not None
    assert sign(row(standing)) is not None


def test_who_differs_is_told_to_stay_while_that_is_wished() -> None:
    _, _, what, details = columns(lambda: False)
    different, new = row(Standing.DIFFERENT), row(Standing.NEW)
    assert (what.text(different), details.text(different)) == ("Left as it is", "")
    assert (what.text(new), details.text(new)) == (Standing.NEW.name, "why")
