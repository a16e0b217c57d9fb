from __future__ import annotations

from pytestqt.qtbot import QtBot

from rollcall.ui.widgets.concern_list import ConcernList
from rollcall.usecases.fleet_device import DeviceState
from rollcall.usecases.health import concerns
from tests.ui.device_fakes import a_device

GONE = concerns(a_device("Gate", state=DeviceState.UNREACHABLE), None)
KEY = concerns(a_device("Door", state=DeviceState.KEY_NEEDED), None)


def test_it_is_hidden_while_there_is_nothing(qtbot: QtBot) -> None:
    shown = ConcernList()
    qtbot.addWidget(shown)
    shown.show_concerns(GONE)
    assert not shown.isHidden()
    shown.show_concerns(())
    assert shown.isHidden()


def test_each_line_says_what_is_the_matter_and_has_the_button_that_helps(qtbot: QtBot) -> None:
    shown = ConcernList()
    qtbot.addWidget(shown)
    shown.show_concerns((*GONE, *KEY))
    assert [(line.text, line.button.text()) for line in shown.lines] == [
        ("Gate does not answer.", "Try again"),
        ("Door wants another API key.", "Set key"),
    ]
    assert shown.lines[0].button.accessibleDescription() == "Gate does not answer."
    with qtbot.waitSignal(shown.remedy_asked) as asked:
        shown.lines[1].button.click()
    assert asked.args == [KEY[0]]
