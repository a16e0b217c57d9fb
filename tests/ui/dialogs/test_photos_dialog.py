from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from rollcall.protocol.errors import Unreachable
from rollcall.protocol.users import UserId
from rollcall.ui.dialogs.photos_dialog import PhotosDialog
from rollcall.ui.dialogs.photos_user import ChooseUserDialog
from rollcall.ui.tasks import TaskRunner
from rollcall.ui.widgets.question import Question
from rollcall.usecases.photos.desk import Stage
from rollcall.usecases.photos.photo import Crop, Finding, Reason
from tests.ui.device_fakes import a_device
from tests.ui.dialogs.asked import until
from tests.ui.photo_fakes import USERS, FakePhotos, folder_of_photos


class Shown:
    """The dialog, and what stands in it."""

    def __init__(self, dialog: PhotosDialog, photos: FakePhotos, tasks: TaskRunner) -> None:
        self.dialog = dialog
        self.photos = photos
        self.tasks = tasks

    async def add(self, *paths: Path) -> None:
        self.dialog.loading.add(paths)
        await self.settled()

    async def settled(self) -> None:
        """Wait for the work, and for what is shown a moment later."""
        await self.tasks.idle()
        for timer in (self.dialog._pause, self.dialog.loading._pause):
            await until(lambda timer=timer: not timer.isActive())  # type: ignore[misc]
            await self.tasks.idle()

    async def save(self) -> None:
        self.dialog.verb_button.click()
        await self.settled()

    def cells(self, name: str) -> list[str]:
        """Give the row of a file: file, user, state."""
        model = self.dialog.table.photos
        for row in range(model.rowCount()):
            texts = [str(model.index(row, column).data()) for column in range(1, 4)]
            if texts[0] == name:
                return texts
        raise LookupError(name)

    def key(self, name: str) -> int:
        return next(each.key for each in self.dialog.desk.rows if each.path.name == name)

    def select(self, name: str) -> None:
        self.dialog.table.select_key(self.key(name))

    async def other(self, kind: type[QDialog]) -> QDialog:
        """Wait for a dialog over this one."""

        def found() -> list[QDialog]:
            return [each for each in self.dialog.findChildren(kind) if each.isVisible()]

        await until(lambda: bool(found()))
        return found()[0]


@pytest.fixture
async def shown(tasks: TaskRunner, qtbot: QtBot) -> AsyncIterator[Shown]:
    photos = FakePhotos()
    dialog = PhotosDialog(None, photos, tasks=tasks, device=a_device(), users=USERS)
    dialog.open()
    at = Shown(dialog, photos, tasks)
    yield at
    tasks.cancel_of(dialog)
    await tasks.idle()
    dialog.done(0)  # not by qtbot, nor by `reject`: that may ask a question, in the loop
    dialog.deleteLater()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of_photos(
        tmp_path, "007.jpg", "Lena Brandt.jpg", "Max Powr.jpg", "holiday.jpg", "empty.jpg"
    )


async def test_folder_is_matched_prepared_and_shown(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    assert shown.cells("007.jpg")[1] == "Anna Meyer (007)"
    assert shown.cells("Lena Brandt.jpg")[1] == "Lena Brandt (12)"
    assert shown.cells("Max Powr.jpg")[1:] == ["Max Power (13)?", "Which user? Please choose"]
    assert shown.cells("holiday.jpg")[1:] == ["Choose user …", "User unknown: choose one"]
    assert shown.cells("empty.jpg")[2] == "The file is empty"
    assert shown.dialog.verb_button.text() == "Save 2 faces"


async def test_faces_are_saved_and_said_to_be_read_back(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    await shown.save()
    assert [each.user_id for each in shown.photos.saved] == ["007", "12"]
    assert shown.cells("007.jpg")[2] == "Done: read back"
    notice = shown.dialog.notice_bar.notice
    assert notice is not None
    assert notice.title == "2 of 2 faces read back on Front door"
    assert shown.dialog.saving.saved == (2, 2)
    assert not shown.dialog.verb_button.isEnabled()


async def test_faces_that_are_there_are_said_and_can_be_left(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    foot = shown.dialog.foot
    assert foot._faces.text() == "1 of them has a face already: it will be replaced."
    foot.leave_box.setChecked(True)
    assert foot._faces.text() == "1 of them has a face already: it stays as it is."
    assert shown.cells("Lena Brandt.jpg")[2] == "Left out: has a face already"
    assert shown.dialog.verb_button.text() == "Save 1 face"
    await shown.save()
    assert [each.user_id for each in shown.photos.saved] == ["007"]
    assert shown.photos.saved[0].keeps_face


async def test_candidate_is_chosen_in_the_row(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    row = shown.dialog.desk.row(shown.key("Max Powr.jpg"))
    menu = shown.dialog.table.user_menu(row)
    assert [each.text() for each in menu.actions() if each.text()] == [
        "Max Power (13)",
        "Another user …",
        "Skip this photo",
    ]
    menu.actions()[0].trigger()
    await shown.settled()
    assert shown.cells("Max Powr.jpg")[1] == "Max Power (13)"
    assert shown.dialog.verb_button.text() == "Save 3 faces"


async def test_enter_on_a_row_offers_its_users(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.select("Max Powr.jpg")
    table = shown.dialog.table
    QTest.keyClick(table, Qt.Key.Key_Return)
    menus = [each for each in table.findChildren(QWidget) if each.inherits("QMenu")]
    assert any(each.isVisible() for each in menus)
    for each in menus:
        each.close()


async def test_user_is_chosen_among_all(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.select("holiday.jpg")
    shown.dialog.panel.choice.choose("?")
    choosing = await shown.other(ChooseUserDialog)
    assert isinstance(choosing, ChooseUserDialog)
    QTest.keyClicks(choosing.search_field, "power")
    assert choosing.chosen == "13"
    choosing.accept()
    await shown.settled()
    assert shown.cells("holiday.jpg")[1] == "Max Power (13)"


async def test_giving_up_the_choice_leaves_the_user_unknown(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.dialog.table.other_asked.emit(shown.key("holiday.jpg"))
    (await shown.other(ChooseUserDialog)).reject()
    await shown.settled()
    assert shown.cells("holiday.jpg")[1] == "Choose user …"


async def test_photo_that_failed_is_retried_alone(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    key = shown.key("007.jpg")
    shown.photos.refused[key] = Reason.NO_FACE
    await shown.save()
    assert shown.cells("007.jpg")[2] == "The device found no face in it"
    assert shown.dialog.saving.saved == (1, 2)
    shown.photos.refused.clear()
    shown.select("007.jpg")
    shown.dialog.panel.retry_button.click()
    await shown.settled()
    assert shown.cells("007.jpg")[2] == "Done: read back"
    assert [each.key for each in shown.photos.saved][-1] == key
    notice = shown.dialog.notice_bar.notice
    assert notice is not None
    assert notice.title == "1 of 1 face read back on Front door"


async def test_all_that_failed_are_retried_together(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.photos.error = Unreachable("Front door")
    await shown.save()
    assert shown.cells("007.jpg")[2] == "Front door does not answer"
    notice = shown.dialog.notice_bar.notice
    assert notice is not None
    assert notice.title == "Front door does not answer"
    shown.photos.error = None
    shown.dialog.retry_button.click()
    await shown.settled()
    assert shown.dialog.saving.saved == (2, 2)
    assert shown.cells("empty.jpg")[2] == "The file is empty"


async def test_skipped_photo_is_not_saved_until_it_is_taken_up(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.select("007.jpg")
    panel = shown.dialog.panel
    panel.skip_button.click()
    await shown.settled()
    assert shown.cells("007.jpg")[2] == "Skipped"
    assert shown.dialog.verb_button.text() == "Save 1 face"
    panel.retry_button.click()
    await shown.settled()
    assert shown.dialog.verb_button.text() == "Save 2 faces"


async def test_two_photos_of_one_user_are_not_saved(shown: Shown, tmp_path: Path) -> None:
    await shown.add(folder_of_photos(tmp_path, "007.jpg", "Anna Meyer.jpg"))
    assert shown.cells("007.jpg")[2] == "Two for this user: skip one"
    assert not shown.dialog.verb_button.isEnabled()


async def test_progress_shows_and_cancel_stops_saving(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.photos.gate = asyncio.Event()
    shown.dialog.verb_button.click()
    await until(lambda: bool(shown.dialog.saving.progress))
    await until(lambda: not shown.dialog._pause.isActive())
    assert shown.dialog.foot._doing.text() == "Saving 0 of 2"
    assert not shown.dialog.files_button.isEnabled()
    shown.dialog.foot.stop_button.click()
    await shown.settled()
    assert shown.dialog.verb_button.text() == "Save 2 faces"
    assert shown.photos.saved == []


async def test_saving_can_be_cancelled_before_it_began(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.dialog.verb_button.click()
    shown.dialog.saving.stop()
    await shown.settled()
    assert shown.dialog.verb_button.text() == "Save 2 faces"
    assert shown.dialog.verb_button.isEnabled()


async def test_selected_photo_is_shown_with_its_crop(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    panel = shown.dialog.panel
    assert panel.row is not None
    assert panel.editor.isEnabled()
    assert panel.row.prepared is not None
    assert panel.editor.crop == panel.row.prepared.crop


async def test_crop_made_by_hand_is_what_is_sent(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.select("007.jpg")
    await shown.settled()
    shown.dialog.panel.cropped.emit(shown.key("007.jpg"), Crop(0.25, 0.25, 0.5, 0.5))
    await shown.settled()
    row = shown.dialog.desk.row(shown.key("007.jpg"))
    assert row.prepared is not None
    assert row.prepared.finding is Finding.BY_HAND
    shown.dialog.panel.reset_button.click()
    await shown.settled()
    row = shown.dialog.desk.row(row.key)
    assert row.prepared is not None
    assert row.prepared.finding is not Finding.BY_HAND


async def test_turned_photo_is_shown_and_prepared_turned(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.select("007.jpg")
    await shown.settled()
    shown.dialog.panel.turn_button.click()
    await shown.settled()
    row = shown.dialog.desk.row(shown.key("007.jpg"))
    assert row.prepared is not None
    assert row.prepared.size.width > row.prepared.size.height
    assert shown.dialog.panel.editor.isEnabled()


async def test_zoom_slider_and_frame_follow_one_another(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    panel = shown.dialog.panel
    panel.zoom.setValue(100)
    assert panel.editor.zoom == pytest.approx(1.0)
    QTest.keyClick(panel.editor, Qt.Key.Key_Minus)
    assert panel.zoom.value() == 95


async def test_dropped_folder_is_taken(shown: Shown, folder: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder)), QUrl("https://example.invalid/a.jpg")])
    shown.dialog.dropEvent(
        QDropEvent(
            QPointF(1, 1),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    await shown.settled()
    assert shown.dialog.table.photos.count == 5


async def test_files_are_chosen_in_a_dialog(shown: Shown, folder: Path) -> None:
    shown.dialog.files_button.click()
    choosing = await shown.other(QFileDialog)
    choosing.findChildren(QLineEdit)[0].setText(str(folder / "007.jpg"))
    QDialog.accept(choosing)  # QFileDialog's own asks about files in a nested loop
    await shown.settled()
    assert [each.path.name for each in shown.dialog.desk.rows] == ["007.jpg"]


async def test_results_are_kept_as_a_file(shown: Shown, tmp_path: Path) -> None:
    await shown.add(folder_of_photos(tmp_path, "007.jpg", "=1+1.jpg"))
    await shown.save()
    shown.dialog.results_button.click()
    choosing = await shown.other(QFileDialog)
    choosing.findChildren(QLineEdit)[0].setText(str(tmp_path / "results.csv"))
    QDialog.accept(choosing)
    await shown.settled()
    with (tmp_path / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["File", "User ID", "Name", "Result", "Details"]
    assert ["007.jpg", "007", "Anna Meyer", "Done", "Done: read back"] in rows
    assert any(row[0] == "'=1+1.jpg" and row[3] == "Not saved" for row in rows)


async def test_closing_asks_only_if_something_would_be_lost(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.dialog.desk.choose(shown.key("holiday.jpg"), UserId("13"))
    shown.dialog.reject()
    question = await shown.other(Question)
    assert question.windowTitle() == "Close without saving?"
    question.reject()
    await shown.settled()
    assert shown.dialog.isVisible()
    await shown.save()
    shown.dialog.reject()
    assert not shown.dialog.isVisible()


async def test_choice_made_while_the_photo_is_read_is_not_lost_by_closing(
    shown: Shown, folder: Path
) -> None:
    shown.dialog.loading.add([folder / "holiday.jpg"])
    await until(lambda: bool(shown.dialog.desk.rows))
    shown.dialog.desk.choose(shown.key("holiday.jpg"), UserId("13"))
    assert shown.dialog.desk.row(0).stage is Stage.WAITING
    QTest.keyClick(shown.dialog, Qt.Key.Key_Escape)
    question = await shown.other(Question)
    assert question.windowTitle() == "Close without saving?"
    question.reject()
    await shown.settled()
    assert shown.cells("holiday.jpg")[1] == "Max Power (13)"
    assert shown.dialog.verb_button.text() == "Save 1 face"


async def test_closing_while_saving_asks_and_stops(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.photos.gate = asyncio.Event()
    shown.dialog.verb_button.click()
    await asyncio.sleep(0)
    shown.dialog.reject()
    question = await shown.other(Question)
    assert question.windowTitle() == "Stop saving?"
    question.accept()
    await shown.tasks.idle()
    assert not shown.dialog.isVisible()
    assert shown.dialog.desk.counts[Stage.SENDING] == 0


async def test_closing_while_photos_are_prepared_ends_it(shown: Shown, folder: Path) -> None:
    shown.dialog.loading.add([folder])
    await asyncio.sleep(0)
    shown.dialog.reject()
    await shown.tasks.idle()
    assert not shown.dialog.isVisible()


async def test_every_control_has_a_name(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    for each in shown.dialog.findChildren(QWidget):
        if each.isVisible() and each.focusPolicy() != Qt.FocusPolicy.NoFocus:
            text = each.text() if isinstance(each, QAbstractButton) else ""
            assert each.accessibleName() or text, each
    assert shown.dialog.files_button.nextInFocusChain() is shown.dialog.folder_button


async def test_thumbnails_are_drawn_in_every_state(shown: Shown, folder: Path) -> None:
    await shown.add(folder)
    shown.dialog.grab()
    await shown.save()
    shown.dialog.table.selectAll()
    shown.dialog.grab()
