from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from rollcall.ui.theme import LIGHT, Tone
from rollcall.ui.widgets.progress_line import ProgressLine

INK = QColor(LIGHT.accent)


def inked(line: ProgressLine) -> list[bool]:
    image = line.grab().toImage()
    return [image.pixelColor(x, 3) == INK for x in range(image.width())]


@pytest.fixture
def line(qtbot: QtBot) -> ProgressLine:
    line = ProgressLine()
    qtbot.addWidget(line)
    line.resize(200, 6)
    return line


def test_part_that_is_done_is_drawn(line: ProgressLine) -> None:
    line.set_part(50, 100)
    assert sum(inked(line)) == pytest.approx(100, abs=4)
    assert inked(line)[10]
    assert line.value() == 50


def test_line_is_mirrored_from_right_to_left(line: ProgressLine) -> None:
    line.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    line.set_part(50, 100)
    assert inked(line)[190]
    assert not inked(line)[10]


def test_nothing_done_draws_nothing(line: ProgressLine) -> None:
    line.set_part(0, 100)
    assert not any(inked(line))


def test_unknown_total_still_shows_that_it_goes_on(line: ProgressLine) -> None:
    line.set_part(7, None)
    assert any(inked(line))
    assert line.maximum() == 0


def test_more_than_all_is_all(line: ProgressLine) -> None:
    line.set_part(120, 100)
    assert line.value() == 100


def test_tone_is_kept(line: ProgressLine) -> None:
    line.set_tone(Tone.DANGER)
    line.set_part(50, 100)
    assert line.tone is Tone.DANGER
    assert not any(inked(line))
