from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rollcall.ui.dialogs.receipts import ReceiptsDialog, ReceiptsView
from rollcall.ui.models.receipts import columns
from rollcall.ui.receipt_words import Deed
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.theme import Tone
from rollcall.usecases.changing.receipt import Part, Receipt, Verdict
from tests.ui.dialogs.asked import until
from tests.ui.receipt_fakes import FRONT, FULL, LOST, NAMES, STORE, choose, part, receipt


@pytest.fixture
def view(tasks: TaskRunner, qtbot: QtBot) -> ReceiptsView:
    view = ReceiptsView(tasks=tasks, device_name=NAMES.__getitem__)
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    return view


def rows(view: ReceiptsView) -> int:
    return view.table.model().rowCount()


async def shown(view: ReceiptsView, *many: Receipt) -> None:
    """Give receipts and wait until they are in sight."""
    view.add_all(many)
    await until(lambda: not view._unshown)


async def test_fifty_of_fifty_read_back(view: ReceiptsView, qtbot: QtBot) -> None:
    await shown(view, *(receipt(str(each)) for each in range(50)))
    view.end()
    assert view.headline.text() == "50 of 50 users read back on Front door"
    assert view.headline_text == view.headline.text()
    assert view.accessibleName() == view.headline.text()
    assert view.tone is Tone.GOOD
    assert not view.retry_button.isVisible()
    assert not view._chip.isVisible()


async def test_before_anything_came_it_says_so(view: ReceiptsView) -> None:
    assert view.headline.text() == "Nothing yet"
    assert not view.save_button.isEnabled()


async def test_while_work_runs_it_counts_of_all_that_is_expected(
    view: ReceiptsView, qtbot: QtBot
) -> None:
    view.begin(50)
    await shown(view, receipt("1"), receipt("2", Verdict.FAILED, error=FULL))
    assert view.headline.text() == "1 of 50 users read back on Front door"
    assert not view.retry_button.isEnabled()
    view.end()
    assert view.retry_button.isEnabled()


async def test_a_later_receipt_of_the_same_user_takes_the_place(
    view: ReceiptsView, qtbot: QtBot
) -> None:
    await shown(view, receipt("1"), receipt("2", Verdict.UNKNOWN, error=LOST))
    assert view.not_done == [receipt("2", Verdict.UNKNOWN, error=LOST)]
    view.add(receipt("2"))
    await until(lambda: view.headline.text() == "2 of 2 users read back on Front door")
    assert view.not_done == []
    assert rows(view) == 2


async def test_only_what_is_not_done(view: ReceiptsView, qtbot: QtBot) -> None:
    await shown(view, receipt("1"), receipt("2", Verdict.FAILED, error=FULL))
    view._chip.click()
    assert rows(view) == 1
    view.add(receipt("2"))
    await until(lambda: rows(view) == 2)  # nothing is left to filter for
    assert not view._chip.isChecked()


async def test_retry_asks_for_all_that_are_not_done(view: ReceiptsView, qtbot: QtBot) -> None:
    left = [receipt("2", Verdict.FAILED, error=FULL), receipt("3", Verdict.SKIPPED)]
    await shown(view, receipt("1"), *left)
    assert view.retry_button.text() == "Retry the 2 not done"
    with qtbot.waitSignal(view.retry_asked) as asked:
        view.retry_button.click()
    assert asked.args == [left]


async def test_a_host_that_cannot_try_again_has_no_button(tasks: TaskRunner, qtbot: QtBot) -> None:
    view = ReceiptsView(
        tasks=tasks, device_name=NAMES.__getitem__, deed=Deed.DELETE, can_retry=False
    )
    qtbot.addWidget(view)
    view.show()
    await shown(view, receipt("2", Verdict.FAILED, error=FULL))
    assert not view.retry_button.isVisible()
    assert view.headline.text() == "User 2 was not deleted from Front door"


async def test_the_device_is_a_column_once_there_are_several(
    view: ReceiptsView, qtbot: QtBot
) -> None:
    await shown(view, receipt("1"))
    assert view.table.isColumnHidden(0)
    await shown(view, receipt("1"), receipt("1", device=STORE))
    assert not view.table.isColumnHidden(0)
    assert view.headline.text() == "User 1 was saved on 2 devices and read back"


async def test_a_column_that_says_nothing_leaves_its_room_to_the_others(view: ReceiptsView) -> None:
    reason = [each.key for each in columns()].index("reason")
    await shown(view, receipt("1", Verdict.DONE, part(Part.FACE, 1, 1)))
    assert view.table.isColumnHidden(reason)
    await shown(view, receipt("2", Verdict.FAILED, error=FULL))
    assert not view.table.isColumnHidden(reason)


async def test_the_whole_reason_of_the_selected_user_stands_below(
    view: ReceiptsView, qtbot: QtBot
) -> None:
    await shown(view, receipt("4", Verdict.FAILED, error=FULL), receipt("5"))
    view.table.enter()
    assert "has no room for more faces" in view.details.text()
    view.table.select_key((FRONT, "5"))
    assert not view.details.isVisible()


async def test_what_failed_stands_first_and_what_was_the_same_last(view: ReceiptsView) -> None:
    await shown(
        view,
        receipt("1", Verdict.SAME),
        receipt("2"),
        receipt("3", Verdict.FAILED, error=FULL),
        receipt("4", Verdict.SAME),
    )
    await shown(view, receipt("5"))
    ids = [view._model.record(row).receipt.user_id for row in range(rows(view))]
    assert ids == ["3", "2", "5", "1", "4"]


async def test_rows_can_be_copied(view: ReceiptsView, qtbot: QtBot) -> None:
    await shown(view, receipt("004", Verdict.FAILED, error=FULL, name="Ivan"))
    view.table.enter()
    QTest.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "004\tIvan\tNot done\tFront door is full"


async def test_five_thousand_come_in_pieces(view: ReceiptsView, qtbot: QtBot) -> None:
    view.add_all(receipt(str(each)) for each in range(5000))
    assert rows(view) == 0
    assert view.headline_text == "5,000 of 5,000 users read back on Front door"
    await until(lambda: rows(view) == 5000)


@pytest.mark.parametrize(
    ("country", "separator"),
    [(QLocale.Country.UnitedStates, ","), (QLocale.Country.Germany, ";")],
    ids=["point", "comma"],
)
async def test_the_list_is_saved_as_offices_use_it(
    view: ReceiptsView,
    qtbot: QtBot,
    tasks: TaskRunner,
    tmp_path: Path,
    country: QLocale.Country,
    separator: str,
) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.AnyLanguage, country))
    await shown(view, receipt("007", name="=1+1"), receipt("8", Verdict.FAILED, error=FULL))
    path = tmp_path / "results.csv"
    view.save_button.click()
    await until(lambda: bool(view.findChildren(QFileDialog)))
    dialog = view.findChildren(QFileDialog)[0]
    choose(dialog, path)
    await tasks.idle()
    with path.open(encoding="utf-8-sig", newline="") as file:
        saved = list(csv.reader(file, delimiter=separator))
    assert saved[0] == ["Device", "ID", "Name", "Result", "Read back", "Reason"]
    assert saved[2] == ["Front door", "007", "'=1+1", "Done", "", ""]
    assert saved[1][3] == "Not done"  # first what needs somebody
    assert view.notice_bar.notice is not None
    assert "results.csv" in view.notice_bar.notice.title


async def test_the_dialog_gives_what_shall_be_tried_again(tasks: TaskRunner, qtbot: QtBot) -> None:
    failed = receipt("2", Verdict.FAILED, error=FULL)
    dialog = ReceiptsDialog(
        None,
        tasks=tasks,
        title="Copy users",
        device_name=NAMES.__getitem__,
        many=[receipt("1"), failed],
    )
    qtbot.addWidget(dialog)
    dialog.open()
    await until(dialog.view.retry_button.isVisible)
    with qtbot.waitSignal(dialog.accepted):
        dialog.view.retry_button.click()
    assert dialog.to_retry == [failed]


async def test_escape_closes_the_dialog_without_trying_again(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    dialog = ReceiptsDialog(
        None, tasks=tasks, title="Copy users", device_name=NAMES.__getitem__, many=[receipt("1")]
    )
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.to_retry == []
