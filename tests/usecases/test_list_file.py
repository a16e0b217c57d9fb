from __future__ import annotations

import csv
from pathlib import Path

import pytest

from rollcall.usecases.list_file import guarded, write_csv


@pytest.mark.parametrize("separator", [",", ";"])
def test_every_cell_comes_back_from_a_spreadsheet_reader(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "list.csv"
    rows = [("ID", "Name"), ("0007", 'O"Neil, Ann; jr.'), ("8", "two\nlines"), ("9", "王小明")]
    write_csv(path, rows, separator=separator)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [tuple(row) for row in csv.reader(file, delimiter=separator)] == rows


def test_excel_is_told_that_it_is_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_csv(path, [("ID",)])
    assert path.read_bytes() == b"\xef\xbb\xbfID\r\n"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0"])
def test_nothing_is_taken_for_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ann", "1-2", "a=b"])
def test_everything_else_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell
