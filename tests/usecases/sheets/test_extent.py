"""How far cells reach, before a library makes room for them."""

from __future__ import annotations

import pytest

from rollcall.usecases.sheets.extent import ExtentTooLarge, check_ods, check_xlsx
from tests.usecases.sheets.hostile import FAR, cell, ods_cell, worksheet


@pytest.mark.parametrize("name", FAR)
def test_far_cell_is_found_however_it_is_written(name: str) -> None:
    with pytest.raises(ExtentTooLarge):
        check_xlsx(worksheet(FAR[name]).encode())


@pytest.mark.parametrize(
    "rows",
    [
        "",
        f'<row r="1">{cell("A1")}{cell("Z1")}</row>',
        f'<row r="1">{cell("CV1")}</row>',
        f"<row><c><v>1</v></c></row><row>{cell('')}</row>",
        '<cols><col min="1" max="16384"/></cols>',
        # A row that was only given a height, as spreadsheet programs leave behind.
        f'<row r="1">{cell("A1")}</row><row r="1048576"><c r="XFD1048576" s="3"/></row>',
    ],
)
def test_near_cells_are_fine(rows: str) -> None:
    check_xlsx(worksheet(rows).encode())


def test_large_sheet_is_looked_at_in_pieces() -> None:
    rows = "".join(f'<row r="{n}">{cell(f"A{n}")}{cell(f"B{n}")}</row>' for n in range(1, 40_000))
    xml = worksheet(rows).encode()
    assert len(xml) > 1 << 20
    check_xlsx(xml)
    with pytest.raises(ExtentTooLarge):
        check_xlsx(worksheet(rows + FAR["tab"]).encode())


def test_repeated_empty_cells_take_no_room() -> None:
    check_ods(
        b'<table:table><table:table-row table:number-rows-repeated="1048576">'
        b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )


def test_each_worksheet_counts_on_its_own() -> None:
    row = '<table:table-row table:number-rows-repeated="60000">' + ods_cell("x", 2)
    table = f"<table:table>{row}</table:table-row></table:table>"
    check_ods((table * 3).encode())
    with pytest.raises(ExtentTooLarge):
        check_ods(f"<table:table>{row}</table:table-row>{row}</table:table-row>".encode())
