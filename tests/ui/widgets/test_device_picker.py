from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rollcall.ui.theme import Tone
from rollcall.ui.widgets.device_picker import DeviceChoice, DevicePicker

FRONT = DeviceChoice(uid="A1", name="Front door", state="Online", tone=Tone.GOOD)
BACK = DeviceChoice(uid="B2", name="Back door", state="Key needed", tone=Tone.WARNING)


@pytest.fixture
def picker(qtbot: QtBot) -> DevicePicker:
    picker = DevicePicker()
    qtbot.addWidget(picker)
    return picker


def texts(picker: DevicePicker) -> list[str]:
    return [picker.itemText(at) for at in range(picker.count())]


def test_picker_without_devices_says_so(picker: DevicePicker) -> None:
    assert picker.accessibleName() == "Device"
    assert texts(picker) == ["No devices yet"]
    assert not picker.isEnabled()
    assert picker.uid is None


def test_all_devices_come_first_where_they_make_sense(picker: DevicePicker) -> None:
    picker.set_devices([FRONT, BACK])
    assert texts(picker) == ["All devices", "Front door", "Back door"]
    picker.set_devices([FRONT, BACK], offers_all=False)
    assert texts(picker) == ["Front door", "Back door"]


def test_pick_is_told(picker: DevicePicker, qtbot: QtBot) -> None:
    picker.set_devices([FRONT, BACK])
    with qtbot.waitSignal(picker.picked) as heard:
        picker.pick("B2")
    assert heard.args == ["B2"]
    picker.pick("gone")
    assert picker.uid == "B2"


def test_pick_stays_when_a_state_changes(picker: DevicePicker, qtbot: QtBot) -> None:
    picker.set_devices([FRONT, BACK])
    picker.pick("B2")
    with qtbot.assertNotEmitted(picker.picked):
        picker.set_devices([BACK, FRONT])
        picker.retranslate()
    assert picker.uid == "B2"


def test_device_that_is_gone_is_told(picker: DevicePicker, qtbot: QtBot) -> None:
    picker.set_devices([FRONT, BACK])
    picker.pick("B2")
    with qtbot.waitSignal(picker.picked) as heard:
        picker.set_devices([FRONT])
    assert heard.args == [None]


def test_state_is_read_out_with_the_name(picker: DevicePicker) -> None:
    picker.set_devices([FRONT])
    said = picker.itemData(1, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Front door, Online"


def test_wheel_that_passes_by_picks_nothing(picker: DevicePicker) -> None:
    picker.set_devices([FRONT, BACK])
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(picker, event)
    assert picker.uid is None
