"""Rows of CSV, and what separates the cells."""

from __future__ import annotations

import pytest

from rollcall.protocol.errors import FileFault
from rollcall.usecases.sheets.csv_text import (
    SEPARATORS,
    guess_separator,
    looks_like_text,
    read_csv,
)
from rollcall.usecases.sheets.repacking import Unusable


@pytest.mark.parametrize("separator", SEPARATORS)
def test_separator_is_what_divides_all_rows_alike(separator: str) -> None:
    rows = [["ID", "Name", "Note"], ["1", "Ann", "a, b"], ["2", "Bob", "c; d"], ["3", "Li", ""]]
    lines = [
        separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows
    ]
    assert guess_separator("\n".join(lines)) == separator


def test_separator_that_excel_names_is_taken_and_its_line_left_out() -> None:
    text = "sep=;\r\nID;Name\r\n1;a,b,c\r\n"
    assert guess_separator(text) == ";"
    assert read_csv(text, ";")[0] == ["ID", "Name"]


def test_one_column_has_no_separator() -> None:
    assert read_csv("ID\n1\n2\n", guess_separator("ID\n1\n2\n")) == [["ID"], ["1"], ["2"]]


def test_quotes_and_line_breaks_stay_in_their_cell() -> None:
    text = 'ID,Name\r\n1,"Ann ""the boss"", Jr"\n2,"two\nlines"\r3,x\n\n\n'
    assert read_csv(text, ",") == [
        ["ID", "Name"],
        ["1", 'Ann "the boss", Jr'],
        ["2", "two\nlines"],
        ["3", "x"],
    ]


def test_guard_of_a_formula_is_taken_off() -> None:
    assert read_csv("'=1+1,'plain,''=x\n", ",") == [["=1+1", "'plain", "'=x"]]


@pytest.mark.parametrize(
    "text",
    [
        "1\n" * 60_000,
        ",".join("a" * 101),
        "1," + "x" * 40_000,
        '"' + "x" * 200_000,
    ],
    ids=["rows", "columns", "cell", "open quote"],
)
def test_what_is_too_large_is_refused(text: str) -> None:
    with pytest.raises(Unusable) as caught:
        read_csv(text, ",")
    assert caught.value.fault is FileFault.TOO_LARGE


def test_bytes_of_something_else_are_no_text() -> None:
    assert looks_like_text("ID;Ünal\r\n\t")
    assert not looks_like_text("\x00\x01\x02 some" * 5)
    assert not looks_like_text("\ufffd" * 9)
