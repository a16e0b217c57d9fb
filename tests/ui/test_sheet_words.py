"""What is said about sheets."""

from __future__ import annotations

import pytest

from rollcall.protocol.users import Privilege, SetUserInfo, UserId
from rollcall.ui.models.sheet_rows import shown_row
from rollcall.ui.sheet_words import (
    changes_text,
    column_title,
    doubt_text,
    encoding_name,
    fault_text,
    kind_word,
    separator_name,
    spoken,
    template_words,
)
from rollcall.usecases.sheets.columns import SheetColumn
from rollcall.usecases.sheets.csv_text import SEPARATORS
from rollcall.usecases.sheets.encodings import ENCODINGS
from rollcall.usecases.sheets.rows import Doubt, DoubtKind, Fault, FaultKind, RowKind, SheetRow
from tests.usecases.sheets.people import known


@pytest.mark.parametrize("kind", FaultKind)
def test_every_fault_is_a_sentence(kind: FaultKind) -> None:
    fault = Fault(kind=kind, column=SheetColumn.CARD, text="{x}", other=7, other_text="007")
    said = fault_text(fault)
    assert said.endswith(".")
    assert "{" not in said.replace("{x}", "")


@pytest.mark.parametrize("kind", DoubtKind)
def test_every_doubt_is_a_sentence(kind: DoubtKind) -> None:
    assert doubt_text(Doubt(kind=kind, column=SheetColumn.ID)).endswith(".")


def test_every_name_is_another() -> None:
    assert len({kind_word(each) for each in RowKind}) == len(RowKind)
    assert len({encoding_name(each) for each in ENCODINGS}) == len(ENCODINGS)
    assert len({separator_name(each) for each in SEPARATORS}) == len(SEPARATORS)
    assert len({column_title(each) for each in SheetColumn}) == len(SheetColumn)


def test_change_says_old_and_new_but_no_secret() -> None:
    change = SetUserInfo(
        id=UserId("1"), name="Ann B", privilege=Privilege.MANAGER, card="12345", password="0042"
    )
    row = SheetRow(
        number=2,
        kind=RowKind.CHANGED,
        id=UserId("1"),
        name="Ann B",
        change=change,
        before=known("1", "Ann", ""),
        doubts=(Doubt(kind=DoubtKind.LONG_PASSWORD, column=SheetColumn.PASSWORD),),
    )
    said = "Name: Ann → Ann B; Privilege: User → Manager; card will be set; password will be set"
    assert changes_text(row) == said
    assert shown_row(row).details == f"{said}. {doubt_text(row.doubts[0])}"


def test_new_user_is_said_without_an_old_value() -> None:
    change = SetUserInfo(id=UserId("1"), name="Ann", department="Office", privilege=Privilege.USER)
    row = SheetRow(number=2, kind=RowKind.NEW, id=UserId("1"), name="Ann", change=change)
    assert changes_text(row) == "Department: Office; Privilege: User"


def test_our_own_words_are_understood_again() -> None:
    assert spoken().columns["Department"] is SheetColumn.DEPARTMENT
    assert spoken().privileges["Administrator"] is Privilege.ADMINISTRATOR
    words = template_words()
    assert len(words.headings) == len(SheetColumn)
    assert all(len(each) == len(SheetColumn) for each in words.examples)
