"""What importing says in counts: one, several, and nothing where there is nothing to say."""

from __future__ import annotations

import pytest

from rollcall.protocol.users import SetUserInfo, UserId
from rollcall.ui.dialogs.import_users_words import ImportWords
from rollcall.usecases.sheets.rows import Preview, RowKind, SheetRow
from tests.usecases.sheets.people import a_sheet


def a_row(number: int) -> SheetRow:
    user_id = UserId(str(number))
    change = SetUserInfo(id=user_id, name="Ann")
    return SheetRow(number=number, kind=RowKind.NEW, id=user_id, name="Ann", change=change)


def preview(*rows: SheetRow, room: int | None = None) -> Preview:
    return Preview(rows=rows, room=room)


@pytest.mark.parametrize(
    ("new", "room", "said"),
    [
        (3, None, ""),
        (3, 3, ""),
        (1, 0, "The device has no room for the new user, who will fail."),
        (2, 0, "The device has no room for the 2 new users: they will fail."),
        (3, 1, "3 users are new, but the device has room for 1 more. The rest will fail."),
    ],
)
def test_new_users_for_whom_there_is_no_room_are_said(
    new: int, room: int | None, said: str
) -> None:
    assert ImportWords().room(preview(*map(a_row, range(new)), room=room)) == said


def test_one_and_several_rows_are_told_apart() -> None:
    words = ImportWords()
    assert words.left_out(1) == "1 row was left out because of a fault."
    assert words.left_out(1200) == "1,200 rows were left out because of a fault."
    assert words.rows(a_sheet(["1"])).startswith("users.xlsx has 1 row below its headings.")
    assert words.rows(a_sheet(["1"], ["2"])).startswith("users.xlsx has 2 rows below")
    assert words.zeros_lost(1).startswith("1 ID is")
    assert words.zeros_lost(2).startswith("2 IDs are")
