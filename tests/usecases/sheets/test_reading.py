"""Files of every kind, read by their content, and those that are no sheets refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from rollcall.protocol.errors import FileFault, FileProblem
from rollcall.usecases.sheets.columns import Spoken
from rollcall.usecases.sheets.reading import read_otherwise
from rollcall.usecases.sheets.sheet import ROWS_MAX, FileKind, Read
from rollcall.usecases.sheets.writing import Page, write_xlsx
from tests.usecases.sheets.hostile import (
    FAR,
    LINK,
    SLIPS,
    Made,
    cell,
    hostile,
    ods,
    ods_cell,
    slipping,
    xlsx,
)
from tests.usecases.sheets.people import read, written
from tests.usecases.sheets.xls_maker import xls

ROWS = [["007", "Ann Müller"], ["12", "李伟"], ["13", "محمد"], ["14", "Ольга"]]
HOSTILE = dict(hostile())


def body(path: Path) -> list[list[object]]:
    return [list(row) for row in read(path).body]


def fault_of(path: Path, made: Made) -> FileFault | None:
    path.write_bytes(made if isinstance(made, bytes) else made())
    try:
        rows = read(path).rows
    except FileProblem as problem:
        return problem.fault
    assert len(rows) <= ROWS_MAX + 100
    return None


@pytest.mark.parametrize("name", ["users.xlsx", "users.csv", "users.txt"])
def test_written_rows_are_read_again_whatever_the_name(tmp_path: Path, name: str) -> None:
    sheet = read(written(tmp_path / name, ROWS, ("ID", "Name")))
    assert sheet.headings == ("ID", "Name")
    assert sheet.header_row == 1
    assert sheet.body == ROWS
    assert "Ann" not in repr(sheet)


def test_content_counts_and_not_the_name(tmp_path: Path) -> None:
    path = written(tmp_path / "users.xlsx", ROWS)
    assert read(path.rename(tmp_path / "users.csv")).kind is FileKind.XLSX


def test_old_excel_is_read(tmp_path: Path) -> None:
    path = tmp_path / "users.xls"
    path.write_bytes(xls([["ID", "Name"], ["007", "Ünal 李"], [7.0, "x"]]))
    sheet = read(path)
    assert sheet.kind is FileKind.XLS
    assert sheet.body == [["007", "Ünal 李"], [7.0, "x"]]


def test_libreoffice_is_read_with_the_endless_empty_cells_it_writes(tmp_path: Path) -> None:
    path = tmp_path / "users.ods"
    rest = (
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    rows = "".join(
        f"<table:table-row>{ods_cell(a)}{ods_cell(b)}"
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        for a, b in (("ID", "Name"), ("007", "Ann"))
    )
    path.write_bytes(ods(rows + rest))
    assert read(path).kind is FileKind.ODS
    assert body(path) == [["007", "Ann"]]


def test_formulas_give_their_values(tmp_path: Path) -> None:
    path = tmp_path / "users.xlsx"
    formula = '<c r="B1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
    path.write_bytes(xlsx(f'<row r="1">{cell("A1")}{formula}</row>'))
    assert read(path, Read(header_row=0)).body == [[1.0, "ab"]]


def test_rows_keep_their_numbers_when_some_above_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "users.xlsx"
    rows = [["", "", ""], ["", "", ""], ["", "ID", "Name"], ["", "1", "Ann"]]
    write_xlsx(path, [Page(name="A", headings=["", "", ""], rows=rows)])
    sheet = read(path)
    assert (sheet.header_row, sheet.first_row) == (4, 5)
    assert sheet.body == [["", "1", "Ann"]]


def test_other_worksheet_is_read_on_wish(tmp_path: Path) -> None:
    path = tmp_path / "users.xlsx"
    pages = [
        Page(name="Empty", headings=()),
        Page(name="One", headings=["ID"], rows=[["1"]]),
        Page(name="Two", headings=["ID"], rows=[["2"]]),
    ]
    write_xlsx(path, pages)
    sheet = read(path)
    assert sheet.worksheets == ("Empty", "One", "Two")
    assert sheet.worksheet == "One"
    path.unlink()
    other = read_otherwise(sheet, Read(worksheet="Two"), Spoken())
    assert other.body == [["2"]]
    with pytest.raises(FileProblem):
        read_otherwise(sheet, Read(worksheet="Empty"), Spoken())


def test_encoding_and_separator_are_changed_on_wish(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_bytes("ID;Name\n1;Грегор, А\n".encode("cp1251"))
    sheet = read(path, Read(encoding="cp1251", separator=";"))
    assert sheet.body == [["1", "Грегор, А"]]
    other = read_otherwise(sheet, Read(encoding="cp1251", separator=","), Spoken())
    assert other.rows == [["ID;Name", ""], ["1;Грегор", " А"]]


def test_headings_can_be_said_to_be_elsewhere(tmp_path: Path) -> None:
    path = written(tmp_path / "users.csv", ROWS)
    assert read(path, Read(header_row=0)).body[0][0] == "ID"
    assert read(path, Read(header_row=2)).headings[0] == "007"
    assert read(path, Read(header_row=99)).body == []


def test_rows_of_different_lengths_are_made_alike(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text("ID,Name\n1\n2,Bob,more\n")
    sheet = read(path)
    assert sheet.headings == ("ID", "Name", "")
    assert sheet.body == [["1", "", ""], ["2", "Bob", "more"]]


def test_lines_that_end_in_many_ways_and_halves_of_characters_are_survived(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_bytes(b"ID,Name\r1,a\n2,\xed\xa0\x80b\r\n3,c")
    assert [row[0] for row in read(path).body] == ["1", "2", "3"]


def test_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        read(tmp_path / "users.xlsx")
    assert caught.value.fault is FileFault.NOT_FOUND
    assert caught.value.path == "users.xlsx"


def test_there_are_enough_hostile_files() -> None:
    assert len(HOSTILE) > 180


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_or_read_within_limits(tmp_path: Path, name: str) -> None:
    fault_of(tmp_path / "users.xlsx", HOSTILE[name])


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("attributes", [0, LINK], ids=["file", "link"])
@pytest.mark.parametrize("name", SLIPS)
def test_names_in_an_archive_are_no_paths_on_this_pc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, attributes: int, kind: str
) -> None:
    folder = tmp_path / "out" / "in"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "out"))
    path = folder / "users.sheet"
    content = slipping(name, kind=kind, attributes=attributes)
    path.write_bytes(content)
    before = {each for each in tmp_path.rglob("*") if "home" not in each.parts}
    try:
        told: FileFault | int = len(read(path, Read(header_row=0)).rows)
    except FileProblem as problem:
        told = problem.fault
    assert told in {1, 2, FileFault.DAMAGED}  # as without that member, or refused as a whole
    assert {each for each in tmp_path.rglob("*") if "home" not in each.parts} == before
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("nothing", FileFault.EMPTY),
        ("blanks", FileFault.EMPTY),
        ("only separators", FileFault.EMPTY),
        ("empty book", FileFault.EMPTY),
        ("nuls", FileFault.NOT_A_SHEET),
        ("pdf", FileFault.NOT_A_SHEET),
        ("png", FileFault.NOT_A_SHEET),
        ("html", FileFault.NOT_A_SHEET),
        ("random", FileFault.NOT_A_SHEET),
        ("word", FileFault.NOT_A_SHEET),
        ("old word", FileFault.NOT_A_SHEET),
        ("protected xlsx", FileFault.PROTECTED),
        ("protected xls", FileFault.PROTECTED),
        ("protected ods", FileFault.PROTECTED),
        ("million rows", FileFault.TOO_LARGE),
        ("huge file", FileFault.TOO_LARGE),
        ("one huge cell", FileFault.TOO_LARGE),
        ("open quote", FileFault.TOO_LARGE),
        ("bomb in sheet", FileFault.TOO_LARGE),
        ("bomb in content", FileFault.TOO_LARGE),
        ("bomb that says it is small", FileFault.DAMAGED),
        ("many members", FileFault.TOO_LARGE),
        ("ods repeated columns", FileFault.TOO_LARGE),
        ("ods repeated rows", FileFault.TOO_LARGE),
        ("ods endless", FileFault.TOO_LARGE),
        ("ods hidden", FileFault.TOO_LARGE),
        ("xls cycle", FileFault.DAMAGED),
        ("xls far", FileFault.TOO_LARGE),
        ("only the start of a zip", FileFault.DAMAGED),
        ("xlsx cut at 10", FileFault.DAMAGED),
        ("no worksheet", FileFault.DAMAGED),
        *((f"far {name}", FileFault.TOO_LARGE) for name in FAR),
    ],
)
def test_reason_of_a_refusal_is_told(tmp_path: Path, name: str, fault: FileFault) -> None:
    assert fault_of(tmp_path / "users.xlsx", HOSTILE[name]) is fault
