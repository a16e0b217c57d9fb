from __future__ import annotations

from pytestqt.qtbot import QtBot

from rollcall.ui.pages.device_chooser import DeviceChooser


def test_each_device_has_a_button(qtbot: QtBot) -> None:
    chooser = DeviceChooser()
    qtbot.addWidget(chooser)
    chooser.set_devices([("a", "Gate"), ("b", "R&D")])
    assert [button.text() for button in chooser.buttons] == ["Gate", "R&&D"]
    with qtbot.waitSignal(chooser.chosen) as chosen:
        chooser.buttons[1].click()
    assert chosen.args == ["b"]
    chooser.set_devices([("c", "Yard")])
    assert [button.text() for button in chooser.buttons] == ["Yard"]
