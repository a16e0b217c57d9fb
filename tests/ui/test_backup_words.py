from __future__ import annotations

import pytest

from rollcall.protocol.errors import Refused
from rollcall.protocol.users import Privilege, UserId, UserInfo
from rollcall.ui.backup_words import BackupCounts, backup_filter, row_details, standing_word
from rollcall.usecases.backups.planning import Row, Standing
from rollcall.usecases.backups.saved import Counts
from rollcall.usecases.changing.receipt import Part
from rollcall.usecases.copying.fitting import LeftOut, Why
from rollcall.usecases.copying.likeness import Difference, Way

pytestmark = pytest.mark.usefixtures("qapp")

ANN = UserInfo(id=UserId("7"), name="Ann", department="Sales")
CHIEF = UserInfo(id=UserId("7"), name="Ann", privilege=Privilege.ADMINISTRATOR)
PRIVILEGE = Difference(Part.PRIVILEGE, 1, 1, Way.OTHER)
OTHER = UserInfo(id=UserId("7"), name="Rosa", department="")


def test_every_standing_has_a_word_of_its_own() -> None:
    assert len({standing_word(each) for each in Standing}) == len(Standing)


def test_file_dialogs_offer_our_files_alone() -> None:
    assert backup_filter() == "Backups of users (*.rollcall)"


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (Difference(Part.NAME, 1, 1, Way.OTHER), "name: Ann instead of Rosa"),
        (Difference(Part.DEPARTMENT, 1, 0, Way.MISSING), "department: Sales instead of —"),
        (Difference(Part.FACE, 1, 0, Way.MISSING), "face added"),
        (Difference(Part.FINGERS, 2, 1, Way.MORE), "fingers: 2 instead of 1"),
        (Difference(Part.CARD, 1, 1, Way.OTHER), "card replaced"),
    ],
)
def test_what_is_put_back_is_told_part_by_part(difference: Difference, text: str) -> None:
    row = Row(user=ANN, standing=Standing.DIFFERENT, there=OTHER, differences=(difference,))
    assert row_details(row) == text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Row(user=CHIEF, standing=Standing.NEW), "more rights: Administrator"),
        (
            Row(user=CHIEF, standing=Standing.DIFFERENT, there=OTHER, differences=(PRIVILEGE,)),
            "more rights: Administrator",
        ),
        (
            Row(user=OTHER, standing=Standing.DIFFERENT, there=CHIEF, differences=(PRIVILEGE,)),
            "privilege replaced",
        ),
        (Row(user=CHIEF, standing=Standing.SAME, there=CHIEF), ""),
    ],
)
def test_more_rights_are_told(row: Row, text: str) -> None:
    assert row_details(row) == text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Row(user=ANN, standing=Standing.SAME), ""),
        (
            Row(user=ANN, standing=Standing.ANOTHER, there=OTHER),
            "The ID belongs to Rosa there; nothing is changed",
        ),
        (Row(user=ANN, standing=Standing.NO_ROOM), "The device is full; it is left out"),
        (
            Row(user=ANN, standing=Standing.NEW, left_out=(LeftOut(Part.FACE, Why.NO_READER),)),
            "without face: no such reader",
        ),
    ],
)
def test_what_is_not_put_back_says_why(row: Row, text: str) -> None:
    assert row_details(row) == text


def test_a_user_the_device_does_not_tell_of_says_what_went_wrong() -> None:
    error = Refused("Front door", command="GetUserInfo", code="busy")
    said = row_details(Row(user=ANN, standing=Standing.UNREADABLE, error=error))
    assert "Front door" in said


def test_numbers_are_in_words_and_nothing_is_said_of_palms_where_there_are_none() -> None:
    words = BackupCounts()
    assert words.credentials(Counts(users=412, faces=1, fingers=800, cards=2)) == (
        "412 users, 1 face, 800 fingerprints, 2 cards"
    )
    assert words.backed_up(1, device="Gate") == "1 user of Gate is backed up"
    assert words.restore(3) == "Restore 3 users"


def test_what_is_missing_in_a_backup_is_named_and_a_long_list_is_cut() -> None:
    words = BackupCounts()
    assert words.incomplete((), is_stable=True) == ""
    assert words.incomplete(["7"], is_stable=True) == "1 user could not be read: ID 7."
    many = words.incomplete([str(each) for each in range(1, 13)], is_stable=False)
    assert many.startswith("12 users could not be read: IDs 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ….")
    assert "kept changing" in many


def test_who_was_erased_is_counted_and_told_why_nothing_is_done() -> None:
    counts = BackupCounts()
    assert counts.erased(1) == "1 person in this file was erased on purpose and is not restored."
    assert counts.erased(2) == "2 people in this file were erased on purpose and are not restored."
    assert row_details(Row(user=ANN, standing=Standing.ERASED)).startswith("Erased on purpose")
    assert "2 people were erased of whom" in counts.untold(2)
    assert "nobody in the list" in counts.untold(1)
