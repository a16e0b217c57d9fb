from __future__ import annotations

import csv
from pathlib import Path

import pytest

from rollcall.usecases.list_file import write_csv


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


def test_no_cell_is_run_as_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_csv(path, [("=1+1", "Ann")])
    assert path.read_text(encoding="utf-8-sig") == "'=1+1,Ann\n"
