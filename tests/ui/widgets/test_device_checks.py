from __future__ import annotations

from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from rollcall.protocol.info import DeviceUid
from rollcall.ui.theme import Tone
from rollcall.ui.widgets.device_checks import DeviceCheck, DeviceChecks

GATE, STORE, DOOR = DeviceUid("gate"), DeviceUid("store"), DeviceUid("door")


def a_check(uid: DeviceUid, *, is_possible: bool = True, note: str = "") -> DeviceCheck:
    state = "Online" if is_possible else "Does not answer"
    tone = Tone.GOOD if is_possible else Tone.DANGER
    return DeviceCheck(
        uid=uid, name=f"R&D {uid}", state=state, tone=tone, note=note, is_possible=is_possible
    )


def made(qtbot: QtBot) -> DeviceChecks:
    checks = DeviceChecks(name="Devices to copy to")
    qtbot.addWidget(checks)
    checks.set_devices([a_check(GATE), a_check(STORE), a_check(DOOR, is_possible=False)])
    return checks


def test_what_is_checked_is_chosen_in_the_order_of_the_list(qtbot: QtBot) -> None:
    checks = made(qtbot)
    with qtbot.waitSignal(checks.changed):
        checks.choose({STORE, GATE, DOOR})
    assert checks.chosen == (GATE, STORE)


def test_a_device_that_is_not_possible_says_why(qtbot: QtBot) -> None:
    checks = made(qtbot)
    box = checks.findChildren(QCheckBox)[2]
    assert not box.isEnabled()
    assert box.toolTip() == "Does not answer"
    assert box.accessibleName() == "R&D door"


def test_what_is_checked_stays_so_when_more_is_known(qtbot: QtBot) -> None:
    checks = made(qtbot)
    checks.choose({GATE})
    checks.set_devices([a_check(GATE, note="room for 3 users")])
    assert checks.chosen == (GATE,)
    assert checks.findChildren(QCheckBox)[0].accessibleDescription() == "Online, room for 3 users"


def test_a_device_that_went_away_is_not_chosen_any_more(qtbot: QtBot) -> None:
    checks = made(qtbot)
    checks.choose({GATE})
    checks.set_devices([a_check(GATE, is_possible=False)])
    assert checks.chosen == ()
