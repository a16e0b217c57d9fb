from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.crop_editor import CropEditor
from rollcall.usecases.photos.cropping import centre, zoomed
from rollcall.usecases.photos.photo import Crop, Preview, Size

SIZE = Size(1200, 1600)
RED = Preview(rgb=bytes([200, 30, 30]) * (300 * 400), shown=Size(300, 400), size=SIZE)
MIDDLE = zoomed(centre(SIZE), SIZE, 0.5)


@pytest.fixture
def editor(qtbot: QtBot) -> CropEditor:
    editor = CropEditor()
    qtbot.addWidget(editor)
    editor.resize(300, 400)
    editor.show_photo(RED, MIDDLE)
    return editor


def dragged(editor: CropEditor, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(editor, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(editor, end)
    QTest.mouseRelease(editor, Qt.MouseButton.LeftButton, pos=end)


def middle_of(crop: Crop) -> QPoint:
    return QPoint(
        round((crop.left + crop.width / 2) * 300), round((crop.top + crop.height / 2) * 400)
    )


def test_photo_is_bright_in_the_frame_and_dark_around(editor: CropEditor) -> None:
    image = editor.grab().toImage()
    middle = middle_of(editor.crop)
    assert image.pixelColor(middle) == QColor(200, 30, 30)
    assert image.pixelColor(5, 395).red() < 120


def test_frame_follows_the_mouse_and_is_told_when_let_go(editor: CropEditor) -> None:
    told = QSignalSpy(editor.cropped)
    start = middle_of(MIDDLE)
    dragged(editor, start, start + QPoint(30, 40))
    assert editor.crop.left == pytest.approx(MIDDLE.left + 0.1)
    assert editor.crop.top == pytest.approx(MIDDLE.top + 0.1)
    assert editor.crop.width == MIDDLE.width
    assert told.count() == 1


def test_frame_stays_within_the_photo(editor: CropEditor) -> None:
    start = middle_of(MIDDLE)
    dragged(editor, start, start + QPoint(900, 900))
    assert editor.crop.left + editor.crop.width == pytest.approx(1)
    assert editor.crop.top + editor.crop.height == pytest.approx(1)


def test_corner_makes_the_frame_larger_in_its_shape(editor: CropEditor) -> None:
    corner = QPoint(round(MIDDLE.left * 300), round(MIDDLE.top * 400))
    dragged(editor, corner, corner - QPoint(15, 20))
    assert editor.crop.height == pytest.approx(MIDDLE.height + 0.1, abs=0.01)
    assert editor.crop.width / editor.crop.height == pytest.approx(MIDDLE.width / MIDDLE.height)


def test_press_beside_the_frame_does_nothing(editor: CropEditor) -> None:
    dragged(editor, QPoint(2, 398), QPoint(100, 300))
    assert editor.crop == MIDDLE


@pytest.mark.parametrize(
    ("key", "right", "down"),
    [
        (Qt.Key.Key_Left, -0.01, 0.0),
        (Qt.Key.Key_Right, 0.01, 0.0),
        (Qt.Key.Key_Up, 0.0, -0.01),
        (Qt.Key.Key_Down, 0.0, 0.01),
    ],
)
def test_arrow_keys_move_the_frame(
    key: Qt.Key, right: float, down: float, editor: CropEditor
) -> None:
    QTest.keyClick(editor, key)
    assert editor.crop.left == pytest.approx(MIDDLE.left + right)
    assert editor.crop.top == pytest.approx(MIDDLE.top + down)


def test_plus_and_minus_zoom(editor: CropEditor) -> None:
    QTest.keyClick(editor, Qt.Key.Key_Plus)
    assert editor.zoom == pytest.approx(0.55)
    QTest.keyClick(editor, Qt.Key.Key_Minus)
    assert editor.zoom == pytest.approx(0.5)


async def test_several_keys_are_told_once(editor: CropEditor, qtbot: QtBot) -> None:
    told = QSignalSpy(editor.cropped)
    for _ in range(5):
        QTest.keyClick(editor, Qt.Key.Key_Right)
    assert told.count() == 0
    assert told.wait(5000)
    assert told.count() == 1


def test_home_asks_for_the_proposal(editor: CropEditor) -> None:
    asked = QSignalSpy(editor.proposal_asked)
    QTest.keyClick(editor, Qt.Key.Key_Home)
    assert asked.count() == 1


def test_screen_reader_hears_where_the_frame_is(editor: CropEditor) -> None:
    assert editor.accessibleName() == "Part of the photo that becomes the face"
    before = editor.accessibleDescription()
    assert before.startswith(f"{round(MIDDLE.width * 100)} % of the photo's width")
    QTest.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert editor.accessibleDescription() != before


def test_frame_put_elsewhere_by_the_program_is_not_told(editor: CropEditor) -> None:
    told = QSignalSpy(editor.cropped)
    editor.show_crop(centre(SIZE))
    assert editor.crop == centre(SIZE)
    assert told.count() == 0


def test_empty_editor_says_so_and_takes_nothing(editor: CropEditor) -> None:
    editor.clear()
    editor.zoom_to(1.0)
    assert editor.accessibleDescription() == "No photo"
    assert not editor.isEnabled()
    editor.grab()
