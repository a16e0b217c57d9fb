"""What was written is read again as it was, and nothing of it is a formula."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollcall.protocol.errors import FileFault, FileProblem
from rollcall.usecases.sheets.sheet import Read
from rollcall.usecases.sheets.template import TemplateWords, write_template
from rollcall.usecases.sheets.writing import write_rows
from tests.usecases.sheets.people import read, written

NAMES = [
    "Ann Müller",
    "李伟",
    "محمد العلي",
    "Ольга Громова",
    'O\'Neil, "Jim"; Jr',
    "two\nlines",
    "=1+1",
    "+49 30",
    "-",
    "@here",
    "'=x",
    "\tx",
    "007",
    "1E5",
    "TRUE",
    "2025-03-01",
    "_x0041_",
    "😀 emoji",
]


@pytest.mark.parametrize("name", ["users.xlsx", "users.csv"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_texts_come_back_as_they_were(tmp_path: Path, name: str, separator: str) -> None:
    path = tmp_path / name
    rows = [[f"00{at}", each] for at, each in enumerate(NAMES)]
    write_rows(path, ["ID", "Name"], rows, separator=separator)
    assert read(path).body == rows


CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cn"], include_characters="\n\t"
)
TEXTS = st.text(CHARACTERS, max_size=9)


@given(st.lists(TEXTS))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("sheets")
    for name in ("a.csv", "a.xlsx"):
        rows = [["1", each, "."] for each in ["x", *texts]]
        path = folder / name
        write_rows(path, ["ID", "Name", "."], rows)
        how = Read(header_row=1, encoding="utf-8", separator=",")
        assert read(path, how).body == rows


def test_no_cell_of_csv_is_a_formula_and_excel_sees_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    write_rows(path, ["=ID"], [[each] for each in NAMES])
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "\0"))


@pytest.mark.parametrize("name", ["users.xlsx", "users.csv"])
def test_half_a_character_is_replaced(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_rows(path, ["ID", "Name"], [["1", "a\ud800b"]])
    assert read(path).body == [["1", "a?b"]]


def test_folder_that_is_not_there_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        write_rows(tmp_path / "no" / "users.xlsx", ["ID"], [])
    assert caught.value.fault is FileFault.NOT_WRITABLE
    assert not list(tmp_path.rglob("*.xlsx"))


def test_file_stays_as_it_was_when_the_rows_fail_in_the_middle(tmp_path: Path) -> None:
    path = written(tmp_path / "users.csv", [["1", "Ann"]])
    before = path.read_bytes()

    def rows() -> list[list[str]]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_rows(path, ["ID"], rows())
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["users.csv"]


KILLED: Final = """
import os, signal, sys
from pathlib import Path
from rollcall.usecases.sheets.writing import write_rows

path, step = Path(sys.argv[1]), sys.argv[2]

def end(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def rows():
    for at in range(5000):
        if step == f"row {at}":
            end()
        yield [str(at), "New " * 20]

if step == "written":
    os.fsync = end
if step == "checked":
    Path.replace = end
write_rows(path, ["ID", "Name"], rows())
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("name", ["users.xlsx", "users.csv"])
@pytest.mark.parametrize("step", ["row 0", "row 4999", "written", "checked"])
def test_killed_at_any_step_of_an_export_the_old_file_is_whole(
    tmp_path: Path, name: str, step: str
) -> None:
    path = written(tmp_path / name, [["1", "Ann"]])
    before = path.read_bytes()
    root = Path(__file__).resolve().parents[3]
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), step],
        env={**os.environ, "PYTHONPATH": str(root / "desktop")},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert path.read_bytes() == before


def test_template_has_headings_examples_and_choices(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    words = TemplateWords(
        page="Users",
        examples_page="Examples",
        headings=["ID", "Name", "Department", "Privilege", "Card", "Password"],
        privileges=["User", "Manager"],
        examples=[["0042", "李伟", "", "User", "", "0012"]],
    )
    write_template(path, words, ["Office", "财务部"])
    sheet = read(path)
    assert sheet.headings[0] == "ID"
    assert sheet.body == []
    assert read(path, Read(worksheet="Examples")).body[0][0] == "0042"
    assert sheet.worksheets == ("Users", "Examples")  # the choices are kept out of sight
    with zipfile.ZipFile(path) as archive:
        rules = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "Lists!$C$1:$C$2" in rules
    assert "Lists!$D$1:$D$2" in rules


def test_page_is_named_though_the_translation_is_no_name_for_excel(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    words = TemplateWords(
        page="Utilisateurs / employés de l'entreprise",
        examples_page="Exemples ?",
        headings=["ID", "Nom", "Service", "Droits"],
        privileges=["Utilisateur"],
        examples=[],
    )
    write_template(path, words, [])
    assert read(path).headings[0] == "ID"
    assert read(path).worksheet == "Utilisateurs   employés de l en"
