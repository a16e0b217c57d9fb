from __future__ import annotations

import pytest

from rollcall.ui.models.receipts import columns, row_of
from rollcall.ui.models.table import TableModel
from rollcall.usecases.changing.receipt import Part, Verdict
from tests.ui.receipt_fakes import FULL, NAMES, STORE, part, receipt

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_row_says_everything_in_words() -> None:
    row = row_of(
        receipt("007", Verdict.DONE, part(Part.FACE, 1, 1), device=STORE, name="王小明"),
        NAMES.__getitem__,
    )
    assert [column.text(row) for column in columns()] == [
        "Warehouse",
        "007",
        "王小明",
        "Done",
        "face",
        "",
    ]


def test_results_sort_by_what_needs_a_look_first() -> None:
    model = TableModel(columns(), key=lambda row: row.key)
    verdicts = (Verdict.SAME, Verdict.DONE, Verdict.SKIPPED, Verdict.FAILED, Verdict.DIFFERS)
    model.set_records(
        row_of(receipt(str(at), each), NAMES.__getitem__) for at, each in enumerate(verdicts)
    )
    model.sort([column.key for column in model.columns].index("result"))
    assert [row.receipt.verdict for row in model.visible_records()] == [
        Verdict.FAILED,
        Verdict.DIFFERS,
        Verdict.SKIPPED,
        Verdict.DONE,
        Verdict.SAME,
    ]


def test_the_tooltip_of_a_reason_says_what_to_do() -> None:
    row = row_of(receipt("4", Verdict.FAILED, error=FULL), NAMES.__getitem__)
    [reason] = [column for column in columns() if column.key == "reason"]
    assert reason.text(row) == "Front door is full"
    assert reason.tooltip is not None
    assert "Delete users who left" in reason.tooltip(row)
