from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from rollcall.ui.i18n import isolated
from rollcall.ui.models.columns import COLUMN_ROLES, Align, Column, fold, natural
from rollcall.ui.theme import LIGHT

Role = Qt.ItemDataRole


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łukasz", "łukasz"),
        ("ÉCOLE", "ecole"),
        ("张伟", "张伟"),
        ("مُحَمَّد", "محمد"),
        ("ＡＢＣ", "abc"),
        ("", ""),
    ],
)
def test_fold_takes_away_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_natural_counts_as_people_do() -> None:
    texts = ["Door 10", "door 9", "12", "9", "Ärmel", "Arm"]
    assert sorted(texts, key=natural) == ["9", "12", "Arm", "Ärmel", "door 9", "Door 10"]


def test_column_answers_for_each_role() -> None:
    column = Column[int](
        key="n",
        title="Number",
        text=str,
        sort=lambda value: -value,
        align=Align.END,
        accessible=lambda value: f"number {value}",
        tooltip=lambda value: f"tip {value}",
        ink=lambda value: "muted" if value < 0 else None,
    )
    assert column.data(5, Role.DisplayRole) == "5"
    assert column.data(5, Role.AccessibleTextRole) == "number 5"
    assert column.data(5, Role.ToolTipRole) == "tip 5"
    assert column.data(5, Role.TextAlignmentRole) == Align.END.value
    assert column.data(5, Role.DecorationRole) is None
    assert column.data(5, Role.ForegroundRole) is None
    assert column.data(-5, Role.ForegroundRole).color() == QColor(LIGHT.muted)
    assert column.data(5, Role.FontRole) is None
    assert column.sort_key(5) == -5
    assert column.header(Role.DisplayRole) == "Number"
    assert column.header(Role.TextAlignmentRole) == Align.END.value
    assert column.header(Role.FontRole) is None


def test_icon_only_column_keeps_its_text_for_search_and_readers() -> None:
    column = Column[int](key="n", title="Face", text=lambda _: "Face enrolled", is_icon_only=True)
    assert column.data(5, Role.DisplayRole) == ""
    assert column.data(5, Role.AccessibleTextRole) == "Face enrolled"


def test_roles_answered_are_listed() -> None:
    assert Role.AccessibleTextRole in COLUMN_ROLES


def test_natural_key_is_made_once_for_a_text() -> None:
    natural.cache_clear()
    keys = [natural("Søren 9"), natural("Søren 9")]
    assert keys[0] == keys[1]
    assert natural.cache_info().misses == 1


def test_file_name_is_drawn_isolated_but_copied_and_read_out_as_it_is() -> None:
    column = Column[str](key="file", title="File", text=str, is_isolated=True)
    name = "ألف.jpg"
    assert column.data(name, Role.DisplayRole) == isolated(name) != name
    assert column.data(name, Role.AccessibleTextRole) == name
    assert column.text(name) == name
