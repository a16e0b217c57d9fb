from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from rollcall.protocol.info import DeviceCapabilities
from rollcall.ui.widgets.capacity_bar import CapacityBar
from rollcall.ui.widgets.device_room import DeviceRoom
from rollcall.ui.widgets.progress_line import ProgressLine
from rollcall.usecases.health import Kind
from tests.ui.device_fakes import some_details


@pytest.fixture(autouse=True)
def _english() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English))


def said(room: DeviceRoom) -> list[str]:
    bars = [each for each in room.findChildren(CapacityBar) if not each.isHidden()]
    return [bar.findChildren(ProgressLine)[0].accessibleName() for bar in bars]


def test_each_kind_has_a_bar_but_those_without_a_reader(qtbot: QtBot) -> None:
    room = DeviceRoom()
    qtbot.addWidget(room)
    room.show_details(some_details(capabilities=DeviceCapabilities(palm=False), users=4900))
    assert said(room) == [
        "Users: 4,900 of 5,000, Almost full",
        "Faces: 1,100 of 3,000",
        "Fingerprints: 2,210 of 6,000",
        "Records: 20,000 of 100,000",
    ]


def test_a_short_one_shows_the_kinds_asked_for(qtbot: QtBot) -> None:
    room = DeviceRoom((Kind.USERS, Kind.RECORDS))
    qtbot.addWidget(room)
    room.show_details(some_details())
    assert said(room) == ["Users: 1,240 of 5,000", "Records: 20,000 of 100,000"]


def test_a_kind_that_is_not_always_shown_is_while_it_is_nearly_full(qtbot: QtBot) -> None:
    room = DeviceRoom((Kind.RECORDS,))
    qtbot.addWidget(room)
    room.show_details(some_details(users=4900))
    assert said(room)[0] == "Users: 4,900 of 5,000, Almost full"
    room.show_details(some_details(users=1240))
    assert said(room) == ["Records: 20,000 of 100,000"]
