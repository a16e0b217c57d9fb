"""Each row checked and compared; a fault in one leaves out that row alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from rollcall.protocol.ranges import check
from rollcall.protocol.users import Privilege, SetUserInfo, UserId, UserInfo
from rollcall.store.values import RememberedUser
from rollcall.usecases.secret_marks import SecretMarks
from rollcall.usecases.sheets.checking import Known, Rules, check_rows
from rollcall.usecases.sheets.columns import SheetColumn, Spoken, proposed
from rollcall.usecases.sheets.rows import DoubtKind, FaultKind, RowKind, SheetRow, ZeroRule
from tests.usecases.sheets.people import a_sheet, known

ANN = known("007", "Ann Müller", "Sales", "admin")
BOB = known("12", "Bob", "Office", "manager")
LI = known("9", "李伟", "财务部")
DEPARTMENTS = ("Office", "Sales", "财务部")
MATCHING = dict(zip(SheetColumn, range(6), strict=True))


def checked(
    *rows: Sequence[object],
    rules: Rules | None = None,
    departments: Sequence[str] | None = DEPARTMENTS,
    without: frozenset[SheetColumn] = frozenset(),
    users: Sequence[RememberedUser] = (ANN, BOB, LI),
    has: Sequence[UserInfo] = (),
) -> list[SheetRow]:
    secrets = SecretMarks()
    for each in has:
        secrets.note(each)
    device = Known(
        users={each.id: each for each in users},
        departments=departments,
        without_reader=without,
        secrets=secrets,
    )
    return check_rows(a_sheet(*rows), MATCHING, device, rules or Rules(), Spoken())


def one(*cells: object, **how: Any) -> SheetRow:
    (row,) = checked(cells, **how)
    return row


def fault(*cells: object, **how: Any) -> FaultKind | None:
    found = one(*cells, **how).fault
    return None if found is None else found.kind


def test_row_that_says_what_the_device_says_changes_nothing() -> None:
    row = one("007", "Ann Müller", "Sales", "Administrator")
    assert (row.kind, row.change) == (RowKind.SAME, None)


def test_only_what_is_other_is_written() -> None:
    row = one("12", "Bob Ng", "Office", "")
    assert row.kind is RowKind.CHANGED
    assert row.change == SetUserInfo(id=UserId("12"), name="Bob Ng")
    assert row.before == BOB


BOBS = UserInfo(id=UserId("12"), name="Bob", card="00777", password="0042")


@pytest.mark.parametrize(
    ("card", "password"), [("777", "0042"), (777, ""), ("00777", "0042"), ("", " 0042 ")]
)
def test_password_and_card_that_are_on_the_device_change_nothing(
    card: object, password: object
) -> None:
    row = one("12", "Bob", "Office", "", card, password, has=[BOBS])
    assert (row.kind, row.change) == (RowKind.SAME, None)


def test_other_password_or_card_is_written() -> None:
    row = one("12", "Bob", "", "", "778", "0042", has=[BOBS])
    assert row.change == SetUserInfo(id=UserId("12"), card="778")
    row = one("12", "Bob", "", "", "777", 42, has=[BOBS])
    assert row.change == SetUserInfo(id=UserId("12"), password="42")
    assert [each.kind for each in row.doubts] == [DoubtKind.NUMBER_AS_PASSWORD]


def test_password_and_card_of_somebody_else_are_written() -> None:
    row = one("77", "New", "", "", "777", "0042", has=[BOBS])
    assert row.change is not None
    assert (row.change.card, row.change.password) == ("777", "0042")


def test_what_is_odd_about_a_password_that_stays_is_not_told() -> None:
    long = UserInfo(id=UserId("12"), name="Bob", password="12345678")
    row = one("12", "Bobby", "", "", "", 12345678, has=[long])
    assert row.change == SetUserInfo(id=UserId("12"), name="Bobby")
    assert row.doubts == ()


def test_empty_cell_leaves_everything_as_it_is() -> None:
    assert one("12", "", " ", "", "", "").kind is RowKind.SAME


def test_new_user_gets_name_department_and_privilege() -> None:
    row = one("77", "New")
    assert row.kind is RowKind.NEW
    assert row.change == SetUserInfo(
        id=UserId("77"), name="New", department="Office", privilege=Privilege.USER
    )


def test_department_stays_unsaid_where_the_device_lists_none() -> None:
    row = one("77", "New", "Anything", departments=None)
    assert row.change is not None
    assert row.change.department == "Anything"
    unsaid = one("77", "New", departments=None).change
    assert unsaid is not None
    assert unsaid.department is UNSET


def test_empty_rows_are_passed_over_and_numbers_stay() -> None:
    rows = checked(["", ""], ["12", "Bob"], ["", "  "], [" ", "Ann"])
    assert [(each.number, each.fault and each.fault.kind) for each in rows] == [
        (3, None),
        (4, FaultKind.NO_ID),
        (5, FaultKind.NO_ID),
    ]


@pytest.mark.parametrize("cell", [12.0, 12, " 12 ", "12\u00a0"])
def test_id_is_text_however_the_cell_holds_it(cell: object) -> None:
    assert one(cell, "Bob").kind is RowKind.SAME


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (1e17, FaultKind.INEXACT_NUMBER),
        ("1.23E+11", FaultKind.INEXACT_NUMBER),
        ("1,23457e+05", FaultKind.INEXACT_NUMBER),
        (7.5, FaultKind.NOT_TEXT),
        (float("nan"), FaultKind.NOT_TEXT),
        (float("inf"), FaultKind.INEXACT_NUMBER),
        (True, FaultKind.NOT_TEXT),
        (date(2025, 1, 2), FaultKind.NOT_TEXT),
        ("1\n2", FaultKind.BAD_CHARACTERS),
        ("1\0", FaultKind.BAD_CHARACTERS),
        ("1\ud800", FaultKind.BAD_CHARACTERS),
        ("1" * 65, FaultKind.TOO_LONG),
    ],
)
def test_id_that_cannot_be_meant_is_left_out(cell: object, kind: FaultKind) -> None:
    assert fault(cell, "X") is kind


@pytest.mark.parametrize("cell", ["A-17", "0", "1" * 21, "٧"])
def test_unusual_id_is_only_doubted(cell: str) -> None:
    row = one(cell, "X")
    assert row.kind is RowKind.NEW
    assert [each.kind for each in row.doubts] == [DoubtKind.UNUSUAL_ID]


def test_id_that_lost_its_zeros_is_left_out_until_somebody_decides() -> None:
    row = one(7.0, "Ann Müller", "Sales")
    assert row.fault is not None
    assert (row.fault.kind, row.fault.text, row.fault.other_text) == (
        FaultKind.LOST_ZEROS,
        "7",
        "007",
    )
    restored = one(7.0, "Ann", rules=Rules(zeros=ZeroRule.AS_ON_DEVICE))
    assert (restored.id, restored.kind) == ("007", RowKind.CHANGED)
    assert one("7", "Ann", rules=Rules(zeros=ZeroRule.AS_WRITTEN)).kind is RowKind.NEW


def test_id_that_the_device_has_both_ways_is_taken_as_written() -> None:
    assert one("7", "Seven", users=(ANN, known("7", "Seven"))).kind is RowKind.SAME


def test_all_rows_with_one_id_are_left_out_and_name_each_other() -> None:
    rows = checked(["12", "Bob"], ["77", "New"], [12.0, "Bobby"], ["12", "B"])
    told = [each.fault and (each.fault.kind, each.fault.other) for each in rows]
    assert told == [
        (FaultKind.TWICE, 4),
        None,
        (FaultKind.TWICE, 2),
        (FaultKind.TWICE, 2),
    ]
    assert [each.is_written for each in rows] == [False, True, False, False]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Ann\nLee", FaultKind.BAD_CHARACTERS),
        ("\x07", FaultKind.BAD_CHARACTERS),
        ("M\ufffdller", FaultKind.BAD_CHARACTERS),  # read in another encoding than it is in
        ("x" * 201, FaultKind.TOO_LONG),
        (date(2025, 1, 2), FaultKind.NOT_TEXT),
    ],
)
def test_name_that_cannot_be_one_is_left_out(cell: object, kind: FaultKind) -> None:
    assert fault("12", cell) is kind


def test_what_the_device_holds_already_is_no_fault() -> None:
    odd = known("5", " Ann\r\nLee ", "Sa\tles", "boss")
    assert one("5", " Ann\r\nLee ", "Sa\tles", users=(odd,)).kind is RowKind.SAME
    assert one("5", "Ann\nLee", users=(odd,)).kind is RowKind.SAME
    formula = known("5", "=1+1")
    assert one("5", "'=1+1", users=(formula,)).kind is RowKind.SAME


def test_long_name_is_doubted() -> None:
    row = one("12", "x" * 25)
    assert row.kind is RowKind.CHANGED
    assert [each.kind for each in row.doubts] == [DoubtKind.LONG_NAME]


def test_department_is_found_in_any_case() -> None:
    change = one("12", "", "sales").change
    assert change is not None
    assert change.department == "Sales"
    assert one("12", "", "OFFICE").kind is RowKind.SAME


def test_unknown_department_leaves_out_its_row_unless_it_is_to_be_added() -> None:
    assert fault("12", "", "Ops") is FaultKind.UNKNOWN_DEPARTMENT
    adds = Rules(adds_departments=True)
    rows = checked(["12", "", "Ops"], ["9", "", "OPS"], rules=adds)
    assert [each.change and each.change.department for each in rows] == ["Ops", "Ops"]
    assert fault("12", "", "x" * 65, rules=adds) is FaultKind.TOO_LONG
    assert fault("12", "", "O\u0378ps", rules=adds) is FaultKind.BAD_CHARACTERS


@pytest.mark.parametrize(
    ("word", "privilege"),
    [
        ("user", Privilege.USER),
        ("ADMIN", Privilege.ADMINISTRATOR),
        ("Super-Administrator", None),
        ("Verwalter", Privilege.MANAGER),
        ("超级管理员", Privilege.ADMINISTRATOR),
        ("مشرف", Privilege.MANAGER),
        ("boss", None),
        (date(2025, 1, 2), None),
    ],
)
def test_privilege_is_a_word_in_some_language(word: object, privilege: Privilege | None) -> None:
    row = one("77", "New", "", word)
    if privilege is None:
        assert row.fault is not None
        assert row.fault.kind is FaultKind.UNKNOWN_PRIVILEGE
    else:
        assert row.change is not None
        assert row.change.privilege is privilege


def test_more_rights_are_told_and_fewer_are_not() -> None:
    rows = checked(
        ["9", "", "", "manager"],
        ["12", "", "", "admin"],
        ["007", "", "", "user"],
        ["77", "New", "", "admin"],
        ["78", "New", "", "user"],
    )
    assert [each.raised_to for each in rows] == [
        Privilege.MANAGER,
        Privilege.ADMINISTRATOR,
        None,
        Privilege.ADMINISTRATOR,
        None,
    ]


@pytest.mark.parametrize(
    ("cell", "card"),
    [("12345", "12345"), ("0012345", "12345"), (12345.0, "12345"), ("4294967295", "4294967295")],
)
def test_card_is_a_number_without_zeros_in_front(cell: object, card: str) -> None:
    change = one("12", "", "", "", cell).change
    assert change == SetUserInfo(id=UserId("12"), card=card)


@pytest.mark.parametrize("cell", ["0", "4294967296", "12 34", "ABC", "-5", "9" * 25, "٧"])
def test_card_beyond_its_range_is_left_out(cell: str) -> None:
    assert fault("12", "", "", "", cell) is FaultKind.BAD_CARD


def test_rounded_card_is_left_out() -> None:
    assert fault("12", "", "", "", "4.29E+09") is FaultKind.INEXACT_NUMBER


def test_password_keeps_its_zeros() -> None:
    assert one("12", "", "", "", "", "0042").change == SetUserInfo(id=UserId("12"), password="0042")


@pytest.mark.parametrize("cell", ["123456789", "12a", "1.5", "１２"])
def test_password_that_is_none_is_left_out_and_not_told(cell: str) -> None:
    found = one("12", "", "", "", "", cell).fault
    assert found is not None
    assert (found.kind, found.text) == (FaultKind.BAD_PASSWORD, "")


def test_password_as_a_number_and_a_long_one_are_doubted() -> None:
    doubts = one("12", "", "", "", "", 1234567.0).doubts
    assert [each.kind for each in doubts] == [
        DoubtKind.NUMBER_AS_PASSWORD,
        DoubtKind.LONG_PASSWORD,
    ]


def test_what_the_device_has_no_reader_for_is_not_sent() -> None:
    without = frozenset({SheetColumn.CARD, SheetColumn.PASSWORD})
    assert one("12", "", "", "", "not a card", "nor a pin", without=without).kind is RowKind.SAME


def test_no_secret_is_in_what_is_told_of_a_row() -> None:
    said = repr(checked(["12", "", "", "", "87654321", "24680"], ["9", "", "", "", "", "x24680"]))
    assert "87654321" not in said
    assert "24680" not in said


CELLS = st.one_of(
    st.sampled_from(["", "7", "007", "12", "Office", "admin", "=1+1", "'", "\u200f", "1E+5"]),
    st.text(max_size=12),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.times(),
)


@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=8), st.sampled_from(ZeroRule))
def test_whatever_is_in_the_cells_each_row_is_written_well_or_left_out(
    rows: list[list[object]], zeros: ZeroRule
) -> None:
    found = checked(*rows, rules=Rules(zeros=zeros, adds_departments=True))
    ids = [each.id for each in found if each.change is not None]
    assert len(set(ids)) == len(ids)
    for row in found:
        assert (row.fault is not None) == (row.kind is RowKind.LEFT_OUT)
        assert (row.change is not None) == (row.kind in {RowKind.NEW, RowKind.CHANGED})
        if row.change is not None:
            check(row.change)
            assert row.change.id == row.id
            str(row.change.name).encode()


def test_headings_of_another_order_are_followed() -> None:
    sheet = a_sheet(["Bob Ng", "12"], headings=["Name", "ID"])
    has = Known(users={BOB.id: BOB}, departments=None)
    (row,) = check_rows(sheet, proposed(sheet, {}, Spoken()), has, Rules(), Spoken())
    assert row.change == SetUserInfo(id=UserId("12"), name="Bob Ng")
