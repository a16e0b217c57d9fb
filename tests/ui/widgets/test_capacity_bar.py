from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar
from pytestqt.qtbot import QtBot

from rollcall.ui.theme import Tone
from rollcall.ui.widgets.capacity_bar import CapacityBar


@pytest.fixture
def bar(qtbot: QtBot) -> CapacityBar:
    bar = CapacityBar("Users")
    qtbot.addWidget(bar)
    return bar


def said(bar: CapacityBar) -> str:
    return bar.findChildren(QProgressBar)[0].accessibleName()


@pytest.mark.parametrize(
    ("used", "tone", "name"),
    [
        (1240, Tone.INFO, "Users: 1,240 of 5,000"),
        (3999, Tone.INFO, "Users: 3,999 of 5,000"),
        (4000, Tone.WARNING, "Users: 4,000 of 5,000, Getting full"),
        (4750, Tone.DANGER, "Users: 4,750 of 5,000, Almost full"),
        (5000, Tone.DANGER, "Users: 5,000 of 5,000, Full"),
        (6000, Tone.DANGER, "Users: 6,000 of 5,000, Full"),
    ],
)
def test_bar_warns_in_tone_and_word(bar: CapacityBar, used: int, tone: Tone, name: str) -> None:
    bar.set_capacity(used, 5000)
    assert bar.tone is tone
    assert said(bar) == name


@pytest.mark.parametrize(
    ("used", "limit", "name"),
    [
        (None, None, "Users: not told by the device"),
        (None, 5000, "Users: room for 5,000"),
        (7, None, "Users: 7"),
        (7, 0, "Users: 7"),
    ],
)
def test_what_the_device_does_not_tell_is_not_made_up(
    bar: CapacityBar, used: int | None, limit: int | None, name: str
) -> None:
    bar.set_capacity(used, limit)
    assert bar.tone is Tone.NEUTRAL
    assert said(bar) == name


def test_title_is_shown(bar: CapacityBar) -> None:
    bar.set_title("Faces")
    assert "Faces" in [label.text() for label in bar.findChildren(QLabel)]


def test_a_long_title_gives_way_to_the_numbers(bar: CapacityBar) -> None:
    bar.set_title("Unvergleichlich lange Anwesenheitsaufzeichnungen")
    bar.set_capacity(17_200, 20_000)
    assert bar.minimumSizeHint().width() < 300
    assert said(bar).startswith("Unvergleichlich lange Anwesenheitsaufzeichnungen: 17,200")
