"""Which column is which: by headings in several languages, by what was chosen before."""

from __future__ import annotations

import pytest

from rollcall.protocol.users import Privilege
from rollcall.usecases.sheets.columns import (
    HEADINGS_REMEMBERED_MAX,
    SheetColumn,
    Spoken,
    header_row_of,
    privilege_words,
    proposed,
    remembered,
)
from tests.usecases.sheets.people import a_sheet

ALL = dict(zip(SheetColumn, range(6), strict=True))


@pytest.mark.parametrize(
    "headings",
    [
        ("ID", "Name", "Department", "Privilege", "Card", "Password"),
        ("user_id", "Full Name", "Dept.", "Role", "Card No.", "PIN"),
        ("Personalnr.", "Mitarbeiter", "Abteilung", "Berechtigung", "Kartennummer", "Kennwort"),
        ("Número", "Nombre", "Departamento", "Privilegio", "Tarjeta", "Contraseña"),
        ("MATRICULE", "Nom et prénom", "Service", "Rôle", "N° de carte", "Mot de passe"),
        ("工号", "姓名", "部门", "权限", "卡号", "密码"),
        ("رقم الموظف", "الاسم", "القسم", "الصلاحية", "رقم البطاقة", "كلمة المرور"),
    ],
)
def test_headings_of_offices_are_known(headings: tuple[str, ...]) -> None:
    assert proposed(a_sheet(headings=headings), {}, Spoken()) == ALL


def test_our_own_words_in_another_language_are_known() -> None:
    spoken = Spoken(columns={"Tunnus": SheetColumn.ID}, privileges={"Johtaja": Privilege.MANAGER})
    assert proposed(a_sheet(headings=("tunnus",)), {}, spoken) == {SheetColumn.ID: 0}
    assert privilege_words(spoken)["johtaja"] is Privilege.MANAGER


def test_first_of_two_headings_for_one_column_counts() -> None:
    found = proposed(a_sheet(headings=("No", "Badge", "Name")), {}, Spoken())
    assert found == {SheetColumn.ID: 0, SheetColumn.NAME: 2}


def test_what_was_chosen_before_comes_first() -> None:
    sheet = a_sheet(headings=("ID", "Chip", "Name"))
    kept = remembered(sheet, {SheetColumn.ID: 1, SheetColumn.NAME: 2}, {})
    assert kept == {"id": "", "chip": "id", "name": "name"}
    found = proposed(a_sheet(headings=("Name", "CHIP ", "ID")), kept, Spoken())
    assert found == {SheetColumn.ID: 1, SheetColumn.NAME: 0}


def test_oldest_heading_is_forgotten_when_there_are_too_many() -> None:
    kept = {f"heading {each}": "" for each in range(HEADINGS_REMEMBERED_MAX)}
    kept = remembered(a_sheet(headings=("New",)), {}, kept)
    assert len(kept) == HEADINGS_REMEMBERED_MAX
    assert "new" in kept
    assert "heading 0" not in kept


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([["ID", "Name"], ["1", "Ann"]], 1),
        ([["Staff list 2025", ""], ["", ""], ["Personalnr.", "Name"], ["1", "Ann"]], 3),
        ([["Wer", "Was"], [1.0, "Ann"]], 1),
        ([["1", "Ann"], ["2", "Bob"]], 0),
        ([["", ""]], 0),
        ([[7.0, True]], 0),
    ],
)
def test_row_with_the_headings_is_found(rows: list[list[str]], row: int) -> None:
    assert header_row_of(rows, Spoken()) == row
