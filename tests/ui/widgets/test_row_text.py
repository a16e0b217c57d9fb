from __future__ import annotations

from rollcall.ui.models.columns import Column
from rollcall.ui.widgets.row_text import rows_as_mime, rows_as_text

COLUMNS = [
    Column[tuple[str, str]](key="id", title="ID", text=lambda row: row[0]),
    Column[tuple[str, str]](key="name", title="Name", text=lambda row: row[1]),
]


def test_text_is_apart_by_tabs_and_keeps_leading_zeros() -> None:
    assert rows_as_text(COLUMNS, [("007", "Ann"), ("12", "张伟")]) == "007\tAnn\n12\t张伟"


def test_tab_or_line_in_a_name_makes_no_new_cell() -> None:
    assert rows_as_text(COLUMNS, [("1", "Ann\tM\nX")]) == "1\tAnn M X"


def test_spreadsheets_take_every_cell_as_text() -> None:
    mime = rows_as_mime(COLUMNS, [("007", "=1+1"), ("8", "<b>x</b>")])
    assert mime.text() == "007\t=1+1\n8\t<b>x</b>"
    assert mime.html().count("mso-number-format:'\\@'") == 4
    assert "&lt;b&gt;" in mime.html()
