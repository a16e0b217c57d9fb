from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import AppError
from rollcall.store.values import AuditEntry, AuditResult
from rollcall.ui.models import activity
from rollcall.ui.models.activity import NumberedEntry
from rollcall.ui.models.table import TableModel
from rollcall.usecases.audit import Action


def an_entry(
    action: str = "set key",
    subject: str = "",
    result: AuditResult = "done",
    details: str = "",
    minute: int = 0,
) -> AuditEntry:
    return AuditEntry(
        at=datetime(2026, 5, 4, 12, minute, tzinfo=UTC),
        who="jane",
        device_uid="uid",
        device_name="Front door",
        action=action,
        subject=subject,
        result=result,
        details=details,
    )


@pytest.fixture
def model(qtbot: QtBot) -> TableModel[NumberedEntry]:
    model = TableModel[NumberedEntry](activity.columns(), key=lambda row: row.number)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    assert tester.model() is model
    return model


def test_row_says_it_all(model: TableModel[NumberedEntry]) -> None:
    entry = an_entry("rename device", "Gate", "failed", "Unreachable")
    model.set_records([NumberedEntry(1, entry)])
    cells = [model.index(0, column).data() for column in range(1, 6)]
    assert cells[:4] == ["Rename to Gate", "Front door", "Not done", "jane"]
    assert cells[4] == "The device did not answer"
    assert not model.index(0, 3).data(Qt.ItemDataRole.DecorationRole).isNull()


def test_equal_entries_are_two_rows(model: TableModel[NumberedEntry]) -> None:
    model.set_records([NumberedEntry(1, an_entry()), NumberedEntry(2, an_entry())])
    assert model.visible_count == 2


def test_rows_sort_by_the_moment(model: TableModel[NumberedEntry]) -> None:
    rows = [NumberedEntry(at, an_entry(minute=minute)) for at, minute in enumerate((5, 50, 6))]
    model.set_records(rows)
    model.sort(0)
    assert [row.entry.at.minute for row in model.visible_records()] == [5, 6, 50]


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_words(action: Action) -> None:
    said = activity.deed_text(an_entry(action.value, "10.0.0.1"))
    assert not said.startswith(action.value)


def test_action_of_a_newer_program_is_shown_as_it_is() -> None:
    assert activity.deed_text(an_entry("paint door", "red")) == "paint door red"


@pytest.mark.parametrize(
    ("result", "shown"), [("done", "Done"), ("failed", "Not done"), ("unknown", "Not certain")]
)
def test_result_is_in_words(result: AuditResult, shown: str) -> None:
    assert activity.result_text(result) == shown


def test_doubtful_result_says_what_to_do(model: TableModel[NumberedEntry]) -> None:
    model.set_records([NumberedEntry(1, an_entry(result="unknown"))])
    assert "look at the device" in model.index(0, 3).data(Qt.ItemDataRole.ToolTipRole)


def leaves(kind: type[AppError]) -> list[type[AppError]]:
    below = kind.__subclasses__()
    return [leaf for each in below for leaf in leaves(each)] if below else [kind]


@pytest.mark.parametrize("kind", leaves(AppError), ids=lambda kind: kind.__name__)
def test_every_error_has_words(kind: type[AppError]) -> None:
    assert activity.details_text(kind.__name__) != kind.__name__


def test_details_of_a_newer_program_are_shown_as_they_are() -> None:
    assert activity.details_text("Melted") == "Melted"
    assert activity.details_text("") == ""


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("details", "text"),
    [
        ("Differs: fingers 1/3", "The device stores something else: 1 of 3 fingers"),
        (
            "Differs: name 1/1, face 0/1, card 1/0",
            "The device stores something else: face not stored, card still there, name not as sent",
        ),
        ("Differs", "The device stores something else"),
        ("SealBroken", "What was kept of the user could not be opened any more"),
        ("put back: 1", "A face, finger or palm that the device had lost was put back"),
        ("put back: 2", "2 faces, fingers or palms that the device had lost were put back"),
    ],
)
def test_codes_with_numbers_have_words(details: str, text: str) -> None:
    assert activity.details_text(details) == text


@pytest.mark.parametrize("details", ["Differs: soul 1/3", "Differs: face", "put back: two"])
def test_codes_nobody_knows_are_shown_as_they_are(details: str) -> None:
    assert activity.details_text(details) == details
